"""Hostile values survive every format, as an independent reader (rdflib) reads them."""

from __future__ import annotations

import csv
import io
import warnings
from urllib.parse import quote

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store
from rdflib.query import Result as RdflibResult

from partnerskap.errors import BadRequestError
from partnerskap.sparql.execute import Job, write_answer
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, choose
from partnerskap.sparql.guard import check
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.request import Dataset
from partnerskap.sparql.writer import Writer

SUBJECT = "http://example.org/s"
XSD = "http://www.w3.org/2001/XMLSchema#"
TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)
XML_TEXT = st.text(
    st.characters(blacklist_categories=["Cs", "Cn"], blacklist_characters="".join(
        chr(code) for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))),
    max_size=20,
)  # fmt: skip
HOSTILE = [
    "",
    "æøå Христиания 😀",
    "a\tb\nc\rd\r\ne",
    "\"'\\ <&>]]> {}",
    "=1+1;@|,",
    " padded ",
    "\u0085\u2028\ufeffx",
]


def literals(text: str) -> list[Literal]:
    return [
        Literal(text),
        Literal(text, language="nb"),
        Literal(text, datatype=NamedNode("http://example.org/type")),
    ]


def answer(values: list[Literal], query: str, name: str) -> bytes:
    store = Store()
    for number, value in enumerate(values):
        predicate = NamedNode(f"http://example.org/p{number}")
        store.add(Quad(NamedNode(SUBJECT), predicate, value, DefaultGraph()))
    guarded = check(query, Limits())
    formats = GRAPH_FORMATS if guarded.form.gives_graph else ROW_FORMATS
    job = Job(guarded, Dataset(), choose(formats, None, name).format)
    blocks: list[bytes] = []
    writer = Writer(blocks.append, 1 << 30)
    write_answer(store, job.question, writer, {})
    blocks.append(writer.finish())
    return b"".join(blocks)


def as_rdflib(values: list[Literal]) -> list[rdflib.Literal]:
    return [
        rdflib.Literal(value.value, lang=value.language)
        if value.language or value.datatype.value == f"{XSD}string"
        else rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value))
        for value in values
    ]


def read_rows(body: bytes, name: str) -> list[object]:
    rows = RdflibResult.parse(io.BytesIO(body), format=name)
    return [row[0] for row in rows]  # type: ignore[index]  # a SELECT gives rows


ROWS = "SELECT ?o { ?s ?p ?o } ORDER BY ?p"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?o }"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("json", text) for text in HOSTILE),
        *(("xml", text) for text in HOSTILE),
        *(("tsv", text) for text in HOSTILE[:-1]),  # rdflib ends lines at U+0085 and U+2028
    ],
)
def test_hostile_literals_survive_in_rows(name: str, text: str) -> None:
    values = literals(text)

    assert read_rows(answer(values, ROWS, name), name) == as_rdflib(values)


def test_line_separators_of_unicode_do_not_end_a_row_in_tsv() -> None:
    body = answer(literals(HOSTILE[-1])[:2], ROWS, "tsv").decode()

    assert body == '?o\n"\u0085\u2028\ufeffx"\n"\u0085\u2028\ufeffx"@nb\n'


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_literals_survive_in_csv(text: str) -> None:
    body = answer([Literal(text)], ROWS, "csv").decode()
    rows = list(csv.reader(io.StringIO(body, newline="")))

    assert rows[0] == ["o"]
    assert rows[1:] == ([[text]] if text else [[]])


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    ("name", "parser"),
    [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld"), ("trig", "trig"),
     ("nq", "nquads")],
)  # fmt: skip
def test_hostile_literals_survive_in_graphs(name: str, parser: str, text: str) -> None:
    values = literals(text)
    dataset = rdflib.Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own, inside its readers
        dataset.parse(data=answer(values, GRAPH, name), format=parser)
        found = {o for _, _, o, _ in dataset.quads((None, None, None, None))}

    assert found == set(as_rdflib(values))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXT)
def test_any_text_survives_in_json(text: str) -> None:
    values = literals(text)

    assert read_rows(answer(values, ROWS, "json"), "json") == as_rdflib(values)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(XML_TEXT)
def test_any_text_that_xml_can_hold_survives_in_xml(text: str) -> None:
    values = literals(text)

    assert read_rows(answer(values, ROWS, "xml"), "xml") == as_rdflib(values)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXT)
def test_any_text_survives_in_n_triples(text: str) -> None:
    values = literals(text)
    graph = rdflib.Graph().parse(data=answer(values, GRAPH, "nt"), format="nt")

    assert set(graph.objects()) == set(as_rdflib(values))


@pytest.mark.parametrize(("query", "name"), [(ROWS, "xml"), (GRAPH, "rdf")])
def test_what_xml_cannot_hold_is_replaced_so_that_the_rest_can_be_read(
    query: str, name: str
) -> None:
    body = answer([Literal("a\x00b\x1bc\uffffd")], query, name)

    assert "a\ufffdb\ufffdc\ufffdd" in body.decode()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("csv", b"true\n"),
        ("tsv", b"true\n"),
        ("json", b'{"head":{},"boolean":true}'),
    ],
)
def test_a_truth_value_is_one_line(name: str, expected: bytes) -> None:
    assert answer([], "ASK {}", name) == expected


def test_an_unknown_short_name_lists_the_known() -> None:
    with pytest.raises(BadRequestError, match="ttl, nt, rdf, jsonld, nq, trig"):
        choose(GRAPH_FORMATS, None, quote("pdf"))
