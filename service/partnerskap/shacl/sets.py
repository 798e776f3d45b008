"""Constraints on value nodes taken together, and on pairs of properties (sections 4.2 to 4.5, 4.8).

Each builder takes one value of one parameter of a shape that is being compiled and gives a check.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.shacl.building import Building, is_true, wrong
from partnerskap.shacl.findings import Finding
from partnerskap.shacl.ordering import compare
from partnerskap.shacl.paths import of_predicate
from partnerskap.shacl.vocabulary import sh

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from partnerskap.graph.reading import Object
    from partnerskap.shacl.shape import Check, Run

__all__ = ["BUILDERS"]


def _min_count(building: Building, limit: Object) -> Check:
    least = building.integer("minCount", limit)
    source = building.source("MinCount", limit)

    def check(_run: Run, focus: Object, values: Collection[Object], out: list[Finding]) -> None:
        if len(values) < least:
            out.append(Finding(source, focus, None, source.path))

    return check


def _max_count(building: Building, limit: Object) -> Check:
    most = building.integer("maxCount", limit)
    source = building.source("MaxCount", limit)

    def check(_run: Run, focus: Object, values: Collection[Object], out: list[Finding]) -> None:
        if len(values) > most:
            out.append(Finding(source, focus, None, source.path))

    return check


def _unique_lang(building: Building, wanted: Object) -> Check:
    source = building.source("UniqueLang")
    if not is_true(wanted):
        return lambda _run, _focus, _values, _out: None

    def check(_run: Run, focus: Object, values: Collection[Object], out: list[Finding]) -> None:
        if len(values) < 2:
            return
        tags = Counter(v.language.lower() for v in values if isinstance(v, Literal) and v.language)
        out += [Finding(source, focus, None, source.path) for n in tags.values() if n > 1]

    return check


def _pair(name: str, building: Building, other: Object) -> NamedNode:
    if not isinstance(other, NamedNode):
        raise wrong(building, name)
    return other


def _equals(building: Building, other: Object) -> Check:
    predicate, source = _pair("equals", building, other), building.source("Equals", other)

    def check(run: Run, focus: Object, values: Collection[Object], out: list[Finding]) -> None:
        others = run.data.objects(focus, predicate)
        lone = [v for v in values if v not in others] + [o for o in others if o not in values]
        out += [Finding(source, focus, each, source.path) for each in lone]

    return check


def _disjoint(building: Building, other: Object) -> Check:
    predicate, source = _pair("disjoint", building, other), building.source("Disjoint", other)

    def check(run: Run, focus: Object, values: Collection[Object], out: list[Finding]) -> None:
        others = run.data.objects(focus, predicate)
        out += [Finding(source, focus, v, source.path) for v in values if v in others]

    return check


def _less(name: str, allowed: frozenset[int | None]) -> Callable[[Building, Object], Check]:
    def build(building: Building, other: Object) -> Check:
        predicate = _pair(name, building, other)
        source = building.source(name[0].upper() + name[1:], other)

        def fits(value: Object, limit: Object) -> bool:
            if not (isinstance(value, Literal) and isinstance(limit, Literal)):
                return False
            return compare(value, limit) in allowed

        def check(run: Run, focus: Object, values: Collection[Object], out: list[Finding]) -> None:
            limits = run.data.objects(focus, predicate)
            out += [
                Finding(source, focus, value, source.path)
                for value in values
                for limit in limits
                if not fits(value, limit)
            ]

        return check

    return build


def _closed(building: Building, wanted: Object) -> Check:
    if not is_true(wanted):
        return lambda _run, _focus, _values, _out: None
    held = [building.shapes.one(each, sh("path")) for each in building.values("property")]
    ignored = building.one("ignoredProperties")
    known = frozenset([*held, *(building.items(ignored) if ignored is not None else ())])
    source = building.source("Closed", *(each for each in known if each is not None))

    def check(run: Run, focus: Object, values: Collection[Object], out: list[Finding]) -> None:
        for node in values:
            for predicate, found in run.data.facts(node).items():
                if predicate not in known:
                    path = of_predicate(predicate)
                    out += [Finding(source, focus, each, path) for each in found]

    return check


BUILDERS: Final[dict[str, Callable[[Building, Object], Check]]] = {
    "minCount": _min_count,
    "maxCount": _max_count,
    "uniqueLang": _unique_lang,
    "equals": _equals,
    "disjoint": _disjoint,
    "lessThan": _less("lessThan", frozenset({-1})),
    "lessThanOrEquals": _less("lessThanOrEquals", frozenset({-1, 0})),
    "closed": _closed,
}
"""By the name of the parameter in the SHACL namespace."""
