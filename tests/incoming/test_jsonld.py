"""JSON-LD is read as any processor reads it, and every triple has its pointer."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from partnerskap.errors import InvalidDataError
from partnerskap.graph.loading import Release
from partnerskap.graph.terms import BASE
from partnerskap.incoming.places import TriplePlaces, written
from partnerskap.incoming.reading import Incoming, Options, Sent, read
from partnerskap.records.context import load_context
from partnerskap.records.document import Document
from partnerskap.records.jsonld import to_tree
from partnerskap.records.view import dump_json
from partnerskap.resources import ontology_dir

_CONTEXT = load_context(ontology_dir() / "context.jsonld")
_ADDRESS = f"{BASE}/ns/context.jsonld"
_OPTIONS = Options(contexts={_ADDRESS: _CONTEXT.document["@context"]})  # type: ignore[dict-item]  # the context is JSON

_E = {"e": "http://e/"}


def _read(document: object, *, base: str | None = "http://b/") -> Incoming:
    body = json.dumps(document, ensure_ascii=False).encode()
    return read(Sent("x.jsonld", body, base=base), _OPTIONS)


def _words(found: Incoming) -> set[tuple[str, str, str]]:
    return {(written(s), p.value, written(o)) for s, p, o in found.triples}


def _pointers(found: Incoming) -> dict[tuple[str, str, str], str | None]:
    places = found.places
    assert isinstance(places, TriplePlaces)
    return {words: places.place(site.object).pointer for words, site in places._sited}


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"@context": _E, "@id": "e:a", "e:p": "x"}, "/e:p"),
        ({"@context": _E, "@id": "e:a", "e:p": ["w", {"@value": "x"}]}, "/e:p/1/@value"),
        ({"@id": "http://e/a", "http://e/p": "x"}, "/http:~1~1e~1p"),
        ({"@context": {"@vocab": "http://e/", "id": "@id"}, "id": "http://e/a", "p": "x"}, "/p"),
        (
            {
                "@context": {"p": {"@id": "http://e/p", "@container": "@language"}},
                "@id": "http://e/a",
                "p": {"en": "w", "nb": ["v", "x"]},
            },
            "/p/nb/1",
        ),
        (
            {"@context": {**_E, "p": {"@id": "e:p", "@container": "@index"}}, "@id": "e:a",
             "p": {"k": "x"}},
            "/p/k",
        ),
        ({"@context": [_E, {"q": "e:p"}], "@graph": [{"@id": "e:a", "q": "x"}]}, "/@graph/0/q"),
        (
            {"@context": {**_E, "T": {"@id": "e:T", "@context": {"p": "e:p"}}}, "@id": "e:a",
             "@type": "T", "p": "x"},
            "/p",
        ),
        ({"@context": {**_E, "n": "@nest"}, "@id": "e:a", "n": {"e:p": "x"}}, "/n/e:p"),
    ],
)  # fmt: skip
def test_a_value_has_its_pointer(document: object, pointer: str) -> None:
    found = _read(document)

    assert ("http://e/a", "http://e/p", "x") in _words(found)
    assert _pointers(found)["http://e/a", "http://e/p", "x"] == pointer
    assert set(_pointers(found)) == _words(found)
    assert found.notes == ()


def test_links_backwards_and_nodes_without_names_are_followed() -> None:
    found = _read(
        {
            "@context": {**_E, "parent": {"@reverse": "e:child"}},
            "@id": "e:a",
            "parent": {"e:n": 1, "e:f": 2.5, "e:t": True},
            "@reverse": {"e:knows": {"@id": "e:z"}},
        }
    )

    assert set(_pointers(found)) == _words(found)
    assert len(found.triples) == 5
    assert _pointers(found)["_:b0", "http://e/child", "http://e/a"] is not None


def test_every_record_can_be_sent_back_as_the_json_ld_we_give() -> None:
    release = Release.open()
    for file in release.files:
        if not file.path.startswith("data/"):
            continue
        text = (release.root / file.path).read_bytes()
        triples = tuple(
            Triple(*quad.triple) for quad in parse(text, RdfFormat.TURTLE, base_iri=file.key.iri)
        )
        tree = to_tree(Document(file.key, NamedNode(file.key.iri), triples), _CONTEXT)
        sent = dump_json({"@context": _ADDRESS, **tree})
        found = read(Sent(file.path, sent, "application/ld+json"), _OPTIONS)

        assert _words(found) == {(t[0].value, t[1].value, written(t[2])) for t in triples}
        assert set(_pointers(found)) == _words(found), file.path
        assert found.notes == ()


def test_a_key_that_means_nothing_is_told_with_its_place() -> None:
    found = _read({"@context": _E, "@id": "e:a", "e:p": 1, "navn": "tapt"})

    assert [(note.place.pointer, note.place.column) for note in found.notes if note.place] == [
        ("/navn", 58)
    ]
    assert "ikke lest" in found.notes[0].text.nb


def test_what_no_name_can_be_made_of_is_told_with_its_place() -> None:
    found = _read({"@context": _E, "@id": "e:a", "e:p": {"@id": "http://e/a b"}})

    assert found.triples == ()
    assert [note.place.pointer for note in found.notes if note.place] == ["/e:p/@id"]


def test_a_context_on_the_web_is_refused_with_a_remedy() -> None:
    with pytest.raises(InvalidDataError) as refused:
        _read({"@context": "https://schema.org/", "@id": "e:a"})

    assert "henter ingenting" in refused.value.detail.nb
    assert "fetch nothing" in refused.value.detail.en
    assert "https://schema.org/" in refused.value.detail.nb


@pytest.mark.parametrize("key", ["@import", "@context"])
def test_a_context_that_hides_further_in_is_refused_too(key: str) -> None:
    with pytest.raises(InvalidDataError):
        _read({"@context": {"t": {"@id": "http://e/t", "@context": {key: "http://c/"}}}, "t": {}})
