"""Which lists there are: their filters, sort orders and CSV columns.

The rows come from the query of the same name under ``queries/``; the machinery is ``listing``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from partnerskap.graph.terms import BASE

__all__ = ["LISTS", "Filter", "ListSpec"]

_ID: Final = f"{BASE}/id/"
_CODE: Final = f"{BASE}/code/"


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow a list: a parameter whose values are slugs under ``prefix``.

    ``hierarchical`` filters let a broad concept find what stands under narrower ones. Filters
    without a prefix take slugs that begin with their list or type (``trigger/krav``).
    """

    name: str
    prefix: str
    hierarchical: bool = False

    @property
    def closed(self) -> bool:
        """Tell whether everything under the prefix is a value, and nothing else."""
        return self.prefix not in {"", _ID}


@dataclass(frozen=True, slots=True)
class ListSpec:
    """One list: its path, the record type, and what it can be narrowed, sorted and written by."""

    name: str
    type: str
    filters: tuple[Filter, ...] = ()
    sorts: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    years: bool = False

    @property
    def sort_orders(self) -> tuple[str, ...]:
        """Every value that ``sort`` takes; the first is what one gets without asking."""
        return tuple(f"{sign}{name}" for name in ("name", *self.sorts) for sign in ("", "-"))

    @property
    def parameters(self) -> tuple[str, ...]:
        """Every query parameter the list understands."""
        years = ("year",) if self.years else ()
        names = tuple(entry.name for entry in self.filters)
        return ("q", *names, *years, "sort", "limit", "next", "lang")


_THEME: Final = Filter("theme", f"{_ID}theme/", hierarchical=True)
_PARTNERSHIP: Final = Filter("partnership", f"{_ID}partnership/")

_ALL: Final = (
    ListSpec(
        "partnerships",
        "partnership",
        (
            _THEME,
            Filter("actor", f"{_ID}actor/"),
            Filter("county", f"{_ID}county/"),
            Filter("form", f"{_CODE}form/"),
            Filter("stage", f"{_CODE}stage/"),
            Filter("scope", f"{_CODE}scope/"),
            Filter("part-of", _ID),
        ),
        ("start",),
        ("start", "end"),
        years=True,
    ),
    ListSpec(
        "actors",
        "actor",
        (
            Filter("type", f"{_CODE}actortype/"),
            Filter("county", f"{_ID}county/"),
            _PARTNERSHIP,
        ),
        ("population",),
        ("organisation-number", "municipality-number", "population"),
    ),
    ListSpec("themes", "theme", (Filter("broader", f"{_ID}theme/"), _PARTNERSHIP)),
    ListSpec(
        "schemes",
        "scheme",
        (Filter("funder", f"{_ID}actor/"), _PARTNERSHIP),
        ("start",),
        ("start",),
    ),
    ListSpec(
        "sources",
        "source",
        (
            Filter("kind", f"{_CODE}sourcekind/"),
            Filter("publisher", f"{_ID}actor/"),
            Filter("extent", f"{_CODE}extent/"),
        ),
        ("issued",),
        ("credit", "issued", "address"),
    ),
    ListSpec(
        "insights",
        "insight",
        (
            Filter("kind", f"{_CODE}kind/"),
            Filter("subject", "", hierarchical=True),
            _PARTNERSHIP,
            Filter("about", _ID),
            Filter("basis", f"{_CODE}basis/"),
            Filter("source", f"{_ID}source/"),
        ),
        ("date",),
        ("date",),
    ),
    ListSpec(
        "agreements",
        "agreement",
        (
            Filter("type", f"{_CODE}agreementtype/"),
            _PARTNERSHIP,
            Filter("actor", f"{_ID}actor/"),
        ),
        ("signed", "start", "end"),
        ("signed", "start", "end"),
    ),
    ListSpec("counties", "county", (), ("number",), ("number",)),
    ListSpec("collections", "collection", (_PARTNERSHIP,)),
    ListSpec("umbrellas", "umbrella", (_PARTNERSHIP,)),
)

LISTS: Final = {spec.name: spec for spec in _ALL}
"""The lists by path."""
