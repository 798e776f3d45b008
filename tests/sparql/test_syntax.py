"""Where a faulty query is said to go wrong."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from partnerskap.errors import QuerySyntaxError
from partnerskap.sparql.guard import Form, check
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.syntax import explain_syntax_error


def explain(text: str) -> QuerySyntaxError:
    guarded = check(text, Limits())
    run = Store().update if guarded.form is Form.UPDATE else Store().query
    with pytest.raises(SyntaxError) as caught:
        run(guarded.text)
    return explain_syntax_error(guarded, caught.value)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("SELECT * WHERE { ?s ?p }", (1, 24), "'}' cannot stand here"),
        ("SELECT *\nWHERE {\n ?s ?p ?o\n FILTER(?x) ?y }", (4, 16), "'}' cannot stand here"),
        ("SELECT * { ?s ?p 'æøå' \r\n ?ø }", (2, 2), "'?ø' cannot stand here"),
        ("SELECT ?x WHERE { ex:a ?p ?o }", (1, 19), "the prefix 'ex:' is not declared"),
        ("SELECT * {} {}", (1, 13), "'{' cannot stand here"),
        ("SELECT WHERE {}", (1, 8), "'WHERE' cannot stand here"),
        ("SELECT * {} ORDER LIMIT 1", (1, 19), "'LIMIT' cannot stand here"),
        ("SELECT * { <relative> ?p ?o }", (1, 12), "IRI parsing failed"),
        ("# note\nASK", (2, 4), "the query is incomplete"),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", (1, 30), "Duplicated variable name in SELECT"),
        ("SELECT ?x {} GROUP BY ?y", (1, 25), "variable that is unbound"),
        ("INSERT DATA { ?s ?p ?o }", (1, 24), "Variables are not allowed in INSERT DATA"),
        ("INSERT { ?s ?p } WHERE {}", (1, 16), "'}' cannot stand here"),
    ],
)
def test_a_fault_is_shown_at_its_line_and_column(
    text: str, place: tuple[int, int], message: str
) -> None:
    error = explain(text)

    assert (error.line, error.column) == place
    assert error.detail.en.startswith(f"Line {place[0]}, column {place[1]}: ")
    assert error.detail.nb.startswith(f"Linje {place[0]}, kolonne {place[1]}: ")
    assert message in error.detail.en


def test_a_fault_at_the_end_of_a_long_query_is_found() -> None:
    rows = "\n".join(f"(<urn:{number}> 'x')" for number in range(900))
    error = explain(f"SELECT * {{ VALUES (?x ?y) {{\n{rows}\n(?z 1) }} }}")

    assert (error.line, error.column) == (902, 2)
