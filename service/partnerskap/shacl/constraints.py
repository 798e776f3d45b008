"""Constraints that look at value nodes one by one (SHACL 1.0, sections 4.1, 4.3, 4.4 and 4.8).

Each builder takes one value of one parameter of a shape that is being compiled and gives a check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.shacl.building import Building, text_of, wrong
from partnerskap.shacl.findings import Finding
from partnerskap.shacl.lexical import is_well_formed
from partnerskap.shacl.ordering import compare
from partnerskap.shacl.patterns import compile_pattern
from partnerskap.shacl.shape import Run, each_value
from partnerskap.shacl.vocabulary import sh

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from partnerskap.graph.reading import Object
    from partnerskap.shacl.shape import Check

__all__ = ["BUILDERS"]

_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "IRI": (NamedNode,),
    "BlankNode": (BlankNode,),
    "Literal": (Literal,),
    "BlankNodeOrIRI": (BlankNode, NamedNode),
    "BlankNodeOrLiteral": (BlankNode, Literal),
    "IRIOrLiteral": (NamedNode, Literal),
}
_BY_KIND: Final = {sh(name): kinds for name, kinds in _KINDS.items()}


def _class(building: Building, named: Object) -> Check:
    source = building.source("Class", named)

    def check(run: Run, focus: Object, values: Collection[Object], out: list[Finding]) -> None:
        out += [
            Finding(source, focus, value, source.path)
            for value in values
            if not run.data.is_instance(value, named)
        ]

    return check


def _datatype(building: Building, datatype: Object) -> Check:
    if not isinstance(datatype, NamedNode):
        raise wrong(building, "datatype")
    name = datatype.value

    def passes(value: Object) -> bool:
        return (
            isinstance(value, Literal)
            and value.datatype == datatype
            and is_well_formed(value.value, name)
        )

    return each_value(building.source("Datatype", datatype), passes)


def _node_kind(building: Building, kind: Object) -> Check:
    kinds = _BY_KIND.get(kind) if isinstance(kind, NamedNode) else None
    if kinds is None:
        raise wrong(building, "nodeKind")
    return each_value(building.source("NodeKind", kind), lambda value: isinstance(value, kinds))


def _range(name: str, allowed: frozenset[int | None]) -> Callable[[Building, Object], Check]:
    def build(building: Building, limit: Object) -> Check:
        if not isinstance(limit, Literal):
            raise wrong(building, name)

        def passes(value: Object) -> bool:
            return isinstance(value, Literal) and compare(value, limit) in allowed

        return each_value(building.source(name[0].upper() + name[1:], limit), passes)

    return build


def _min_length(building: Building, limit: Object) -> Check:
    least = building.integer("minLength", limit)

    def passes(value: Object) -> bool:
        text = text_of(value)
        return least == 0 or (text is not None and len(text) >= least)

    return each_value(building.source("MinLength", limit), passes)


def _max_length(building: Building, limit: Object) -> Check:
    most = building.integer("maxLength", limit)

    def passes(value: Object) -> bool:
        text = text_of(value)
        return text is not None and len(text) <= most

    return each_value(building.source("MaxLength", limit), passes)


def _pattern(building: Building, pattern: Object) -> Check:
    flags = building.one("flags")
    if not isinstance(pattern, Literal) or not isinstance(flags, Literal | None):
        raise wrong(building, "pattern")
    matches = compile_pattern(
        pattern.value, flags.value if flags else "", trusted=building.options.trusted
    )
    parameters = (pattern, flags) if flags else (pattern,)

    def passes(value: Object) -> bool:
        text = text_of(value)
        return text is not None and matches(text)

    return each_value(building.source("Pattern", *parameters), passes)


def _language_in(building: Building, head: Object) -> Check:
    items = building.items(head)
    ranges = tuple(item.value.lower() for item in items if isinstance(item, Literal))
    if len(ranges) != len(items):
        raise wrong(building, "languageIn")

    def passes(value: Object) -> bool:
        language = value.language.lower() if isinstance(value, Literal) and value.language else ""
        return bool(language) and any(
            each in {"*", language} or language.startswith(f"{each}-") for each in ranges
        )

    return each_value(building.source("LanguageIn", *items), passes)


def _in(building: Building, head: Object) -> Check:
    items = building.items(head)
    return each_value(building.source("In", *items), frozenset(items).__contains__)


def _has_value(building: Building, wanted: Object) -> Check:
    source = building.source("HasValue", wanted)

    def check(_run: Run, focus: Object, values: Collection[Object], out: list[Finding]) -> None:
        if wanted not in values:
            out.append(Finding(source, focus, None, source.path))

    return check


BUILDERS: Final[dict[str, Callable[[Building, Object], Check]]] = {
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "minExclusive": _range("minExclusive", frozenset({1})),
    "minInclusive": _range("minInclusive", frozenset({0, 1})),
    "maxExclusive": _range("maxExclusive", frozenset({-1})),
    "maxInclusive": _range("maxInclusive", frozenset({-1, 0})),
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
    "languageIn": _language_in,
    "in": _in,
    "hasValue": _has_value,
}
"""By the name of the parameter in the SHACL namespace."""
