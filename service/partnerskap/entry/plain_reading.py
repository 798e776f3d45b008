"""Read a record from plain JSON: its triples, where each stood, and all that could not be read.

What cannot be read is told and left out; everything else is read all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.entry.fields import Kind
from partnerskap.entry.names import Names
from partnerskap.entry.pointers import Pointers, step
from partnerskap.entry.problems import refused_value, simple_fault, unknown_key
from partnerskap.entry.respelling import respelt
from partnerskap.entry.values import FRAGMENT, Fault, Known, Refusal, describe_json, read_value
from partnerskap.errors import InvalidDataError
from partnerskap.graph.reading import read_turtle
from partnerskap.graph.terms import Iri, expand
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from partnerskap.entry.fields import Field, Form
    from partnerskap.graph.reading import Object
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.report import Result

__all__ = ["PlainRead", "from_plain"]

_TYPE: Final = expand("rdf:type")
_SUBJECT, _PREDICATE, _OBJECT = (
    expand(f"rdf:{name}") for name in ("subject", "predicate", "object")
)


@dataclass(frozen=True, slots=True)
class PlainRead:
    """What plain JSON says: triples, the places of them all, and what could not be read.

    ``problems`` are results like those of the shapes; ``places`` finds both kinds.
    """

    triples: tuple[Triple, ...]
    places: Pointers
    problems: tuple[Result, ...]

    def place_of(self, result: Result) -> str | None:
        """Give the JSON Pointer of a result or problem; None when it is not about this input."""
        return self.places.pointer(result)


def from_plain(
    form: Form,
    key: DocumentKey,
    data: Mapping[str, object],
    *,
    known: Known | None = None,
    taken: Iterable[str] = (),
) -> PlainRead:
    """Read a record of which ``key`` is the name.

    With ``known`` codes and references that do not exist are problems, with proposals; without
    it they are taken as they stand. ``taken`` are names that parts of the record have had before:
    a part without ``id`` never gets one of them.
    """
    reader = _Reader(key, known, Names((*taken, *_names_in(data))))
    reader.record(form, data)
    return PlainRead(tuple(reader.triples), reader.places, tuple(reader.places.faults))


def _names_in(data: object) -> Iterator[str]:
    """Find the names that parts already have, however deep."""
    waiting = [*data.values()] if isinstance(data, dict) else []
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            name = value.get("id")
            if isinstance(name, str):
                yield name
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


class _Reader:
    def __init__(self, key: DocumentKey, known: Known | None, names: Names) -> None:
        self._key = key
        self._known = known
        self._names = names
        self._used: set[str] = set()
        self.triples: dict[Triple, None] = {}
        self.places = Pointers()

    def record(self, form: Form, data: Mapping[str, object]) -> None:
        for name, expected in (("type", self._key.type), ("id", self._key.slug)):
            if name in data and data[name] != expected:
                message = Wording(
                    f"«{name}» skal være «{expected}» her, eller utelates.",
                    f"{name!r} must be {expected!r} here, or be left out.",
                    f"«{name}» skal vere «{expected}» her, eller utelatast.",
                )
                self._report(simple_fault(self._key.iri, form, name, message), step("", name))
        body = {name: value for name, value in data.items() if name not in {"type", "id", "other"}}
        self._node(NamedNode(self._key.iri), form, body, "")
        self._other(form, data.get("other"))

    def _other(self, form: Form, lines: object) -> None:
        """Read the lines of N-Triples that no field can show, all of them about this record."""
        for at, line in enumerate(lines if isinstance(lines, list) else [lines] if lines else []):
            here = step("", "other", *([at] if isinstance(lines, list) else []))
            triples = _read_line(line)
            if not triples or not all(self._is_own(subject.value) for subject, _, _ in triples):
                message = Wording(
                    "Linjen er ikke gyldig N-Triples om denne oppføringen. Rett den eller fjern "
                    "den.",
                    "The line is not valid N-Triples about this record. Correct it or remove it.",
                    "Linja er ikkje gyldig N-Triples om denne oppføringa. Rett ho eller fjern ho.",
                )
                fault = simple_fault(self._key.iri, form, f"other {at + 1}", message)
                self._report(fault, here)
                continue
            for triple in triples:
                self._add(triple, here)

    def _is_own(self, iri: str) -> bool:
        return iri.partition("#")[0] == self._key.iri

    def _node(self, node: NamedNode, form: Form, data: Mapping[str, object], at: str) -> None:
        self.places.nodes[node.value] = (at, form)
        for iri in form.classes:
            self._add((node, NamedNode(_TYPE), NamedNode(iri)), at)
        for predicate, value in form.constants:
            self._add((node, NamedNode(predicate), value), at)
        for field in form.fields:
            if data.get(field.key) not in (None, "", [], {}):
                self._field(node, field, data[field.key], step(at, field.key))
            elif field.fixed is not None:
                self._link(node, field, field.fixed.term, step(at, field.key))
        for name in data:
            if form.field(name) is None:
                self._report(unknown_key(node.value, form, name), step(at, name))

    def _field(self, node: NamedNode, field: Field, value: object, at: str) -> None:
        if field.kind is Kind.LANGUAGE_TEXT:
            self._texts(node, field, value, at)
            return
        items = value if isinstance(value, list) else [value]
        for place, item in enumerate(items):
            here = step(at, place) if isinstance(value, list) else at
            if field.part is not None and isinstance(item, dict):
                self._part(node, field, item, here)
            elif field.kind is Kind.PART and not _may_refer(field, item):
                self._refuse(node, field, Refusal(Fault.TYPE, describe_json(item)), here)
            elif item not in (None, ""):
                self._value(node, field, item, here)

    def _texts(self, node: NamedNode, field: Field, value: object, at: str) -> None:
        if not isinstance(value, dict):
            self._refuse(node, field, Refusal(Fault.TYPE, describe_json(value)), at)
            return
        for language, texts in value.items():
            for place, text in enumerate(texts if isinstance(texts, list) else [texts]):
                here = step(at, language, *([place] if isinstance(texts, list) else []))
                if text in (None, ""):
                    continue
                literal = _literal(text, language)
                if isinstance(literal, Refusal):
                    self._refuse(node, field, literal, here)
                else:
                    self._link(node, field, literal, here)

    def _value(self, node: NamedNode, field: Field, item: object, at: str) -> None:
        """Read a value, which may stand in an object together with its source."""
        stated = isinstance(item, dict) and field.statement is not None and "value" in item
        told = item["value"] if isinstance(item, dict) and stated else item
        term = read_value(field, told, self._key, self._known)
        if isinstance(term, Refusal):
            self._refuse(node, field, term, step(at, "value") if stated else at)
            return
        self._link(node, field, term, at)
        if field.statement is not None and isinstance(item, dict):
            self._statement(node, field, term, (item, at))

    def _statement(
        self, node: NamedNode, field: Field, term: Object, told: tuple[dict[str, object], str]
    ) -> None:
        item, at = told
        if field.statement is None:
            return
        body = {name: value for name, value in item.items() if name not in {"value", "id"}}
        if not body and "id" not in item:
            return
        subject = self._name(node, field, item, at)
        for predicate, value in (
            (_SUBJECT, node),
            (_PREDICATE, NamedNode(field.path)),
            (_OBJECT, term),
        ):
            self._add((subject, NamedNode(predicate), value), at)
        self._node(subject, field.statement, body, at)

    def _part(self, node: NamedNode, field: Field, item: dict[str, object], at: str) -> None:
        if field.part is None:
            return
        part = self._name(node, field, item, at)
        for link in field.links:
            if link.inverse:
                self._add((part, NamedNode(link.predicate), node), at)
        self._link(node, field, part, at)
        body = {name: value for name, value in item.items() if name != "id"}
        self._node(part, field.part, body, at)

    def _name(
        self, node: NamedNode, field: Field, item: Mapping[str, object], at: str
    ) -> NamedNode:
        """Give a part the name it has, or a new one when it has none or cannot have that."""
        name = item.get("id")
        usable = isinstance(name, str) and FRAGMENT.fullmatch(name) and name not in self._used
        if name is None or not usable or not isinstance(name, str):
            form = field.part or field.statement
            if name is not None and form is not None:
                message = Wording(
                    "Navnet på delen er brukt før i samme oppføring, eller har andre tegn enn "
                    "a–z, tall, punktum og bindestrek. Utelat «id», så får delen et nytt navn.",
                    "The name of the part is used twice in the record, or has other characters "
                    "than a–z, digits, full stops and hyphens. Leave 'id' out to get a new one.",
                )
                self._report(simple_fault(node.value, form, str(name), message), step(at, "id"))
            parent = node.value.partition("#")[2]
            name = self._names.new(field, parent, item)
        self._used.add(name)
        return NamedNode(f"{self._key.iri}#{name}")

    def _link(self, node: NamedNode, field: Field, value: Object, at: str) -> None:
        for link in field.links:
            if not link.inverse:
                self._add((node, NamedNode(link.predicate), value), at)

    def _add(self, triple: Triple, at: str) -> None:
        subject, predicate, value = triple
        self.places.add(subject.value, Iri(predicate.value), value, at)
        self.triples[triple] = None

    def _refuse(self, node: NamedNode, field: Field, refusal: Object | Refusal, at: str) -> None:
        if isinstance(refusal, Refusal):
            meant = self._known.suggest(field, refusal.found) if self._known else ()
            meant = meant or respelt(field, refusal.found, self._key)
            self._report(refused_value(node.value, field, refusal, meant), at)

    def _report(self, problem: Result, at: str) -> None:
        self.places.faults.setdefault(problem, at)


def _read_line(line: object) -> Sequence[Triple]:
    try:
        return read_turtle(line).triples if isinstance(line, str) else ()
    except InvalidDataError:
        return ()


def _may_refer(field: Field, item: object) -> bool:
    """Tell whether what is no object may name a record, or a part that stands elsewhere."""
    local = isinstance(item, str) and item.startswith("#")
    return not field.links[0].inverse and (local or bool(field.record_types))


def _literal(text: object, language: str) -> Literal | Refusal:
    if not isinstance(text, str) or any("\ud800" <= letter <= "\udfff" for letter in text):
        return Refusal(Fault.TEXT, ascii(text))
    try:
        return Literal(text, language=language)
    except ValueError:  # not a language tag
        return Refusal(Fault.TEXT, language)
