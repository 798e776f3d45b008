"""What a change does, in words: fields and values by their labels, never by IRI.

Pure over labels and triples. Every text comes in bokmål, nynorsk and English; the terms stand
beside, for machines.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal

from partnerskap.entry.forms import released_forms
from partnerskap.entry.lines import read_lines
from partnerskap.entry.part_names import PartNames
from partnerskap.graph.labels import LANGUAGES, pick, shorten
from partnerskap.graph.terms import expand
from partnerskap.records.patch import diff

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from partnerskap.entry.fields import Form
    from partnerskap.entry.merging import ThreeWay
    from partnerskap.graph.labels import Labels
    from partnerskap.graph.reading import Object
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.patch import Patch

__all__ = ["Line", "Value", "describe", "describe_three", "difference_as_json", "title_of"]

Texts = dict[str, str]

_NAMES: Final = ("skos:prefLabel", "dct:title", "rdfs:label", "foaf:name", "schema:name")
_TEXTS: Final = ("dct:description", "skos:definition", "rdfs:comment")
_TYPE: Final = expand("rdf:type")


@dataclass(frozen=True, slots=True)
class Value:
    """One value: what it is called in each language, its language if it is a text, its term."""

    texts: Texts
    language: str
    term: str


@dataclass(frozen=True, slots=True)
class Line:
    """One field of one node, with the values taken away and those added.

    ``follows`` tells whether a form writes them of itself, so that people need not see them.
    """

    node: str
    about: Texts
    property: str
    field: Texts
    removed: tuple[Value, ...]
    added: tuple[Value, ...]
    follows: bool = False


def describe(
    key: DocumentKey, before: tuple[str, ...], after: tuple[str, ...], labels: Labels
) -> list[Line]:
    """Tell what leads from one state of a record to another, the record's own fields first."""
    namer = _Namer(key, labels, (*before, *after))
    return namer.lines(diff(before, after))


def describe_three(three: ThreeWay, labels: Labels) -> dict[str, list[Line]]:
    """Tell what others did and what you would do to the same record, and where the two clash."""
    namer = _Namer(three.key, labels, (*three.base, *three.theirs, *three.yours))
    theirs, yours = three.their_patch, three.your_patch
    nodes = {(line.node, line.property) for line in namer.lines(theirs)}
    mine = namer.lines(yours)
    return {
        "theirs": namer.lines(theirs),
        "yours": mine,
        "clashes": [line for line in mine if (line.node, line.property) in nodes],
    }


def title_of(key: DocumentKey, lines: Iterable[str], language: str) -> str:
    """Give the name that lines call their record by; the key where they give none."""
    names = _own_labels(lines).get(key.iri)
    return pick(names, language)[1] if names else str(key)


def difference_as_json(lines: Iterable[Line]) -> list[dict[str, object]]:
    """Give lines as plain JSON values."""
    return [
        {
            "about": line.about,
            "node": line.node,
            "field": line.field,
            "property": line.property,
            "removed": [_value_as_json(value) for value in line.removed],
            "added": [_value_as_json(value) for value in line.added],
        }
        for line in lines
    ]


def _value_as_json(value: Value) -> dict[str, object]:
    language = {"language": value.language} if value.language else {}
    return {"text": value.texts, **language, "term": value.term}


class _Namer:
    """Names nodes, fields and values, also those that are not published yet."""

    def __init__(self, key: DocumentKey, labels: Labels, lines: Iterable[str]) -> None:
        self._key = key
        self._labels = labels
        form, stated = released_forms().get(key.type), tuple(lines)
        self._fields = _fields(form)
        self._own = _own_labels(stated)
        self._parts = PartNames(key, form, stated)

    def lines(self, patch: Patch) -> list[Line]:
        sides: dict[tuple[str, str], tuple[list[Object], list[Object]]] = {}
        for side, lines in enumerate((patch.removed, patch.added)):
            for subject, predicate, value in read_lines(lines):
                pair = sides.setdefault((subject.value, predicate.value), ([], []))
                pair[side].append(value)
        found = [
            Line(
                node,
                self._about(node),
                name,
                self._field(name),
                tuple(map(self._value, pair[0])),
                tuple(map(self._value, pair[1])),
                self._parts.follows(node, name, [*pair[0], *pair[1]]),
            )
            for (node, name), pair in sides.items()
        ]
        return sorted(found, key=lambda line: (line.node, self._place(line.property)))

    def _place(self, name: str) -> tuple[int, str]:
        order = list(self._fields)
        return (order.index(name) if name in self._fields else len(order), name)

    def _about(self, node: str) -> Texts:
        return {language: self._name(node, language) for language in LANGUAGES}

    def _field(self, name: str) -> Texts:
        if name in self._fields:
            return self._fields[name]
        return {language: self._labels.of(name, language) for language in LANGUAGES}

    def _value(self, term: Object) -> Value:
        if isinstance(term, Literal):
            texts = dict.fromkeys(LANGUAGES, term.value)
            return Value(texts, term.language or "", str(term))
        name = term.value
        return Value({each: self._name(name, each) for each in LANGUAGES}, "", str(term))

    def _name(self, iri: str, language: str) -> str:
        if iri in self._own:
            return shorten(pick(self._own[iri], language)[1])
        part = self._parts.of(iri)
        if part is None:
            return self._labels.of(iri, language)
        kind, about = part.kind.in_language(language), part.about
        if about is None:
            return kind
        of = about.value if isinstance(about, Literal) else self._name(about.value, language)
        return f"{kind}: {of}"


def _fields(form: Form | None) -> dict[str, Texts]:
    """Name properties as the form of the record, or a part of it, names them; the nearest wins."""
    named: dict[str, Texts] = {}
    waiting = [form] if form else []
    while waiting:
        each = waiting.pop(0)
        for field in each.fields:
            label = field.label
            texts = {"nb": label.nb, "nn": label.nn or label.nb, "en": label.en}
            named.setdefault(field.path, texts)
        waiting += [inner for f in each.fields for inner in (f.part, f.statement) if inner]
    named.setdefault(_TYPE, {"nb": "Type", "nn": "Type", "en": "Type"})
    return named


def _own_labels(lines: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """Collect what a proposal itself calls its nodes; names before descriptions."""
    wanted = [expand(name) for name in (*_NAMES, *_TEXTS)]
    found: defaultdict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for subject, predicate, value in read_lines(sorted(set(lines))):
        if predicate.value in wanted and isinstance(value, Literal):
            texts = found[subject.value].setdefault(predicate.value, {})
            texts[value.language or ""] = value.value
    return {
        iri: next(texts[name] for name in wanted if name in texts) for iri, texts in found.items()
    }
