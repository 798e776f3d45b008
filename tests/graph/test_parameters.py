from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from partnerskap.graph.parameters import KINDS, bind, make_term
from partnerskap.sparql.guard import check
from partnerskap.sparql.limits import Limits

QUERY = "SELECT ?it ?other {\n  VALUES ?it { 1 }\n  VALUES ?other { 2 }\n}"
XSD = "http://www.w3.org/2001/XMLSchema#"
HOSTILE = st.text(
    st.one_of(
        st.sampled_from("\"'\\{}<>?#|^`\n\r\t\0;.@$&\u2028\ufeff"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


def answer(query: str) -> list[tuple[object, object]]:
    guarded = check(query, Limits())
    rows = Store().query(guarded.text)
    assert isinstance(rows, QuerySolutions)
    return [(row["it"], row["other"]) for row in rows]


@given(HOSTILE)
@example('x" } SELECT * { ?s ?p ?o } #')
@example("\\1 \\g<0> \\")
@example("VALUES ?other { 3 }\nVALUES ?it { 3 }")
@example('" } UNION { SERVICE <http://127.0.0.1/> { ?s ?p ?o } } #')
def test_whatever_text_is_given_is_one_value_and_nothing_else(text: str) -> None:
    bound = bind(QUERY, {"it": make_term("text", text)})

    assert answer(bound) == [(Literal(text), Literal(2))]


@given(st.sampled_from(KINDS), HOSTILE)
def test_a_value_becomes_a_term_of_its_kind_or_is_refused(kind: str, text: str) -> None:
    try:
        term = make_term(kind, text)
    except ValueError:
        return
    assert answer(bind(QUERY, {"it": term})) == [(term, Literal(2))]


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("theme", "helse", NamedNode("https://w3id.org/partnerskap/id/theme/helse")),
        (
            "theme",
            "https://w3id.org/partnerskap/id/theme/helse",
            NamedNode("https://w3id.org/partnerskap/id/theme/helse"),
        ),
        ("kind", "barrier", NamedNode("https://w3id.org/partnerskap/code/kind/barrier")),
        ("integer", "-12", Literal("-12", datatype=NamedNode(f"{XSD}integer"))),
        ("year", "2026", Literal("2026", datatype=NamedNode(f"{XSD}gYear"))),
        ("text", "", Literal("")),
    ],
)
def test_a_value_is_read_as_what_the_parameter_is(
    kind: str, value: str, term: NamedNode | Literal
) -> None:
    assert make_term(kind, value) == term


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("theme", ""),
        ("theme", "Helse"),
        ("theme", "helse> <urn:x"),
        ("theme", "https://w3id.org/partnerskap/id/actor/ntnu"),
        ("theme", "helse\n"),
        ("integer", "1e9"),
        ("integer", "٣"),
        ("integer", "9" * 16),
        ("year", "26"),
        ("year", "2026-01"),
        ("text", "x" * 201),
        ("number", "1"),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: str, value: str) -> None:
    with pytest.raises(ValueError, match="not of the kind"):
        make_term(kind, value)


def test_only_the_line_that_binds_the_parameter_is_rewritten() -> None:
    query = '# VALUES ?n { 1 }\nSELECT ?n {\n  VALUES ?n { 1 }\n  VALUES ?name { "1" }\n}'

    assert bind(query, {"n": Literal(7)}) == (
        "# VALUES ?n { 1 }\nSELECT ?n {\n"
        '  VALUES ?n { "7"^^<http://www.w3.org/2001/XMLSchema#integer> }\n'
        '  VALUES ?name { "1" }\n}'
    )
