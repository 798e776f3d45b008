"""What the data cover: the days they tell of, and the municipalities that take part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import QuerySolutions

from partnerskap.graph.terms import BASE, NS, expand
from partnerskap.portal.facts import Period, Place, fixed_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

__all__ = ["find_periods", "find_places"]

_DATED: Final = (
    expand("dct:date"),
    expand("dct:issued"),
    expand("dcat:startDate"),
    expand("dcat:endDate"),
    expand("schema:foundingDate"),
    expand("schema:dissolutionDate"),
    f"{NS}signedOn",
    f"{NS}budgetYear",
)
_GEONORGE: Final = "https://data.geonorge.no/administrativeEnheter/"
_GEONAMES: Final = "https://sws.geonames.org/"

_DATES: Final = f"""
SELECT ?kind (MIN(STR(?date)) AS ?first) (MAX(STR(?date)) AS ?last)
WHERE {{
  VALUES ?dated {{ {" ".join(f"<{iri}>" for iri in _DATED)} }}
  GRAPH ?graph {{ ?s ?dated ?date FILTER(isLiteral(?date)) }}
  BIND(STRBEFORE(STRAFTER(STR(?graph), "{BASE}/graph/"), "/") AS ?kind)
}}
GROUP BY ?kind
"""
_PLACES: Final = f"""
PREFIX org: <{expand("org:")}>
SELECT DISTINCT ?place ?same ?name ?centroid
WHERE {{
  ?membership org:organization ?partnership ; org:member ?member .
  ?partnership a <{NS}Partnership> .
  ?member <{expand("dct:spatial")}> ?place .
  ?place <{expand("skos:exactMatch")}> ?same
  OPTIONAL {{ ?member <{expand("skos:prefLabel")}> ?name FILTER(LANG(?name) = "nb") }}
  OPTIONAL {{ ?place <{expand("dcat:centroid")}> ?centroid }}
}}
"""


def find_periods(store: Store) -> dict[str, Period]:
    """Give the days that each dataset tells of; none for datasets without a date."""
    spans = {kind: (first, last) for kind, first, last in _rows(store, _DATES)}
    found: dict[str, Period] = {}
    for dataset in fixed_words().dataset:
        kinds = dataset.documents or tuple(spans)
        firsts = [spans[kind][0] for kind in kinds if kind in spans]
        lasts = [spans[kind][1] for kind in kinds if kind in spans]
        if firsts:
            found[dataset.slug] = Period(_first_day(min(firsts)), _last_day(max(lasts)))
    return found


def find_places(store: Store) -> tuple[Place, ...]:
    """Give each municipality that is party to a partnership, as Kartverket and GeoNames name it."""
    places: dict[str, Place] = {}
    for place, same, name, centroid in _rows(store, _PLACES):
        found = places.get(place, Place("", "", name, centroid))
        if same.startswith(_GEONORGE):
            found = replace(found, kartverket=same)
        elif same.startswith(_GEONAMES):
            found = replace(found, geonames=same)
        places[place] = found
    return tuple(sorted(places.values()))


def _first_day(text: str) -> str:
    """Give the first day of a year, a month or a day.

    >>> _first_day("2018"), _first_day("2018-05"), _first_day("2018-05-03")
    ('2018-01-01', '2018-05-01', '2018-05-03')
    """
    return f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10]


def _last_day(text: str) -> str:
    """Give the last day of a year or a day; of a month the 28th, which every month has.

    >>> _last_day("2018"), _last_day("2018-05-03")
    ('2018-12-31', '2018-05-03')
    """
    return f"{text}-12-31"[:10] if len(text) == 4 else f"{text}-28"[:10]


def _rows(store: Store, query: str) -> Iterator[tuple[str, ...]]:
    solutions = store.query(query)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError("Coverage is asked for with SELECT")
    for solution in solutions:
        yield tuple(str(getattr(value, "value", "")) for value in solution)
