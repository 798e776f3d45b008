"""The codes of other people's lists that our catalogues refer to, and their descriptions.

Portals judge a catalogue by what it holds itself: a code that is not described in it counts as
unknown. So each code that is referred to is described, with the list it stands in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter
from pyoxigraph import Literal, NamedNode

from partnerskap.portal.terms import AUTHORITY
from partnerskap.portal.triples import Values, describe, texts, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Triple

__all__ = ["code", "describe_codes"]

_BOXES: Final = {
    "NOR": (
        "POLYGON((4.0 57.7,31.8 57.7,31.8 71.4,4.0 71.4,4.0 57.7))",
        "POINT(12.31 63.99)",
    ),
}
"""What of the earth a place covers, and its middle: the mainland, rounded outwards."""
_LICENCE_TYPES: Final = {"CC_BY_4_0": ("licence-type", "Attribution")}


@dataclass(frozen=True, slots=True)
class _Code:
    scheme: str
    kind: str
    slug: str
    label: Mapping[str, str]


def code(scheme: str, slug: str) -> NamedNode:
    """Name a code of a list; raise KeyError for one that has no description here.

    >>> code("file-type", "CSV").value
    'http://publications.europa.eu/resource/authority/file-type/CSV'
    """
    return _names()[scheme, slug]


def describe_codes(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Describe every code that triples refer to, the lists they stand in, and what those name."""
    schemes: set[str] = set()
    waiting = _referred(triples)
    done: set[str] = set()
    while waiting:
        found = list(_described(waiting, schemes))
        yield from found
        done |= waiting
        waiting = _referred(found) - done
    wanted = schemes | {one.iri for one in _schemes().values() if one.iri in done}
    for scheme in _schemes().values():
        if scheme.iri in wanted:
            yield from describe(
                scheme.iri, "skos:ConceptScheme", {"dct:title": texts(scheme.title)}
            )


def _described(iris: set[str], schemes: set[str]) -> Iterator[Triple]:
    for iri in sorted(iris):
        known = _codes().get(iri)
        if known is None:
            continue
        schemes.add(known.scheme)
        box, kind = _BOXES.get(known.slug, ("", "")), _LICENCE_TYPES.get(known.slug)
        named = Literal(known.slug) if known.scheme.startswith(AUTHORITY) else None
        facts: dict[str, Values] = {
            "skos:prefLabel": texts(known.label),
            "skos:inScheme": NamedNode(known.scheme),
            "dc:identifier": named,
            "at:authority-code": named,
            "dct:title": texts(known.label) if any(box) else None,
            "dcat:bbox": typed(box[0], "geo:wktLiteral") if any(box) else None,
            "dcat:centroid": typed(box[1], "geo:wktLiteral") if any(box) else None,
            "dct:type": code(*kind) if kind else None,
        }
        yield from describe(iri, f"skos:Concept {known.kind}", facts)


def _referred(triples: Iterable[Triple]) -> set[str]:
    return {each.object.value for each in triples if isinstance(each.object, NamedNode)}


@dataclass(frozen=True, slots=True)
class _Scheme:
    iri: str
    kind: str
    title: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    members: str = ""


@cache
def _schemes() -> dict[str, _Scheme]:
    text = files("partnerskap.portal").joinpath("codes.toml").read_text("utf-8")
    read = TypeAdapter(dict[str, _Scheme]).validate_python(tomllib.loads(text))
    return {slug: replace(one, members=one.members or f"{one.iri}/") for slug, one in read.items()}


@cache
def _names() -> dict[tuple[str, str], NamedNode]:
    return {
        (key, slug): NamedNode(f"{scheme.members}{slug}")
        for key, scheme in _schemes().items()
        for slug in scheme.codes
    }


@cache
def _codes() -> dict[str, _Code]:
    return {
        f"{scheme.members}{slug}": _Code(scheme.iri, scheme.kind, slug, label)
        for scheme in _schemes().values()
        for slug, label in scheme.codes.items()
    }
