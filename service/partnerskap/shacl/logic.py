"""Constraints made of other shapes (SHACL 1.0, sections 4.6 and 4.7).

Findings of the shapes beneath are kept as details, so that a message can say why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from partnerskap.shacl.building import Building, is_true
from partnerskap.shacl.findings import Finding
from partnerskap.shacl.shape import CompiledShape, Run
from partnerskap.shacl.vocabulary import sh

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from partnerskap.graph.reading import Object
    from partnerskap.shacl.findings import Source
    from partnerskap.shacl.shape import Check

__all__ = ["BUILDERS"]

_Verdict = tuple[Finding, ...] | None


def _nested(source: Source, judge: Callable[[Run, Object], _Verdict]) -> Check:
    """Make a check of ``judge``, which gives None for a value that passes, else the details."""

    def check(run: Run, focus: Object, values: Collection[Object], out: list[Finding]) -> None:
        for value in values:
            details = judge(run, value)
            if details is not None:
                out.append(Finding(source, focus, value, source.path, details))

    return check


def _property(building: Building, node: Object) -> Check:
    shape = building.shape(node)

    def check(run: Run, _focus: Object, values: Collection[Object], out: list[Finding]) -> None:
        for value in values:
            shape.check(run, value, out)

    return check


def _node(building: Building, node: Object) -> Check:
    shape = building.shape(node)
    return _nested(building.source("Node", node), lambda run, v: shape.findings(run, v) or None)


def _not(building: Building, node: Object) -> Check:
    shape = building.shape(node)
    return _nested(
        building.source("Not", node), lambda run, v: None if shape.findings(run, v) else ()
    )


def _and(building: Building, head: Object) -> Check:
    nodes = building.items(head)
    shapes = [building.shape(node) for node in nodes]

    def judge(run: Run, value: Object) -> _Verdict:
        return tuple(found for s in shapes for found in s.findings(run, value)) or None

    return _nested(building.source("And", *nodes), judge)


def _or(building: Building, head: Object) -> Check:
    nodes = building.items(head)
    shapes = [building.shape(node) for node in nodes]

    def judge(run: Run, value: Object) -> _Verdict:
        details: list[Finding] = []
        for shape in shapes:
            found = shape.findings(run, value)
            if not found:
                return None
            details += found
        return tuple(details)

    return _nested(building.source("Or", *nodes), judge)


def _xone(building: Building, head: Object) -> Check:
    nodes = building.items(head)
    shapes = [building.shape(node) for node in nodes]

    def judge(run: Run, value: Object) -> _Verdict:
        found = [shape.findings(run, value) for shape in shapes]
        passed = found.count(())
        if passed == 1:
            return None
        return () if passed else tuple(each for details in found for each in details)

    return _nested(building.source("Xone", *nodes), judge)


def _qualified(building: Building, node: Object) -> Check:
    shape = building.shape(node)
    least, most = building.one("qualifiedMinCount"), building.one("qualifiedMaxCount")
    minimum = building.integer("qualifiedMinCount", least) if least is not None else None
    maximum = building.integer("qualifiedMaxCount", most) if most is not None else None
    too_few = building.source("QualifiedMinCount", *_present(least, node))
    too_many = building.source("QualifiedMaxCount", *_present(most, node))
    siblings = _siblings(building, node)

    def check(run: Run, focus: Object, values: Collection[Object], out: list[Finding]) -> None:
        details: list[Finding] = []
        count = 0
        for value in values:
            found = shape.findings(run, value)
            details += found
            if not found and all(each.findings(run, value) for each in siblings):
                count += 1
        if minimum is not None and count < minimum:
            out.append(Finding(too_few, focus, None, too_few.path, tuple(details)))
        if maximum is not None and count > maximum:
            out.append(Finding(too_many, focus, None, too_many.path))

    return check


def _present(*terms: Object | None) -> list[Object]:
    return [term for term in terms if term is not None]


def _siblings(building: Building, node: Object) -> list[CompiledShape]:
    """Find the shapes that values may not have, when ``sh:qualifiedValueShapesDisjoint`` is set."""
    if not is_true(building.one("qualifiedValueShapesDisjoint")):
        return []
    shapes = building.shapes
    found = {
        sibling: None
        for parent in shapes.pointing(building.compiled.node, sh("property"))
        for held in shapes.objects(parent, sh("property"))
        for sibling in shapes.objects(held, sh("qualifiedValueShape"))
        if sibling != node
    }
    return [building.shape(sibling) for sibling in found]


BUILDERS: Final[dict[str, Callable[[Building, Object], Check]]] = {
    "property": _property,
    "node": _node,
    "not": _not,
    "and": _and,
    "or": _or,
    "xone": _xone,
    "qualifiedValueShape": _qualified,
}
"""By the name of the parameter in the SHACL namespace."""
