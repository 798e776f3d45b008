"""The stored examples: each has its words in two languages and the answer it must give.

Most are competency questions; some show data users what can be asked, with CONSTRUCT too.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from partnerskap import functions
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import BASE
from partnerskap.records.provenance import HISTORY_KEY
from partnerskap.resources import ontology_dir
from partnerskap.sparql.functions import load_calls

REPOSITORY = Path(__file__).parents[2]
QUESTIONS = sorted((ontology_dir() / "questions").glob("*.rq"))


def answer(store: ox.Store, query: str) -> list[list[str]]:
    """Answer a query as rows of text: the header first, or the one word of an ASK.

    A graph is rows of one sorted N-Triples line each.
    """
    result = store.query(query, custom_functions=load_calls(functions.__name__))
    if isinstance(result, ox.QueryBoolean):
        return [[str(bool(result)).lower()]]
    if isinstance(result, ox.QueryTriples):
        return [[line] for line in sorted({f"{triple} ." for triple in result})]
    assert isinstance(result, ox.QuerySolutions)
    text = result.serialize(format=ox.QueryResultsFormat.CSV)
    assert text is not None
    return list(csv.reader(io.StringIO(text.decode())))


def expected(question: Path) -> list[list[str]]:
    graph = question.with_suffix(".nt")
    if graph.exists():
        return [[line] for line in graph.read_text(encoding="utf-8").split("\n")[:-1]]
    with question.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_there_are_at_least_sixty_questions() -> None:
    assert len(QUESTIONS) >= 60
    assert len([path for path in QUESTIONS if path.with_suffix(".nt").exists()]) >= 3


def test_no_answer_lies_about_without_its_question() -> None:
    answers = {
        path.stem for path in (ontology_dir() / "questions").iterdir() if path.suffix != ".rq"
    }

    assert answers == {question.stem for question in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_gets_the_answer_written_beside_it(
    released_graph: GraphStore, question: Path
) -> None:
    assert answer(released_graph.store, question.read_text(encoding="utf-8")) == expected(question)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_no_question_is_answered_by_nothing(question: Path) -> None:
    rows = expected(question)

    assert rows == [["true"]] or len(rows) > 1


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_is_put_in_both_languages(question: Path) -> None:
    nb, en, keywords, *_ = question.read_text(encoding="utf-8").splitlines()

    assert re.fullmatch(r"# nb: [A-ZÆØÅ].+\?", nb)
    assert re.fullmatch(r"# en: [A-Z].+\?", en)
    assert re.fullmatch(r"# keywords: .+", keywords)


def test_every_question_can_be_found_and_run_from_the_graph_itself(
    released_graph: GraphStore,
) -> None:
    rows = released_graph.store.query(
        """
        PREFIX sh: <http://www.w3.org/ns/shacl#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?question ?nb ?query WHERE {
          ?question a sh:SPARQLExecutable ; rdfs:comment ?nb .
          ?question sh:select|sh:ask|sh:construct ?query .
          FILTER(LANG(?nb) = "nb")
        }
        """
    )
    assert isinstance(rows, ox.QuerySolutions)
    stored = {row["question"].value: row["query"].value for row in rows}

    assert set(stored) == {f"{BASE}/ns/questions#{question.stem}" for question in QUESTIONS}
    for question in QUESTIONS:
        query = stored[f"{BASE}/ns/questions#{question.stem}"]
        assert answer(released_graph.store, query) == expected(question)


def test_every_query_in_the_documentation_has_an_answer(released_graph: GraphStore) -> None:
    pages = [REPOSITORY / "README.md", *(REPOSITORY / "docs").glob("*.md")]
    queries = [
        query
        for page in pages
        for query in re.findall(
            r"^```sparql\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE
        )
        if HISTORY_KEY.graph not in query  # no release has one: test_sparql_docs asks it elsewhere
    ]

    assert queries
    assert [query for query in queries if len(answer(released_graph.store, query)) < 2] == []
