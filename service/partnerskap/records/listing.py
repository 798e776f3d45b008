"""Narrow, count, sort and page the rows of a list.

Pure: rows and a selection in, one page out. Repeated values of one filter widen the list (or);
different filters narrow it (and). A facet is counted with every filter but its own.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from partnerskap.graph.folding import words
from partnerskap.records.cursor import Place, read_cursor, write_cursor
from partnerskap.records.selection import iri_of, slug_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.graph.labels import Labels
    from partnerskap.records.lists import Filter, ListSpec
    from partnerskap.records.selection import Selection
    from partnerskap.records.tables import Row, Tables

__all__ = ["FacetCount", "ListPage", "active_in", "allowed_values", "collate", "find_page"]

_NUMBERS: Final = frozenset({"population", "number"})
_LAST_LETTERS: Final = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One value a list can be narrowed by: its slug, IRI, label, rows and whether it is chosen."""

    value: str
    iri: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of rows with the total, the facets and the word for the next page."""

    rows: tuple[Row, ...]
    total: int
    facets: dict[str, tuple[FacetCount, ...]]
    next: str | None


def collate(text: str) -> str:
    """Make a key that sorts as Norwegian does: æ, ø, å last, other accents ignored.

    >>> sorted(["Ås", "Øvre Eiker", "Álta", "Bodø", "Ærlig"], key=collate)
    ['Álta', 'Bodø', 'Ærlig', 'Øvre Eiker', 'Ås']
    """
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_LAST_LETTERS)
    letters = unicodedata.normalize("NFKD", lowered)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def active_in(row: Row, year: int) -> bool:
    """Tell whether a partnership had begun by a year and not been dissolved before it.

    It began when its founding date says so, else with its earliest agreement. The end of an
    agreement does not end a partnership.
    """
    start = row.first("start") or row.first("agreed")
    end = row.first("end")
    return bool(start) and int(start[:4]) <= year and (not end or int(end[:4]) >= year)


def allowed_values(tables: Tables, spec: ListSpec, entry: Filter, labels: Labels) -> frozenset[str]:
    """Give every IRI a filter can be set to: the whole code list or type, also what no row has."""
    rows = tables.rows(spec)
    held = tuple(iri for row in rows for iri in row.values.get(entry.name, ()))
    listed = labels.under(entry.prefix) if entry.closed else frozenset()
    return tables.with_broader(held) | listed


def find_page(
    tables: Tables, spec: ListSpec, selection: Selection, *, labels: Labels, language: str
) -> ListPage:
    """Find one page; raise BadRequestError for a cursor of another selection."""
    rows = tables.rows(spec)
    narrowed = _narrow(tables, spec, selection, rows)
    ordered = _sort(narrowed, selection.sort, labels, language)
    mark = selection.mark(spec.name, language)
    start = _start(ordered, selection, mark)
    page = ordered[start : start + selection.limit]
    more = start + selection.limit < len(ordered)
    return ListPage(
        rows=tuple(row for _, row in page),
        total=len(narrowed),
        facets=_facets(tables, spec, selection, (labels, language)),
        next=write_cursor(page[-1][0], mark) if more else None,
    )


def _narrow(tables: Tables, spec: ListSpec, selection: Selection, rows: Iterable[Row]) -> list[Row]:
    kept = list(rows)
    if wanted := words(selection.q):
        kept = [row for row in kept if all(word in row.text for word in wanted)]
    if selection.year is not None:
        kept = [row for row in kept if active_in(row, selection.year)]
    for entry in spec.filters:
        if slugs := selection.chosen.get(entry.name):
            iris = {iri for slug in slugs for iri in iri_of(entry, slug)}
            kept = [row for row in kept if iris & _values(tables, entry, row)]
    return kept


def _values(tables: Tables, entry: Filter, row: Row) -> frozenset[str]:
    values = row.values.get(entry.name, ())
    return tables.with_broader(values) if entry.hierarchical else frozenset(values)


def _facets(
    tables: Tables, spec: ListSpec, selection: Selection, naming: tuple[Labels, str]
) -> dict[str, tuple[FacetCount, ...]]:
    labels, language = naming
    found = {}
    for entry in spec.filters:
        chosen = selection.chosen.get(entry.name, ())
        others = {name: value for name, value in selection.chosen.items() if name != entry.name}
        rows = _narrow(tables, spec, replace(selection, chosen=others), tables.rows(spec))
        counts = Counter(iri for row in rows for iri in _values(tables, entry, row))
        # What is chosen stays in sight, also where it gives no rows.
        counts.update(dict.fromkeys(_chosen_iris(entry, chosen, labels), 0))
        lines = [
            FacetCount(slug, iri, labels.of(iri, language), count, slug in chosen)
            for iri, count in counts.items()
            for slug in (slug_of(entry, iri),)
        ]
        lines.sort(key=lambda line: (not line.chosen, -line.count, collate(line.label), line.iri))
        found[entry.name] = tuple(lines)
    return found


def _chosen_iris(entry: Filter, slugs: tuple[str, ...], labels: Labels) -> list[str]:
    candidates = [iri for slug in slugs for iri in iri_of(entry, slug)]
    return [iri for iri in candidates if iri in labels]


def _sort(
    rows: Iterable[Row], order: str, labels: Labels, language: str
) -> list[tuple[Place, Row]]:
    name = order.removeprefix("-")
    placed = [(_place(row, name, labels, language), row) for row in rows]
    placed.sort(key=lambda pair: pair[0], reverse=order.startswith("-"))
    # A stable sort: rows without the value go last in both directions.
    placed.sort(key=lambda pair: pair[0].missing)
    return placed


def _place(row: Row, name: str, labels: Labels, language: str) -> Place:
    if name == "name":
        return Place(False, collate(labels.of(row.iri, language)), row.iri)  # noqa: FBT003 - a field
    value = row.first(name)
    key = value.zfill(20) if name in _NUMBERS else value
    return Place(not value, key, row.iri)


def _start(ordered: list[tuple[Place, Row]], selection: Selection, mark: str) -> int:
    """Find the first row after the cursor, also when the row it was made from is gone."""
    if not selection.cursor:
        return 0
    last = read_cursor(selection.cursor, mark)
    descending = selection.sort.startswith("-")

    def is_after(place: Place) -> bool:
        if place.missing != last.missing:
            return place.missing
        pair, mark_pair = (place.key, place.iri), (last.key, last.iri)
        return pair < mark_pair if descending else pair > mark_pair

    return next(
        (index for index, (place, _) in enumerate(ordered) if is_after(place)), len(ordered)
    )
