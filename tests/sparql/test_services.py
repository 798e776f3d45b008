"""Which endpoints a query names in SERVICE, found as a parser of the whole query finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store
from rdflib.plugins.sparql.algebra import (
    translateQuery,
)
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from partnerskap.errors import ForbiddenError, QuerySyntaxError, ServiceError
from partnerskap.sparql.guard import Guarded, check
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.syntax import explain_syntax_error

A, B = "https://a.example/sparql", "http://b.example:3030/ds/query"
LIMITS = Limits(services=(A, B))
PROLOGUE = (
    "BASE <https://a.example/x/y> PREFIX ax: <https://a.example/> PREFIX : <../sparql> "
    "PREFIX b: <http://b.example:3030/ds/> PREFIX service: <../spar> "
)


def endpoints(guarded: Guarded) -> list[str]:
    return sorted(service.endpoint for service in guarded.services.values())


def calls_in(part: object) -> Iterator[CompValue]:
    """Give every SERVICE in a parsed query; evaluates nothing."""
    inner: Iterable[object] = ()
    if isinstance(part, CompValue):
        if part.name == "ServiceGraphPattern":
            yield part
        inner = part.values()
    elif isinstance(part, (list, tuple)):
        inner = part
    for each in inner:
        yield from calls_in(each)


def in_algebra(text: str) -> list[str]:
    return sorted(str(call.term) for call in calls_in(translateQuery(parseQuery(text)).algebra))


CORPUS = {
    f"SELECT * {{ SERVICE <{A}> {{ ?s ?p ?o }} }}": [A],
    f"SELECT * {{ service silent<{B}>{{ ?s ?p ?o }} }}": [B],
    f"ASK {{ SERVICE # <{B}> {{\n SILENT # {{ \n <{A}> # \n {{ ?s ?p ?o }} }}": [A],
    f"SELECT * {{ {{ SELECT ?s {{ SERVICE <{A}> {{ ?s ?p ?o }} }} LIMIT 1 }} }}": [A],
    f"SELECT * {{ ?s ?p ?o OPTIONAL {{ ?o ?q ?r SERVICE <{A}> {{ ?r ?t ?u }} }} }}": [A],
    f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{A}> {{ ?s ?p ?o }} }} }}": [A],
    f"SELECT * {{ ?s ?p ?o FILTER(?o > 1 && NOT EXISTS {{ SERVICE <{B}> {{ ?s ?p 1 }} }}) }}": [B],
    f"SELECT * {{ ?s ?p ?o MINUS {{ SERVICE <{A}> {{ ?s ?p ?o }} }} }}": [A],
    f"SELECT * {{ {{ SERVICE <{A}> {{ ?s ?p 1 }} }} UNION {{ SERVICE <{B}> {{ ?s ?p 2 }} }} }}": [
        *(B, A)
    ],
    f"SELECT * {{ GRAPH ?g {{ SERVICE <{A}> {{ ?s ?p ?o }} }} }}": [A],
    f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{A}> {{ ?s ?p ?o }} }}": [A],
    f"DESCRIBE ?s {{ SERVICE <{A}> {{ ?s ?p ?o }} }}": [A],
    f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{A}> {{ ?s ?p ?o }} }} GROUP BY ?s HAVING (?n > 1)": [A],
    PROLOGUE + "SELECT * { SERVICE ax:sparql { ?s ?p ?o } SERVICE b:query { ?s ?q ?r } }": [B, A],
    PROLOGUE + "SELECT * { SERVICE service:ql { ?s ?p service:x } }": [A],
    PROLOGUE + "SELECT * { SERVICE <../sparql> { ?s ?p ?o } SERVICE </sparql> { ?o ?q ?r } }": [
        *(A, A)
    ],
    "PREFIX e: <https://a.example/spar> ASK { SERVICE SILENT e:ql { ?s ?p ?o } }": [A],
    f'ASK {{ ?s ?p \'SERVICE <{A}> {{}}\', """SERVICE "<{B}>" {{""" , <{A}> }}': [],
    f"ASK {{ ?s <{A}> ?service # SERVICE <{A}> {{ }}\n }}": [],
}


@pytest.mark.parametrize(("text", "expected"), CORPUS.items())
def test_tokens_and_the_parsed_algebra_agree_on_every_endpoint(
    text: str, expected: list[str]
) -> None:
    guarded = check(text, LIMITS)

    assert endpoints(guarded) == in_algebra(text) == expected
    assert guarded.volatile is bool(expected)


def test_a_service_within_a_service_is_found_too() -> None:
    text = f"SELECT * {{ SERVICE <{A}> {{ ?s ?p ?o SERVICE SILENT <{B}> {{ ?o ?q ?r }} }} }}"

    assert endpoints(check(text, LIMITS)) == [B, A]
    assert "'?e'" in refusal(text.replace(f"<{B}>", "?e"))


@pytest.mark.parametrize("text", [text for text, expected in CORPUS.items() if expected])
def test_no_endpoint_stands_in_what_the_engine_gets(text: str) -> None:
    spelt = check(text, LIMITS).text

    assert set(in_algebra(spelt)) == {"service:"}
    assert "SERVICE is off" in refusal(text, Limits())


@pytest.mark.parametrize(
    "written",
    [
        "<https://A.Example:443/sparql>",
        "<HTTPS://a.example/sparql>",
        "<https://a.example/sp\\u0061rql>",
        "<https://a.example/sp\\U00000061rql>",
    ],
)
def test_spellings_of_the_same_address_are_the_same_endpoint(written: str) -> None:
    assert endpoints(check(f"ASK {{ SERVICE {written} {{ ?s ?p ?o }} }}", LIMITS)) == [A]


def refusal(text: str, limits: Limits = LIMITS) -> str:
    with pytest.raises(ForbiddenError) as caught:
        check(text, limits)
    return caught.value.detail.en


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("<https://a.example/sparql/>", "https://a.example/sparql/"),
        ("<https://a.example/sparql?x=1>", "https://a.example/sparql?x=1"),
        ("<https://a.example/%73parql>", "https://a.example/%73parql"),
        ("<https://a.example/x/../sparql>", "https://a.example/x/../sparql"),
        ("<https://a.example/Sparql>", "https://a.example/Sparql"),
        ("<https://a.example./sparql>", "https://a.example./sparql"),
        ("<https://a.example:444/sparql>", "https://a.example:444/sparql"),
        ("<http://a.example/sparql>", "http://a.example/sparql"),
        ("<https://a.example@c.example/sparql>", "https://a.example@c.example/sparql"),
        ("<https://me:pw@a.example/sparql>", "https://me:pw@a.example/sparql"),
        ("<https://a.example/sparql#x>", "https://a.example/sparql#x"),
        ("<https://c.example/sparql>", "https://c.example/sparql"),
        ("<http://127.0.0.1/>", "http://127.0.0.1/"),
        ("<file:///etc/passwd>", "file:///etc/passwd"),
        ("<urn:x>", "urn:x"),
        ("<service:>", "service:"),
        ("?endpoint", "?endpoint"),
        ("$endpoint", "$endpoint"),
        ("ax:other", "https://a.example/other"),
        ("<other>", "https://a.example/x/other"),
    ],
)
@pytest.mark.parametrize("around", ["{ %s }", "{ ?s ?p ?o FILTER EXISTS { { SELECT * { %s } } } }"])
def test_every_other_endpoint_is_refused_by_name_with_those_there_are(
    written: str, named: str, around: str
) -> None:
    call = f"SERVICE {written} {{ ?s ?p ?o }}"
    said = refusal(f"{PROLOGUE} SELECT * {around % call}")

    assert said.startswith(f"SERVICE does not go to {named!r} here, only to {A}, {B}.")


def test_a_variable_is_refused_also_when_it_can_only_be_an_allowed_endpoint() -> None:
    text = f"SELECT * {{ VALUES ?e {{ <{A}> }} SERVICE ?e {{ ?s ?p ?o }} }}"

    assert "'?e'" in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICEax:sparql { ?s ?p ?o } }",
        "SELECT * { SERVICESILENTax:sparql { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICEax:sparql { } }",
        "SELECT * { SERVICE ax:sparql { ?s ?p ?o } SERVICEax:sparql { ?s ?p ?o } }",
        "SELECT * { ?s ?p service:x { } }",
    ],
)
def test_service_glued_to_a_name_is_refused_also_where_some_are_allowed(text: str) -> None:
    assert "SERVICE does not go to" in refusal(PROLOGUE + text)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (f"SELECT * {{ SERVICE <{A}> ?s ?p ?o }}", 47),
        ("SELECT * { SERVICE { ?s ?p ?o } }", 20),
        ("SELECT * { SERVICE SILENT }", 27),
        ("SELECT * { SERVICE 'x' { } }", 20),
        ("SELECT * { SERVICE missing:x { ?s ?p ?o } }", 20),
        ("SELECT * { SERVICE <relative> { ?s ?p ?o } }", 20),
    ],
)
def test_what_no_endpoint_can_be_is_a_slip_of_the_pen(text: str, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        check(text, LIMITS)
    assert caught.value.column == column


@pytest.mark.parametrize(
    "text",
    [
        f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{A}> {{ ?s ?p ?o }} }}",
        f"CLEAR ALL ; DELETE {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT <{A}> {{ ?s ?p ?o }} }}",
    ],
)
def test_an_update_asks_nobody_whoever_is_allowed(text: str) -> None:
    assert "SERVICE is off" in refusal(text)


def test_load_is_refused_whoever_is_allowed() -> None:
    assert "LOAD is off" in refusal(f"LOAD <{A}>")


@pytest.mark.parametrize(
    "text",
    [
        f"ASK {{ SERVICE <{A}> {{ ?s ?p ?o }} }} ?x",
        f"SELECT * {{ SERVICE <{A}> {{ ?s ?p ?o }} }} GROUP",
        f"SELECT * {{ SERVICE <{A}> {{ ?s ?p }} }}",
    ],
)
def test_looking_for_a_slip_of_the_pen_asks_nobody(text: str) -> None:
    guarded = check(text, LIMITS)
    with pytest.raises(SyntaxError) as caught:
        Store().query(guarded.text)

    assert explain_syntax_error(guarded, caught.value).line == 1


SPELLINGS = [
    *(
        f"<{A}>",
        f"<{B}>",
        "ax:sparql",
        "b:query",
        "<../sparql>",
        "</sparql>",
        "service:ql",
        ":",
    ),
    *("<https://a.example/sp\\u0061rql>", f"# <{B}> {{\n <{A}>#\n"),
]
CALL = st.builds(
    lambda word, silent, endpoint: f"{word} {silent} {endpoint}",
    st.sampled_from(["SERVICE", "service", "SerVice", "SERVICE # SILENT\n"]),
    st.sampled_from(["", "SILENT", "silent"]),
    st.sampled_from(SPELLINGS),
)
NOISE = st.sampled_from(
    [
        *(
            "?s ?p ?o .",
            "?s a service:x ; service:p 'SERVICE <urn:x> {}' .",
            "# SERVICE <urn:y> {\n",
        ),
        *(
            "FILTER(?s < ?o && ?o > 1)",
            'FILTER(?o != """SERVICE "<urn:z>" {""")',
            "?s :x <service:> .",
        ),
    ]
)


PLAIN = NOISE.map("{{ {} }}".format)


def groups(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Make groups of calls, noise and groups of the kind that is given."""
    part = st.one_of(
        NOISE,
        st.builds("{} {}".format, CALL, PLAIN),
        st.builds(
            "{} {}".format,
            st.sampled_from(["", "OPTIONAL", "MINUS", "GRAPH ?g", "FILTER NOT EXISTS"]),
            inner,
        ),
        st.builds("{} UNION {}".format, inner, inner),
        inner.map("{{ SELECT * {} }}".format),
    )
    return st.lists(part, max_size=3).map(lambda parts: f"{{ {' '.join(parts)} }}")


# No deeper: rdflib's parser calls itself some hundred times for each level, and for ever for a
# SERVICE within another.
GROUP = groups(groups(PLAIN))


@settings(deadline=None, max_examples=60)
@given(GROUP)
def test_whatever_stands_around_them_tokens_and_algebra_find_the_same_endpoints(
    group: str,
) -> None:
    text = f"{PROLOGUE} SELECT * {group}"
    guarded = check(text, LIMITS)

    assert endpoints(guarded) == in_algebra(text)
    assert set(in_algebra(guarded.text)) <= {"service:"}


PIECES = st.sampled_from(
    [
        *(
            "SERVICE",
            "SILENT",
            "<https://a.example/sparql>",
            "ax:sparql",
            "?e",
            "{",
            "}",
            "SERVICEax:",
        ),
        *(
            "?s ?p ?o",
            "'",
            '"',
            "'''",
            "#",
            "\n",
            "<",
            ">",
            "service:x",
            "SILENTax:sparql",
            "1",
            ".",
        ),
        *("FILTER EXISTS", "<service:>", "<http://127.0.0.1:9/>", "GRAPH", "\\", "OPTIONAL", "e5"),
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join) | st.lists(PIECES, max_size=14).map(" ".join))
def test_whatever_is_sent_the_engine_is_never_given_an_address_to_follow(noise: str) -> None:
    for text in (f"{PROLOGUE} SELECT * {{ {noise}", f"{PROLOGUE} SELECT * {{ {noise} }}"):
        try:
            guarded = check(text, LIMITS)
            Store().query(guarded.text)
        except (ServiceError, SyntaxError):
            continue
        except OSError as error:
            assert "A URI scheme must be set, found service:" in str(error)  # noqa: PT017 - rare
        assert set(in_algebra(guarded.text)) <= {"service:"}
