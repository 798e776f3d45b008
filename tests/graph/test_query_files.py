from __future__ import annotations

from pathlib import Path

import pytest

from partnerskap.errors import InvalidDataError
from partnerskap.graph.questions import question_triples

HEADER = "# nb: Hvem leder?\n# en: Who leads?\n"
SH = "http://www.w3.org/ns/shacl#"
SUBJECT = "<https://w3id.org/partnerskap/ns/questions#hvem-leder>"


def question(tmp_path: Path, text: str) -> tuple[str, ...]:
    path = tmp_path / "hvem-leder.rq"
    path.write_text(text)
    return question_triples(path)


def test_a_question_becomes_an_executable_with_its_texts(tmp_path: Path) -> None:
    text = f"{HEADER}# keywords: ledelse, klynge\n\nSELECT ?x {{ ?x a <urn:ask> }}\n"

    assert set(question(tmp_path, text)) == {
        f"{SUBJECT} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SH}SPARQLExecutable>",
        f"{SUBJECT} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SH}SPARQLSelectExecutable>",
        f'{SUBJECT} <http://www.w3.org/2000/01/rdf-schema#comment> "Hvem leder?"@nb',
        f'{SUBJECT} <http://www.w3.org/2000/01/rdf-schema#comment> "Who leads?"@en',
        f'{SUBJECT} <{SH}select> "SELECT ?x {{ ?x a <urn:ask> }}\\n"',
        f'{SUBJECT} <https://schema.org/keywords> "ledelse"',
        f'{SUBJECT} <https://schema.org/keywords> "klynge"',
        f"{SUBJECT} <https://schema.org/target> <https://w3id.org/partnerskap/sparql>",
    }


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("PREFIX select: <urn:select>\nask { ?s ?p 'x' }", "ask"),
        ("# select\nCONSTRUCT WHERE { ?s ?p ?o }", "construct"),
        ("BASE <urn:ASK> SELECT * { ?s ?p ?o }", "select"),
    ],
)
def test_the_form_of_the_query_is_found_behind_its_prologue(
    tmp_path: Path, query: str, form: str
) -> None:
    triples = question(tmp_path, HEADER + query)

    assert any(line.startswith(f"{SUBJECT} <{SH}{form}> ") for line in triples)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# nb: Hva?\nASK {}", "lacks the question in en"),
        (f"{HEADER}SELECT", "cannot be read"),
        (f"{HEADER}DESCRIBE <urn:a>", "must be SELECT, ASK or CONSTRUCT"),
    ],
)
def test_a_file_that_is_no_question_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InvalidDataError, match=message):
        question(tmp_path, text)
