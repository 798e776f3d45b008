from __future__ import annotations

import ast
import json
import shutil
import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from partnerskap.web.snippets import Shape, fetch_address, send_query

ENDPOINT = "https://example.org/sparql"
QUERIES = st.text(
    st.one_of(st.sampled_from("\"'\\`${}()-_\nSPARQL"), st.characters(exclude_categories=["C"])),
    max_size=60,
)


def programs(query: str, shape: Shape = Shape.ROWS) -> dict[str, str]:
    return {each.name: each.text for each in send_query(ENDPOINT, query, shape)}


def test_a_query_is_sent_in_four_languages() -> None:
    found = programs("ASK {}")

    assert list(found) == ["curl", "Python", "R", "JavaScript"]
    assert found["curl"] == (
        "curl 'https://example.org/sparql?format=csv' --data-urlencode query@- <<'SPARQL'\n"
        "ASK {}\nSPARQL"
    )


def test_an_answer_with_an_address_is_fetched_in_four_languages() -> None:
    found = {
        each.name: each.text for each in fetch_address("https://e.org/q.csv?a=b'&c=1", "urn:json")
    }

    assert found["curl"] == "curl -o svar.csv 'https://e.org/q.csv?a=b'\"'\"'&c=1'"
    assert 'pd.read_csv("https://e.org/q.csv?a=b\'&c=1")' in found["Python"]
    assert 'read.csv("https://e.org/q.csv?a=b\'&c=1")' in found["R"]
    assert 'fetch("urn:json")' in found["JavaScript"]


@given(QUERIES)
@example('x""" + evil() + """')
@example("\\")
@example("'æ' 😀")
def test_python_code_holds_the_query_and_nothing_of_it_outside(query: str) -> None:
    tree = ast.parse(programs(query)["Python"])

    values = [node.value for node in tree.body if isinstance(node, ast.Assign)]
    assert isinstance(values[0], ast.Constant)
    assert str(values[0].value).strip("\n") == query.strip().strip("\n")
    assert len(tree.body) == 5


@given(QUERIES)
@example("SPARQL\nrm -rf /\nSPARQLL")
def test_no_line_of_the_query_ends_the_shell_text(query: str) -> None:
    first, *lines, end = programs(query)["curl"].split("\n")

    assert first.endswith(f"<<'{end}'")
    assert end not in lines


@given(QUERIES)
def test_nothing_in_the_query_ends_the_text_in_r(query: str) -> None:
    text = programs(query)["R"]
    dashes = text[len('query <- r"') : text.index("(")]

    assert text.count(f'){dashes}"') == 1


@pytest.mark.skipif(shutil.which("node") is None, reason="apt install nodejs")
@settings(max_examples=12, deadline=None)
@given(QUERIES)
@example("${alert(1)} `")
def test_javascript_code_holds_the_query(query: str) -> None:
    statement = programs(query)["JavaScript"].partition("\nconst answer")[0]
    node = subprocess.run(
        ["node", "-e", f"{statement}\nconsole.log(JSON.stringify(query.trim()))"],  # noqa: S607
        capture_output=True,
        check=True,
    )

    assert json.loads(node.stdout) == query.strip()


def test_a_graph_is_fetched_as_a_graph() -> None:
    found = programs("CONSTRUCT WHERE { ?s ?p ?o }", Shape.GRAPH)

    assert "format=turtle" in found["curl"]
    assert "rdflib" in found["Python"]
    assert "text/turtle" in found["JavaScript"]


def test_yes_or_no_is_read_as_such() -> None:
    sent = programs("ASK { ?s ?p ?o }", Shape.TRUTH)
    fetched = {each.name: each.text for each in fetch_address("urn:csv", "urn:json", Shape.TRUTH)}

    assert "console.log(boolean);" in sent["JavaScript"]
    assert "readLines" in sent["R"]
    assert "pd.read_csv(" not in sent["Python"]
    assert "header=None" in fetched["Python"]
    assert "console.log(boolean);" in fetched["JavaScript"]


@pytest.mark.parametrize("shape", Shape)
def test_every_program_in_python_can_be_read_by_python(shape: Shape) -> None:
    for snippets in (
        send_query(ENDPOINT, "ASK {}", shape),
        fetch_address("urn:csv", "urn:json", shape),
    ):
        program = ast.parse(next(each.text for each in snippets if each.name == "Python"))

        assert program.body
