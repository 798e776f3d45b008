"""What passes without the guard would have passed it, and in the same spelling."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerskap.errors import ForbiddenError, QuerySyntaxError, ServiceError
from partnerskap.sparql import plain
from partnerskap.sparql.guard import Form, Passed, check
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.plain import let_through

LIMITS = Limits()


def _without_guard(text: str, limits: Limits = LIMITS) -> Passed | None:
    with patch.object(plain, "check", side_effect=InterruptedError):
        try:
            return let_through(text, limits)
        except InterruptedError:
            return None


@pytest.mark.parametrize(
    ("text", "form", "spelling"),
    [
        ("select * {}", Form.SELECT, "select * {}"),
        ("# why\nASK { ?s ?p 1 } # so\n", Form.ASK, "     \nASK { ?s ?p 1 }"),
        ("ASK\t{ ?s ?p 'a\tb' }", Form.ASK, "ASK { ?s ?p 'a\tb' }"),
        ("ASK { <a> ?p 1 FILTER(1<2) }", Form.ASK, None),
        ("DESCRIBE <http://x.test/?a=1>", Form.DESCRIBE, "DESCRIBE <http://x.test/?a=1>"),
        ("CONSTRUCT WHERE { ?s ?p <#it> }", Form.CONSTRUCT, None),
    ],
)
def test_an_ordinary_query_needs_no_guard(text: str, form: Form, spelling: str | None) -> None:
    passed = _without_guard(text)

    assert passed is not None
    assert (passed.form, passed.original) == (form, text)
    assert passed.text == (spelling or check(text, LIMITS).text)


def test_prefixes_are_read() -> None:
    passed = _without_guard(
        "PREFIX a: <http://a.test/> prefix : <http://b.test/#> ASK { a:b :c 1 }"
    )

    assert passed is not None
    assert passed.prefixes == {"a": "http://a.test/", "": "http://b.test/#"}


@pytest.mark.parametrize("call", ["NOW()", "now()", "Rand()", "UUID()", "STRUUID()"])
def test_what_differs_from_moment_to_moment_is_told(call: str) -> None:
    passed = _without_guard(f"SELECT ({call} AS ?x) {{}}")

    assert passed is not None
    assert passed.volatile


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { service <http://127.0.0.1/> {} }",
        "SELECT * { x:SERVICEy {} }",
        "LOAD <http://x.test/>",
        "CLEAR ALL; load <http://x.test/>",
        "PREFIX ex: <urn:x> LOADex:foo",
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "BASE <urn:x> ASK {}",
        "SeLeCt * {}",
        "ASK { ?s ?p }}",
        "ASK { [ }",
        "ASK { ?s ?p 'a }",
        "SELEKT * {}",
        "ASK " + "{" * 129 + "}" * 129,
        "ASK { FILTER(" + "!" * 2_000 + "true) }",
        "PREFIX a: <urn:x>",
        "PREFIX a <urn:x> ASK {}",
        "",
    ],
)
def test_whatever_is_the_least_unusual_goes_to_the_guard(text: str) -> None:
    assert _without_guard(text) is None


def test_the_guard_has_the_word_on_the_rest() -> None:
    assert let_through("BASE <urn:x> ASK {}", LIMITS).form is Form.ASK
    with pytest.raises(ForbiddenError, match="SERVICE is off"):
        let_through("ASK { SERVICE <urn:x> {} }", LIMITS)
    with pytest.raises(QuerySyntaxError):
        let_through("SELEKT * {}", LIMITS)


PARTS = st.sampled_from(
    [
        *("SELECT", "select", "ASK", "*", "{", "}", "(", ")", "[", "]", "<<", ">>", "<<(", ")>>"),
        *("{|", "|}", "<", ">", "<=", "#", "# x\n", "\n", "\r", "\t", " ", "  ", ".", ";", "?x"),
        *("<urn:a>", "<http://a.test/#b>", "<?b#>", "'a'", '"""b\n"""', '"', "'", "'''", "\\"),
        *("SERVICE", "service", "service:", "x:Service", "LOAD", "load:", "a", "a:b", ":", "_:b"),
        *(
            "FILTER",
            "NOW",
            "now()",
            "=",
            "!",
            "-",
            "1.",
            "e5",
            "@en",
            "^^",
            "|",
            "é",
            "aé:b",
            "VALUES",
        ),
    ]
)


@settings(deadline=None, max_examples=400)
@given(
    st.sampled_from(["", "ASK ", "SELECT * ", "PREFIX a: <http://a.test/> ASK "]),
    st.lists(PARTS | st.text(max_size=3), max_size=25).map("".join),
    st.booleans(),
)
def test_the_guard_agrees_with_whatever_is_let_through(head: str, rest: str, inside: bool) -> None:  # noqa: FBT001 - drawn
    text = f"{head}{{ {rest} }}" if inside else head + rest
    passed = _without_guard(text, Limits(query_depth=4, query_steps=20))
    if passed is None:
        return
    try:
        guarded = check(text, Limits(query_depth=4, query_steps=20))
    except ServiceError as error:
        pytest.fail(f"let through, but refused by the guard: {error.detail.en}")

    assert (passed.form, passed.original, passed.text.rstrip()) == (
        guarded.form,
        guarded.original,
        guarded.text.rstrip(),
    )
    assert (passed.prefixes, passed.volatile) == (guarded.prefixes, guarded.volatile)
