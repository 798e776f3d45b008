"""Shapes speak to people: names, help and messages in words, without IRIs or SHACL's terms."""

from __future__ import annotations

import re
from functools import cache

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.graph.reading import Object, read_turtle
from partnerskap.graph.terms import SHAPES, expand
from partnerskap.records.shapes import Shapes, read_shapes
from partnerskap.resources import ontology_dir, shapes_dir

TYPE = NamedNode(expand("rdf:type"))
TECHNICAL = re.compile(r"\bsh:|w3id\.org|\bSHACL\b|\bIRI\b|\bURI\b|[a-z]+:[A-Z][a-z]+")


@cache
def shapes() -> Shapes:
    return read_shapes(shapes_dir())


def named(kind: str) -> list[str]:
    wanted = NamedNode(expand(kind))
    return sorted(s.value for s, p, o in shapes().triples if p == TYPE and o == wanted)


@cache
def index() -> dict[tuple[str, str], list[Object]]:
    found: dict[tuple[str, str], list[Object]] = {}
    for subject, predicate, value in shapes().triples:
        found.setdefault((subject.value, predicate.value), []).append(value)
    return found


def values(subject: str, name: str) -> list[Object]:
    return index().get((subject, expand(name)), [])


def texts(subject: str, name: str) -> dict[str | None, str]:
    return {o.language: o.value for o in values(subject, name) if isinstance(o, Literal)}


@pytest.mark.parametrize("shape", named("sh:PropertyShape"))
def test_a_property_shape_names_its_field_and_says_what_to_do(shape: str) -> None:
    assert shape.startswith(SHAPES)
    assert set(texts(shape, "sh:name")) == {"nb", "nn", "en"}
    assert set(texts(shape, "sh:description")) == {"nb", "en"}
    assert set(texts(shape, "sh:message")) == {"nb", "en"}
    assert len(values(shape, "sh:severity")) == 1
    assert len(values(shape, "sh:path")) == 1


@pytest.mark.parametrize("shape", named("sh:PropertyShape"))
def test_a_message_holds_sentences_and_nothing_technical(shape: str) -> None:
    for message in texts(shape, "sh:message").values():
        assert message.endswith(".")
        assert not TECHNICAL.search(message)


@pytest.mark.parametrize(
    "shape", sorted({s for held in shapes().properties.values() for s in held})
)
def test_a_field_has_a_place_in_the_form(shape: str) -> None:
    assert len(values(shape, "sh:order")) == 1
    (group,) = values(shape, "sh:group")
    assert set(texts(group.value, "rdfs:label")) == {"nb", "nn", "en"}


@pytest.mark.parametrize("shape", sorted(shapes().properties))
def test_a_targeted_shape_is_named_and_described(shape: str) -> None:
    assert set(texts(shape, "sh:name")) == {"nb", "nn", "en"}
    assert set(texts(shape, "sh:description")) == {"nb", "en"}


def test_blank_nodes_in_shapes_only_make_lists_and_paths() -> None:
    blank = {s for s, _, _ in shapes().triples if isinstance(s, BlankNode)}
    making = {expand(name) for name in ("rdf:first", "sh:inversePath", "sh:alternativePath")}

    assert blank == {s for s, p, _ in shapes().triples if p.value in making} & blank


def test_every_shape_that_is_referred_to_is_written() -> None:
    written = {s.value for s, _, _ in shapes().triples}
    referred = {o.value for _, _, o in shapes().triples if isinstance(o, NamedNode)}

    assert {iri for iri in referred if iri.startswith(SHAPES)} <= written


def test_messages_that_name_a_list_use_its_title() -> None:
    titles = {
        o.value
        for path in sorted((ontology_dir() / "schemes").glob("*.ttl"))
        for _, p, o in read_turtle(path.read_bytes()).triples
        if p.value == expand("dct:title")
    }
    messages = [voice.message for voice in shapes().voices.values()]
    quoted = [q for m in messages for q in re.findall(r"listen «([^»]+)»", m.nb)]
    quoted += [q for m in messages for q in re.findall(r"list “([^”]+)”", m.en)]

    assert len(quoted) > 30
    assert set(quoted) <= titles
