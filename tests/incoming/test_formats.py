"""The format of a body: what the sender says, what it looks like, and what is told of that."""

from __future__ import annotations

import pytest

from partnerskap.errors import UnsupportedMediaTypeError
from partnerskap.incoming.formats import Kind, choose_kind

TURTLE = b"@prefix e: <http://e/> .\n\ne:a e:p e:b .\n"
TRIPLES = b'<http://e/a> <http://e/p> "x"@nb .\n'
QUADS = b'<http://e/a> <http://e/p> "x"@nb <http://e/g> .\n'
TRIG = b"@prefix e: <http://e/> .\ne:g { e:a e:p e:b . }\n"
XML = b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
JSONLD = b'\xef\xbb\xbf {"@context": {}, "@id": "http://e/a"}'
JSON = b'{"navn": "x"}'
CSV = b"navn;kommune\r\nx;0301\r\n"
XLSX = b"PK\x03\x04....[Content_Types].xml"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (TURTLE, Kind.TURTLE),
        (b"# et notat\nPREFIX e: <http://e/>\ne:a e:p 1 .", Kind.TURTLE),
        (TRIPLES, Kind.N_TRIPLES),
        (QUADS, Kind.N_QUADS),
        (TRIG, Kind.TRIG),
        (XML, Kind.RDF_XML),
        (JSONLD, Kind.JSON_LD),
        (JSON, Kind.JSON),
        (CSV, Kind.CSV),
        (XLSX, Kind.XLSX),
    ],
)
@pytest.mark.parametrize("media_type", ["", "text/plain", "application/octet-stream"])
def test_what_nobody_named_is_told_by_its_looks_and_said(
    body: bytes, kind: Kind, media_type: str
) -> None:
    found, note = choose_kind(body, media_type=media_type)

    assert found is kind
    assert note is not None
    assert kind.label in note.nb
    assert kind.label in note.en


@pytest.mark.parametrize(
    ("media_type", "name", "asked", "kind"),
    [
        ("text/turtle; charset=utf-8", "x.rdf", "", Kind.TURTLE),
        ("Application/N-Triples", "", "", Kind.N_TRIPLES),
        ("", "data/partnerships/trd3.ttl", "", Kind.TURTLE),
        ("", "C:\\data\\trd3.nt.gz", "", Kind.N_TRIPLES),
        ("application/json", "", "turtle", Kind.TURTLE),
        ("application/json", "", "text/turtle", Kind.TURTLE),
    ],
)
def test_what_the_sender_names_is_believed(
    media_type: str, name: str, asked: str, kind: Kind
) -> None:
    assert choose_kind(TRIPLES, media_type=media_type, name=name, asked=asked) == (kind, None)


def test_json_with_a_context_is_json_ld_whatever_it_is_called() -> None:
    assert choose_kind(JSONLD, media_type="application/json") == (Kind.JSON_LD, None)


def test_a_wrong_label_is_set_right_and_said() -> None:
    kind, note = choose_kind(XML, media_type="text/turtle", name="x.ttl")

    assert kind is Kind.RDF_XML
    assert note is not None
    assert note.nb == "Innholdet er merket «Turtle», men ser ut som RDF/XML. Det er lest som det."


@pytest.mark.parametrize(
    ("body", "asked"), [(b"\x7fELF", ""), (b"", ""), (b"hei", ""), (TURTLE, "docx")]
)
def test_what_is_nothing_we_read_is_refused_with_what_we_do_read(body: bytes, asked: str) -> None:
    with pytest.raises(UnsupportedMediaTypeError) as refused:
        choose_kind(body, asked=asked)

    assert "Turtle" in refused.value.detail.nb
    assert "format=" in refused.value.detail.en
