"""Read the forms from the shapes: what each record type consists of, field by field.

Nothing about a record type is written here. A property added to a shape is a field of its form.
What shapes say to forms, and in which terms, is told in ``docs/entry.md``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from partnerskap.entry.allowed import Allowed, ClassIndex, read_allowed, read_links
from partnerskap.entry.fields import Field, Form, Group, Kind, Link
from partnerskap.errors import InvalidDataError
from partnerskap.graph.terms import RECORD_TYPES, SHAPES, Iri, expand
from partnerskap.records.context import Context, load_context
from partnerskap.records.report import Severity
from partnerskap.records.shapes import ShapeIndex, Shapes, read_shapes
from partnerskap.resources import ontology_dir, shapes_dir

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from partnerskap.graph.reading import Object

__all__ = ["read_forms", "released_forms"]

_TYPE: Final = expand("rdf:type")
_STRING: Final = expand("xsd:string")
_DERIVED: Final = f"{SHAPES}group-record"
_DETAILS: Final = NamedNode(expand("dash:DetailsEditor"))
_IRI: Final = NamedNode(expand("sh:IRI"))
_RANK: Final = tuple(Severity)
_LITERALS: Final = (
    (Kind.DATE, frozenset(expand(f"xsd:{name}") for name in ("gYear", "gYearMonth", "date"))),
    (Kind.NUMBER, frozenset(expand(f"xsd:{name}") for name in ("integer", "decimal"))),
    (Kind.BOOLEAN, frozenset({expand("xsd:boolean")})),
)


def read_forms(shapes: Shapes, context: Context) -> dict[str, Form]:
    """Make the form of every record type; keys of plain JSON are the terms of ``context``.

    Raises InvalidDataError when two fields of one form would have the same key.
    """
    reader = _Reader(ShapeIndex(shapes.triples), context)
    return {name: reader.form(_shape_of(name), name) for name in RECORD_TYPES}


@cache
def released_forms() -> Mapping[str, Form]:
    """Give the forms of the shapes that travel with the program; read once."""
    context = load_context(ontology_dir() / "context.jsonld")
    return read_forms(read_shapes(shapes_dir()), context)


def _shape_of(record_type: str) -> Iri:
    return Iri(f"{SHAPES}{record_type.capitalize()}")


class _Reader:
    def __init__(self, index: ShapeIndex, context: Context) -> None:
        self._index = index
        self._context = context
        self._types = {_shape_of(name): name for name in RECORD_TYPES}
        self._classes = ClassIndex(index, {name: shape for shape, name in self._types.items()})

    def form(
        self,
        shape: Iri,
        name: str,
        implied: frozenset[Iri] = frozenset(),
        within: tuple[Iri, ...] = (),
    ) -> Form:
        """Make a form; ``implied`` properties lead up to what it hangs under, ``within`` is above.

        What leads up is left out, or optional where it may lead elsewhere too.
        """
        node = NamedNode(shape)
        groups: dict[str, list[Field]] = {}
        for links, shapes in self._by_path(node):
            field = self._field(links, shapes, (*within, shape))
            if field is not None and field.path in implied and not links[0].inverse:
                field = _elsewhere(field)
            if field is None:
                continue
            groups.setdefault(self._group(shapes[0]), []).append(field)
        form = Form(
            name,
            shape,
            self._classes.of_shape(shape),
            self._index.text(node, "sh:name"),
            self._index.text(node, "sh:description"),
            tuple(
                sorted(
                    (self._make_group(group, fields) for group, fields in groups.items()),
                    key=lambda group: group.order,
                )
            ),
            self._constants(node),
        )
        _refuse_doubles(form)
        return form

    def _by_path(self, node: NamedNode) -> list[tuple[tuple[Link, ...], list[NamedNode]]]:
        """Put property shapes together by what leads to their values, without the derived ones.

        Different parts may point at a node by one property, so backward paths go by class too.
        """
        found: dict[tuple[object, ...], tuple[tuple[Link, ...], list[NamedNode]]] = {}
        for iri in self._index.iris(node, "sh:property"):
            shape = NamedNode(iri)
            links = read_links(self._index, shape)
            typed = bool(links) and links[0].predicate == _TYPE
            if not links or self._group(shape) == _DERIVED:
                continue
            if typed and not self._index.all(shape, "sh:in"):
                continue
            classes = self._index.iris(shape, "sh:class") if links[-1].inverse else []
            found.setdefault((*links, *classes), (links, []))[1].append(shape)
        return [(links, sorted(shapes, key=self._order)) for links, shapes in found.values()]

    def _field(
        self, links: tuple[Link, ...], shapes: list[NamedNode], within: tuple[Iri, ...]
    ) -> Field | None:
        allowed = read_allowed(self._index, shapes)
        if self._first(shapes, "sh:hasValue"):
            return None
        main = shapes[0]
        part_shape = self._part_shape(links, shapes, allowed)
        if part_shape and within.count(part_shape) > 1:  # a part of a part of its own kind
            return None
        field = Field(
            self._key(links[0], shapes),
            self._kind(shapes, allowed, part_shape),
            links,
            tuple(Iri(shape.value) for shape in shapes),
            self._index.text(main, "sh:name"),
            self._index.text(main, "sh:description"),
            self._order(main),
            languages=tuple(allowed.languages),
            datatypes=tuple(allowed.datatypes) or (_STRING,),
            lists=tuple(dict.fromkeys(allowed.lists)),
            options=tuple(allowed.options),
            record_types=self._classes.record_types(allowed.classes),
            default=self._first(shapes, "sh:defaultValue"),
        )
        field = self._counted(field, shapes)
        return self._with_part(field, part_shape, within) if part_shape else field

    def _counted(self, field: Field, shapes: list[NamedNode]) -> Field:
        """Say how many values a field must and may have, and what each must look like."""
        grave: list[Severity] = []
        least = 0
        for shape in shapes:
            for count in self._index.all(shape, "sh:minCount"):
                severity = self._severity(shape)
                grave += [severity] if int(count.value) else []
                least = max(least, int(count.value)) if severity is Severity.VIOLATION else least
        languages = [
            (Iri(shape.value), item.value)
            for shape in shapes
            for value in self._index.all(shape, "sh:qualifiedValueShape")
            for head in self._index.all(value, "sh:languageIn")
            for item in self._index.items(head)
        ]
        grave += [self._severity(s) for s in shapes if self._index.all(s, "sh:qualifiedMinCount")]
        most = [int(v.value) for s in shapes for v in self._index.all(s, "sh:maxCount")]
        pattern = self._first(shapes, "sh:pattern")
        floor = self._first(shapes, "sh:minInclusive")
        return replace(
            field,
            min=max(least, 1 if languages else 0),
            max=min(most, default=None),
            severity=min(grave, key=_RANK.index, default=None),
            language_shapes=tuple(languages),
            one_per_language=self._first(shapes, "sh:uniqueLang") is not None,
            pattern=pattern.value if pattern else None,
            least=float(floor.value) if floor else None,
            statement=self._statement(shapes),
        )

    def _part_shape(
        self, links: tuple[Link, ...], shapes: list[NamedNode], allowed: Allowed
    ) -> Iri | None:
        nested = links[-1].inverse or self._first(shapes, "dash:editor") == _DETAILS
        return self._classes.part_shape(allowed.classes, records=nested)

    def _with_part(self, field: Field, shape: Iri, within: tuple[Iri, ...]) -> Field:
        """Give a field its nested form, and the properties by which the part leads back."""
        name = shape.removeprefix(SHAPES).lower()
        implied = frozenset(link.predicate for link in field.links if link.inverse)
        part = self.form(shape, name, implied, within)
        above = self._types.get(within[-1])
        back = frozenset(
            each.path
            for each in part.fields
            if not implied
            and each.min
            and each.kind is Kind.REFERENCE
            and above in each.record_types
        )
        if back:
            part = self.form(shape, name, back, within)
        links = (*field.links, *(Link(path, inverse=True) for path in sorted(back)))
        return replace(field, links=links, part=part)

    def _statement(self, shapes: list[NamedNode]) -> Form | None:
        found = self._first(shapes, "dash:reifiableBy")
        if found is None:
            return None
        return self.form(Iri(found.value), found.value.removeprefix(SHAPES).lower())

    def _kind(self, shapes: list[NamedNode], allowed: Allowed, part: Iri | None) -> Kind:
        address = self._first(shapes, "sh:nodeKind") == _IRI
        held = set(allowed.datatypes)
        found = (
            (Kind.PART, part is not None),
            (Kind.LANGUAGE_TEXT, bool(allowed.languages)),
            (Kind.CODE, bool(allowed.options or allowed.lists)),
            (Kind.REFERENCE, bool(self._classes.record_types(allowed.classes))),
            *((kind, bool(datatypes & held)) for kind, datatypes in _LITERALS),
            (Kind.ADDRESS, address),
            (Kind.REFERENCE, allowed.nodes),
        )
        return next((kind for kind, applies in found if applies), Kind.TEXT)

    def _key(self, link: Link, shapes: list[NamedNode]) -> str:
        if written := self._first(shapes, "sh:codeIdentifier"):
            return written.value
        terms = self._context.terms(link.predicate, reverse=link.inverse)
        return terms[0].name if terms else link.predicate.replace("#", "/").rpartition("/")[2]

    def _make_group(self, group: str, fields: list[Field]) -> Group:
        node = NamedNode(group)
        ordered = tuple(sorted(fields, key=lambda field: (field.order, field.key)))
        return Group(self._index.text(node, "rdfs:label"), self._order(node), ordered)

    def _group(self, shape: NamedNode) -> str:
        return next(iter(self._index.iris(shape, "sh:group")), f"{SHAPES}group-about")

    def _order(self, node: NamedNode) -> float:
        return next((float(v.value) for v in self._index.all(node, "sh:order")), 0)

    def _severity(self, shape: NamedNode) -> Severity:
        found = self._index.iris(shape, "sh:severity")
        return next((s for s in Severity if s.iri in found), Severity.VIOLATION)

    def _first(self, shapes: Sequence[NamedNode], name: str) -> Object | None:
        return next((v for shape in shapes for v in self._index.all(shape, name)), None)

    def _constants(self, node: NamedNode) -> tuple[tuple[Iri, NamedNode], ...]:
        """Give what the shapes say every node has, the classes apart."""
        return tuple(
            (links[0].predicate, value)
            for held in self._index.all(node, "sh:property")
            if (links := read_links(self._index, held)) and links[0].predicate != _TYPE
            for value in self._index.all(held, "sh:hasValue")
            if isinstance(value, NamedNode)
        )


def _elsewhere(field: Field) -> Field | None:
    """Keep of a field that leads up to where a part hangs what may lead elsewhere as well."""
    if field.max == 1 or field.kind is not Kind.REFERENCE:
        return None
    return replace(field, min=0, severity=None)


def _refuse_doubles(form: Form) -> None:
    doubles = [key for key, n in Counter(field.key for field in form.fields).items() if n > 1]
    if doubles:
        raise InvalidDataError(
            f"To felt i «{form.label.nb}» har nøkkelen «{doubles[0]}». Gi det ene et annet navn "
            "med sh:codeIdentifier.",
            f"Two fields of {form.label.en!r} have the key {doubles[0]!r}. Give one of them "
            "another name with sh:codeIdentifier.",
        )
