"""What the parts of a record are called by people who never see its triples.

A part is named by the field it stands in and the thing it points at («Deltakelse: Bodø kommune»), a
statement by the value it supports. What a form writes of itself is told apart from what somebody
has typed. Pure over a form and lines.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from partnerskap.entry.fields import Kind
from partnerskap.entry.lines import read_lines
from partnerskap.graph.terms import expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from partnerskap.entry.fields import Field, Form
    from partnerskap.graph.reading import Object
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.wording import Wording

__all__ = ["PartName", "PartNames"]

_TYPE: Final = expand("rdf:type")
_PREDICATE: Final = expand("rdf:predicate")
_OBJECT: Final = expand("rdf:object")
_REIFIED: Final = frozenset({expand("rdf:subject"), _PREDICATE, _OBJECT})
_TELLING: Final = frozenset({Kind.REFERENCE, Kind.CODE})


@dataclass(frozen=True, slots=True)
class PartName:
    """What kind of part a node is, and what it is about, where that can be told."""

    kind: Wording
    about: Object | None = None


class PartNames:
    """The names of the parts in some lines of a record; what the later lines say goes first."""

    def __init__(self, key: DocumentKey, form: Form | None, lines: Iterable[str]) -> None:
        self._start = f"{key.iri}#"
        self._stated: defaultdict[str, dict[str, list[Object]]] = defaultdict(dict)
        self._links: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for subject, predicate, value in read_lines(lines):
            stated = self._stated[subject.value].setdefault(predicate.value, [])
            stated.append(value)
            if isinstance(value, NamedNode):
                self._links[predicate.value, value.value].append(subject.value)
        self._forms = tuple(_all_forms(form))
        self._named: dict[str, PartName] = {}
        if form is not None:
            self._walk(form, key.iri)

    def of(self, node: str) -> PartName | None:
        """Name a part; None for what is none, or one that the forms do not know."""
        return self._named.get(node)

    def follows(self, node: str, name: str, values: Iterable[Object]) -> bool:
        """Tell whether a form writes all these values of itself, so that they tell nothing new."""
        terms = {value.value for value in values}
        if name == _TYPE:
            return terms <= {each for form in self._forms for each in form.classes}
        if name in _REIFIED:
            return _PREDICATE in self._stated[node] and node in self._named
        constants = {value.value for f in self._forms for p, value in f.constants if p == name}
        back = {link.predicate for field in self._fields() for link in field.links if link.inverse}
        return terms <= constants or (
            name in back and all(f"{term}#".startswith(self._start) for term in terms)
        )

    def _walk(self, form: Form, node: str) -> None:
        for field in form.fields:
            if field.statement is not None:
                self._name_statements(field, node)
            for part in self._parts(field, node):
                if field.part is not None and part not in self._named:
                    self._named[part] = PartName(field.part.label, self._telling(field.part, part))
                    self._walk(field.part, part)

    def _name_statements(self, field: Field, node: str) -> None:
        for statement in self._links[expand("rdf:subject"), node]:
            stated = self._stated[statement]
            if any(each.value == field.path for each in stated.get(_PREDICATE, ())):
                value = stated.get(_OBJECT, [None])[-1]
                self._named.setdefault(statement, PartName(field.label, value))

    def _parts(self, field: Field, node: str) -> Iterator[str]:
        for link in field.links:
            if link.inverse:
                found = self._links[link.predicate, node]
            else:
                values = self._stated[node].get(link.predicate, ())
                found = [each.value for each in values if isinstance(each, NamedNode)]
            yield from (each for each in found if each.startswith(self._start))

    def _telling(self, form: Form, node: str) -> Object | None:
        """Find what a part is about: the first thing it must point at."""
        for field in form.fields:
            values = self._stated[node].get(field.path, ())
            if field.kind in _TELLING and field.min and values:
                return values[-1]
        return None

    def _fields(self) -> Iterator[Field]:
        return (field for form in self._forms for field in form.fields)


def _all_forms(form: Form | None) -> Iterator[Form]:
    """Give a form and those of its parts and statements."""
    if form is None:
        return
    yield form
    for field in form.fields:
        yield from _all_forms(field.part)
        yield from _all_forms(field.statement)
