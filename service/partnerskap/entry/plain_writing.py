"""Write a record as plain JSON; what no field can show stands as N-Triples under ``other``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.entry.fields import Kind
from partnerskap.entry.values import write_value
from partnerskap.graph.terms import expand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.entry.fields import Field, Form
    from partnerskap.entry.values import Json
    from partnerskap.graph.reading import Object, Subject
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.neighbours import Triple

__all__ = ["to_plain"]

_TYPE: Final = NamedNode(expand("rdf:type"))
_SUBJECT, _PREDICATE, _OBJECT = (
    NamedNode(expand(f"rdf:{name}")) for name in ("subject", "predicate", "object")
)
_NUMBERS: Final = re.compile(r"(\d+)")
_LANGUAGES: Final = ("nb", "nn", "en")


def to_plain(form: Form, key: DocumentKey, triples: Iterable[Triple]) -> dict[str, Json]:
    """Write all that a record states; ``from_plain`` reads the same triples back.

    What a form writes of itself (classes, constants) is not told, and is added to a record that
    lacks it when the record is read back. Apart from that nothing is lost and nothing comes to.
    """
    writer = _Writer(key, triples)
    root = NamedNode(key.iri)
    data: dict[str, Json] = {"type": key.type, "id": key.slug, **writer.node(root, form)}
    if other := writer.rest():
        data["other"] = other
    return data


class _Writer:
    """Takes triples away as they are written, so that each is written once."""

    def __init__(self, key: DocumentKey, triples: Iterable[Triple]) -> None:
        self._key = key
        self._left = dict.fromkeys(triples)
        self._placed: set[Object | Subject] = set()
        self._from: dict[tuple[Subject, str], list[Object]] = {}
        self._to: dict[tuple[Object, str], list[Subject]] = {}
        for subject, predicate, value in self._left:
            self._from.setdefault((subject, predicate.value), []).append(value)
            self._to.setdefault((value, predicate.value), []).append(subject)

    def rest(self) -> list[Json]:
        """Give what was not written, as sorted lines of N-Triples."""
        return [*sorted(f"{s} {p} {o} ." for s, p, o in self._left)]

    def node(self, node: NamedNode, form: Form) -> dict[str, Json]:
        """Write a node's fields in the order of its form; its classes and constants go without."""
        self._placed.add(node)
        for iri in form.classes:
            self._left.pop((node, _TYPE, NamedNode(iri)), None)
        for predicate, value in form.constants:
            self._left.pop((node, NamedNode(predicate), value), None)
        written = ((field.key, self._field(node, field)) for field in form.fields)
        return {key: value for key, value in written if value not in ([], {})}

    def _field(self, node: NamedNode, field: Field) -> Json:
        if field.kind is Kind.LANGUAGE_TEXT:
            return self._texts(node, field)
        write = self._part if field.kind is Kind.PART else self._value
        found = [write(node, field, value) for value in self._values(node, field)]
        values: list[Json] = [value for value in found if value is not None]
        return values[0] if len(values) == 1 and not field.many else values

    def _values(self, node: NamedNode, field: Field) -> list[Object]:
        link = field.links[0]
        index: Iterable[Object] = (
            self._to.get((node, link.predicate), ())
            if link.inverse
            else self._from.get((node, link.predicate), ())
        )
        return sorted(index, key=_natural)

    def _texts(self, node: NamedNode, field: Field) -> Json:
        texts: dict[str, list[Json]] = {}
        for value in self._values(node, field):
            triple = (node, NamedNode(field.path), value)
            if isinstance(value, Literal) and value.language and triple in self._left:
                texts.setdefault(value.language, []).append(value.value)
                del self._left[triple]
        order = sorted(texts, key=lambda code: (*(code != known for known in _LANGUAGES), code))
        single = field.one_per_language
        return {c: texts[c][0] if single and len(texts[c]) == 1 else texts[c] for c in order}

    def _value(self, node: NamedNode, field: Field, value: Object) -> Json:
        triple = (node, NamedNode(field.path), value)
        if triple not in self._left:
            return None
        written = write_value(field, value, self._key)
        if written is None:
            return None
        del self._left[triple]
        statement = self._statement(node, field, value)
        return {"value": written, **statement} if statement else written

    def _statement(self, node: NamedNode, field: Field, value: Object) -> dict[str, Json]:
        """Write the source of a single value, where a statement gives one."""
        if field.statement is None:
            return {}
        for subject in self._to.get((value, _OBJECT.value), ()):
            frame = (
                (subject, _SUBJECT, node),
                (subject, _PREDICATE, NamedNode(field.path)),
                (subject, _OBJECT, value),
            )
            if self._fits(subject, field.statement) and all(each in self._left for each in frame):
                for each in frame:
                    del self._left[each]
                return self._nested(subject, field.statement)
        return {}

    def _part(self, node: NamedNode, field: Field, value: Object) -> Json:
        if field.part is None:
            return None
        links = [
            (value, NamedNode(link.predicate), node)
            if link.inverse
            else (node, NamedNode(link.predicate), value)
            for link in field.links
            if isinstance(value, NamedNode)
        ]
        if links and self._fits(value, field.part) and all(link in self._left for link in links):
            for link in links:
                del self._left[link]
            return self._nested(value, field.part)
        elsewhere = bool(field.record_types) or value.value.startswith(f"{self._key.iri}#")
        may_refer = elsewhere and not field.links[0].inverse
        return self._value(node, field, value) if may_refer else None

    def _fits(self, node: Object | Subject, form: Form) -> bool:
        """Tell whether a node is a part of this record that its form is made for."""
        return (
            isinstance(node, NamedNode)
            and node not in self._placed
            and node.value.startswith(f"{self._key.iri}#")
            and (node, _TYPE, NamedNode(form.classes[0])) in self._left
        )

    def _nested(self, node: Object | Subject, form: Form) -> dict[str, Json]:
        if not isinstance(node, NamedNode):
            raise TypeError(f"A part without a name: {node}")
        return {"id": node.value.partition("#")[2], **self.node(node, form)}


def _natural(term: Object) -> list[tuple[int, str]]:
    """Order names with numbers by their numbers: ``trigger-2`` before ``trigger-10``."""
    pieces = _NUMBERS.split(term.value)
    return [(int(piece), "") if n % 2 else (0, piece) for n, piece in enumerate(pieces)]
