"""What the guard refuses, what it lets through, and that the engine survives that."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from partnerskap.errors import BadRequestError, ForbiddenError, QuerySyntaxError, ServiceError
from partnerskap.sparql.guard import Form, check
from partnerskap.sparql.limits import Limits

LIMITS = Limits()
DECLARED = "PREFIX ex: <urn:x> PREFIX : <urn:y> PREFIX service: <urn:s> "


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("# first\nPREFIX select: <urn:x> BASE <urn:y> ask {}", Form.ASK),
        ("construct WHERE { ?s ?p ?o }", Form.CONSTRUCT),
        ("DESCRIBE <urn:x>", Form.DESCRIBE),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", Form.UPDATE),
        ("WITH <urn:g> DELETE {} WHERE {}", Form.UPDATE),
    ],
)
def test_the_form_is_read_after_the_prologue(text: str, form: Form) -> None:
    assert check(text, LIMITS).form is form


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { sErViCe SILENT ?x{ ?s ?p ?o } }",
        "SELECT * { SERVICE#\n<http://127.0.0.1/>{ ?s ?p ?o } }",
        "ASK { FILTER EXISTS { { SELECT * { OPTIONAL{SERVICE<urn:x>{}} } } } }",
        DECLARED + "SELECT * { SERVICEex:foo { ?s ?p ?o } }",
        DECLARED + "SELECT * { service:foo { ?s ?p ?o } }",
        DECLARED + "SELECT * { ?s ?p trueSERVICEex:foo {} }",
        DECLARED + "SELECT * { ?s ?p 1SERVICESILENTex:foo #\n {} }",
        "SELECT * { ?s ?p '''\"''' SERVICE <urn:x> {} }",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <urn:x> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused_in_every_disguise(text: str) -> None:
    with pytest.raises(ForbiddenError, match="SERVICE is off"):
        check(text, LIMITS)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT*{SERVICESILENT<urn:x>{}}",
        "SELECT * { \\u0053ERVICE <urn:x> {} }",
        "SELECT * { SERVIC\\u0045 <urn:x> {} }",
        "SELECT * { ?s ?p ?o FILTER(?s<?o#>'''\n) SERVICE <urn:x> {} #'''\n}",
        "SELECT * { ?s ?p ?o FILTER(?s<?o)SERVICE#>\n?x {} }",
    ],
)
def test_service_hidden_from_a_lexer_never_parses(text: str) -> None:
    with pytest.raises((QuerySyntaxError, SyntaxError)):
        Store().query(check(text, LIMITS).text)


@pytest.mark.parametrize(
    "text",
    [
        DECLARED + "SELECT ?service { ?service ex:service service:x }",
        f"{DECLARED} ASK FROM service:x FROM NAMED service:y {{ GRAPH service:x {{ ?s ?p ?o }} }}",
        'SELECT * { ?s ?p \'SERVICE <urn:x> {}\', """SERVICE "x" """@en-SERVICE, _:SERVICE }',
        "SELECT * { ?s <http://example.org/SERVICE#x> ?o } # SERVICE <urn:x> {}",
        "SELECT * { ?s ?p ?o FILTER(?s < ?o && ?o > 1 || ?o <= 2) }",
        "SELECT * { <urn:a#b> <urn:c(d)> '\\u0053ERVICE' , 'it\\'s' }",
        "SELECT * { ?s !(<urn:a>|^<urn:b>)*/<urn:c>+ ?o . ?s <urn:p>?o }",
        "SELECT * { ?s ?p 1.5e3, .5, -2, +3.0, 5. }",
        "SELECT * { << ?s ?p ?o >> ?q ?r . <<( ?s ?p ?o )>> ?q ?r . ?s ?p ?o {| ?q ?r |} }",
        "SELECT (COUNT(DISTINCT *) AS ?n) { VALUES (?x ?y) { (1 UNDEF) (true 'a'@nb) } }",
    ],
)
def test_ordinary_text_passes_and_parses(text: str) -> None:
    Store().query(check(text, LIMITS).text)


@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE *{?s ?p ?o}",
        "SELECT REDUCED ?s{?s a ?x.?x a _:a.}ORDER BY ASC(?s)DESC(?x)LIMIT 1 OFFSET 2",
        "SELECT(GROUP_CONCAT(DISTINCT ?x;SEPARATOR=', ')AS ?y){?x a'z'@en.}",
        "PREFIX :<urn:>PREFIX a.b:<urn:b>ASK{:a.b :c:d a.b:x;a:e,:f.}".replace("a:e", "a :e"),
        "ASK{?s ?p ?o FILTER(?o NOT IN(1,2)&&isNumeric(?o)&&NOT EXISTS{?s ?p 2})}",
        "ASK{?s <urn:a>|!<urn:b>|!(a|^<urn:c>) ?o}",
        'SELECT $x{$x ?p \'\'\'a\nb\'c\'\'\' , """"q" """ }',
        "ASK{[] ?p [].[?p ?o] . ?s ?p ()}",
        "BASE <http://x/a> ASK{<> <#b> <?q=1&r='2'>,<../c>}",
        "ASK{?s ?p <http://x/å\\u00e5>}",
        "SELECT*{}VALUES(?x){('a'^^<urn:t>)}",
        "ASK { ?s ?p 'a' # 'c\n . }",
        "PREFIX é:<urn:é> ASK { é:ø é:a\\,b é:%C3 }",
    ],
)
def test_tight_and_unusual_spellings_pass_and_parse(text: str) -> None:
    Store().query(check(text, LIMITS).text)


@pytest.mark.parametrize(
    "text",
    [
        "COPY SILENT DEFAULT TO <urn:x>",
        "DELETE{?s ?p ?o}INSERT{?s ?p 1}WHERE{?s ?p ?o}",
        "WITH <urn:x> DELETE {?s ?p ?o} USING NAMED <urn:z> WHERE{}",
        "CREATE SILENT GRAPH <urn:q>;DROP ALL;CLEAR NAMED;MOVE SILENT GRAPH <urn:q> TO DEFAULT",
        "PREFIX e:<urn:>DELETE DATA{GRAPH e:g{e:a e:b e:c}};",
    ],
)
def test_every_kind_of_update_passes_and_parses(text: str) -> None:
    Store().update(check(text, LIMITS).text)


@pytest.mark.parametrize("text", ["LOAD <http://x.test/>", "CLEAR ALL; LOAD SILENT <file:///x>"])
def test_load_is_refused(text: str) -> None:
    with pytest.raises(ForbiddenError, match="LOAD is off"):
        check(text, LIMITS)


@pytest.mark.parametrize(
    "text", ["PREFIX ex: <urn:x> LOADex:foo", "PREFIX ex: <urn:x> CLEAR ALL ; LOADex:foo"]
)
def test_load_glued_to_a_name_is_refused(text: str) -> None:
    with pytest.raises(ServiceError):
        check(text, LIMITS)


@pytest.mark.parametrize(("opening", "closing"), ["{}", "()", "[]", ("<<(", ")>>"), ("{|", "|}")])
def test_brackets_may_nest_to_the_limit_and_no_deeper(opening: str, closing: str) -> None:
    inside = opening * 127 + closing * 127
    check(f"ASK {{ {inside} }}", LIMITS)

    with pytest.raises(BadRequestError, match="more than 128 brackets"):
        check(f"ASK {{ {opening}{inside}{closing} }}", LIMITS)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER(" + "!" * 50_000 + "true) }",
        "ASK { FILTER(1" + "+1" * 50_000 + ") }",
        "ASK { FILTER(?x" + "||?x" * 50_000 + ") }",
        "ASK { {}" + "UNION{}" * 20_000 + " }",
        "ASK { " + "MINUS {}" * 5_000 + " }",
        "ASK { ?s <urn:p>" + "|<urn:p>" * 20_000 + " ?o }",
        "SELECT " + "(1 AS ?x)" * 5_000 + " {}",
        "SELECT (1 AS ?x) {} HAVING " + "(1)" * 20_000,
    ],
)
def test_chains_that_overflow_the_parser_are_refused(text: str) -> None:
    with pytest.raises(BadRequestError, match="parts"):
        check(text, LIMITS)


def test_long_lists_of_data_pass() -> None:
    rows = "(1 -2 'x'@nb) " * 5_000
    numbers = ", ".join(map(str, range(20_000)))
    check(f"SELECT * {{ VALUES (?x ?y ?z) {{ {rows} }} FILTER(?x IN ({numbers})) }}", LIMITS)
    check("INSERT DATA { GRAPH <urn:g> { " + "<urn:s> a (-1 +2), [] . " * 5_000 + "} }", LIMITS)


LARGEST = """
import sys, threading
from pyoxigraph import Store
from partnerskap.sparql.guard import check
from partnerskap.sparql.limits import Limits
pieces = {
    "not": ("ASK { FILTER(", "!", "true) }", 1994),
    "union": ("ASK { {}", "UNION{}", " }", 995),
    "bind": ("SELECT * {", "MINUS{}", " }", 995),
    "select": ("SELECT ", "(1 AS ?v%d)", " {}", 990),
    "group": ("ASK ", "{", "}" * 128, 128),
    "mixed": ("ASK { FILTER(" + "(1+" * 120, "!", "true" + ")" * 121 + "}", 1700),
    "path": ("ASK { ?s <urn:p>", "|<urn:p>", " ?o }", 1990),
}
for start, part, end, count in pieces.values():
    middle = "".join(part % i if "%" in part else part for i in range(count))
    text = check(start + middle + end, Limits()).text
    thread = threading.Thread(target=lambda: Store().query(text))
    thread.start()
    thread.join()
