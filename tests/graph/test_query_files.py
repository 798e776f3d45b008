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


RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
PARAMETER = "# param: form form klynge Form | Form\n"


def test_a_parameter_is_described_beside_its_question(tmp_path: Path) -> None:
    query = "SELECT ?x {\n  VALUES ?form { <https://w3id.org/partnerskap/code/form/klynge> }\n}"

    described = [
        line for line in question(tmp_path, HEADER + PARAMETER + query) if "/form>" in line
    ]

    node = f"{SUBJECT[:-1]}/form>"
    assert described == [
        f"{node} {RDF_TYPE} <https://schema.org/PropertyValueSpecification>",
        f'{node} <http://www.w3.org/2000/01/rdf-schema#comment> "Form"@en',
        f'{node} <http://www.w3.org/2000/01/rdf-schema#comment> "Form"@nb',
        f'{node} <https://schema.org/category> "form"',
        f'{node} <https://schema.org/defaultValue> "klynge"',
        f'{node} <https://schema.org/valueName> "form"',
        f"{SUBJECT} <https://schema.org/object> {node}",
    ]


@pytest.mark.parametrize(
    ("declared", "query"),
    [
        ("n integer 5 Tall", "ASK {\n  VALUES ?n { 5 }\n}"),
        ("n integer fem Tall | Number", "ASK {\n  VALUES ?n { 5 }\n}"),
        ("n number 5 Tall | Number", "ASK {\n  VALUES ?n { 5 }\n}"),
        ("n integer 5 Tall | Number", "ASK {\n  VALUES ?n { 6 }\n}"),
        ("n integer 5 Tall | Number", "ASK {\n  VALUES ?n { 5 5 }\n}"),
        ("n integer 5 Tall | Number", "ASK { ?s ?p 5 }"),
    ],
)
def test_a_parameter_that_the_query_does_not_bind_to_its_default_is_refused(
    tmp_path: Path, declared: str, query: str
) -> None:
    with pytest.raises(InvalidDataError, match="parameter"):
        question(tmp_path, f"{HEADER}# param: {declared}\n{query}")