print("alive")
"""


def test_the_engine_survives_the_largest_texts_let_through() -> None:
    result = subprocess.run(
        [sys.executable, "-c", LARGEST], capture_output=True, text=True, check=False, timeout=60
    )

    assert (result.returncode, result.stdout, result.stderr) == (0, "alive\n", "")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", (1, 1)),
        ("PREFIX a: <urn:b>", (1, 18)),
        ("SELECT * {}}", (1, 12)),
        ("SELECT * {\n  ?s ?p (\n}", (3, 1)),
        ("SELECT * {\n  ?s ?p ?o", (1, 10)),
        ("SELEKT * {}", (1, 1)),
        ("ASK {}\r\nORDR BY ?x", (2, 1)),
        ("ASK { ?s ?p 'a\nb' }", (1, 13)),
        ("ASK { ?s ?p 'a\\qb' }", (1, 13)),
        ("ASK { ?s ?p \x00 }", (1, 13)),
    ],
)
def test_text_that_cannot_be_sparql_is_shown_where(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        check(text, LIMITS)

    assert (caught.value.line, caught.value.column) == place


SNIPPETS = st.sampled_from(
    [
        *("SELECT * {", "}", "ASK", "?x", "ex:a", "<urn:a>", "<?b#>", "'a'", '"""b"""', "{", "("),
        *(")", "[", "]", "<", ">", "#", "\n", "SERVICE", "service:", "LOAD", "'''", '"', "'", "\\"),
        *("FILTER", "=", "!", "-", "1.", "e5", "@en", "_:b", "^^", "<<", "<<(", ")>>", " ", "|"),
    ]
)


@settings(deadline=None)
@given(st.lists(SNIPPETS | st.text(max_size=3), max_size=40).map("".join))
def test_whatever_is_sent_is_let_through_or_refused_with_a_reason(text: str) -> None:
    try:
        spelt = check(text, LIMITS).text
    except ServiceError as error:
        refusal = error
    else:
        assert check(spelt, LIMITS).text.split() == spelt.split()
        return
    assert refusal.status in {400, 403}
    assert refusal.detail.nb != refusal.detail.en


@settings(deadline=None)
@given(st.lists(SNIPPETS, max_size=12).map("".join), st.integers(0, 2))
def test_a_service_call_with_anything_around_it_never_reaches_the_engine(
    noise: str, place: int
) -> None:
    call = "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }"
    text = [f"SELECT * {{ {noise} {call} }}", f"SELECT * {{ {call} {noise}", noise + call][place]
    try:
        guarded = check(text, LIMITS)
        Store().query(guarded.text)
    except (ServiceError, SyntaxError):
        return
    assert not any(token.is_word("SERVICE") for token in guarded.tokens)
    assert "SERVICE <" not in guarded.text or "'" in text or '"' in text
