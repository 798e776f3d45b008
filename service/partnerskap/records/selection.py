"""What a reader asked of a list: which filters, which order, which page.

Reads query parameters as pairs and refuses what the list does not know, naming what it does.
"""

from __future__ import annotations

import hashlib
import re
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from rapidfuzz import process

from partnerskap.errors import BadRequestError
from partnerskap.graph.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from partnerskap.records.lists import Filter, ListSpec

__all__ = ["MAX_LIMIT", "Selection", "iri_of", "read_selection", "slug_of"]

MAX_LIMIT: Final = 1000
_SHOWN: Final = 30
_ONCE: Final = ("q", "sort", "limit", "next", "lang", "year")
_STARTS: Final = (f"{BASE}/code/", f"{BASE}/id/")


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of a list somebody wants. ``chosen`` holds slugs by filter name."""

    q: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year: int | None = None
    sort: str = "name"
    limit: int = 50
    cursor: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """Write the selection back as query parameters, without page and page size."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(name, value) for name, values in self.chosen.items() for value in values]
        pairs += [("year", str(self.year))] if self.year is not None else []
        return pairs + ([("sort", self.sort)] if self.sort != "name" else [])

    def whole(self) -> Selection:
        """Give the same selection without pages."""
        return replace(self, limit=sys.maxsize, cursor="")

    def mark(self, name: str, language: str) -> str:
        """Give a short mark that is the same for the same list, filters, order and language."""
        return hashlib.sha256(repr((name, language, self.pairs())).encode()).hexdigest()[:12]


def slug_of(entry: Filter, iri: str) -> str:
    """Write a value as people type it.

    >>> from partnerskap.records.lists import Filter
    >>> slug_of(Filter("theme", f"{BASE}/id/theme/"), f"{BASE}/id/theme/helse")
    'helse'
    >>> slug_of(Filter("subject", ""), f"{BASE}/code/trigger/krav")
    'trigger/krav'
    """
    for start in (entry.prefix,) if entry.prefix else _STARTS:
        if iri.startswith(start):
            return iri.removeprefix(start)
    return iri


def iri_of(entry: Filter, slug: str) -> tuple[str, ...]:
    """Give the IRIs a typed value can stand for; whole IRIs stand for themselves."""
    if slug.startswith(BASE):
        return (slug,)
    return tuple(start + slug for start in ((entry.prefix,) if entry.prefix else _STARTS))


def read_selection(
    spec: ListSpec,
    pairs: Iterable[tuple[str, str]],
    *,
    values: Callable[[Filter], frozenset[str]],
    limit: int,
) -> Selection:
    """Read query parameters; raise BadRequestError naming a parameter or value we do not know.

    ``values`` gives the IRIs one filter takes; ``limit`` is the page size nobody asked for.
    Empty values are what an untouched form field sends, and count as not given.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in spec.parameters:
            raise _unknown(name, name, spec.parameters)
        if value.strip():
            given.setdefault(name, []).append(value.strip())
    for name in _ONCE:
        if len(given.get(name, ())) > 1:
            raise BadRequestError(
                f"Parameteren «{name}» kan bare gis én gang.",
                f"The parameter {name!r} can be given only once.",
            )
    once = {name: given[name][0] for name in _ONCE if name in given}
    return Selection(
        q=once.get("q", ""),
        chosen={
            entry.name: _known(entry, given[entry.name], values(entry))
            for entry in spec.filters
            if entry.name in given
        },
        year=_year(once.get("year")),
        sort=_one_of("sort", once.get("sort", "name"), spec.sort_orders),
        limit=_limit(once.get("limit"), limit),
        cursor=once.get("next", ""),
    )


def _known(entry: Filter, given: list[str], allowed: frozenset[str]) -> tuple[str, ...]:
    found = []
    for value in given:
        fitting = [iri for iri in iri_of(entry, value) if iri in allowed]
        if not fitting:
            raise _unknown(entry.name, value, sorted(slug_of(entry, iri) for iri in allowed))
        found.append(slug_of(entry, fitting[0]))
    return tuple(dict.fromkeys(found))


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise _unknown(name, value, allowed)
    return value


def _limit(value: str | None, default: int) -> int:
    if value is None:
        return default
    if not re.fullmatch(r"[0-9]{1,6}", value) or not 1 <= int(value) <= MAX_LIMIT:
        raise BadRequestError(
            f"«limit={value[:40]}» kan ikke brukes. Skriv et tall fra 1 til {MAX_LIMIT}.",
            f"'limit={value[:40]}' cannot be used. Write a number from 1 to {MAX_LIMIT}.",
        )
    return int(value)


def _year(value: str | None) -> int | None:
    if value is None:
        return None
    if not re.fullmatch(r"[12][0-9]{3}", value):
        raise BadRequestError(
            f"«year={value[:40]}» kan ikke brukes. Skriv et årstall med fire sifre, som 2021.",
            f"'year={value[:40]}' cannot be used. Write a year with four digits, such as 2021.",
        )
    return int(value)


def _unknown(name: str, value: str, allowed: Iterable[str]) -> BadRequestError:
    options = list(allowed)
    shown = value[:80]
    if len(options) > _SHOWN:
        near = process.extract(shown, options, limit=5, score_cutoff=50)
        close = [option for option, _, _ in near] or options[:5]
        listed_nb = f"blant annet {', '.join(close)} ({len(options)} i alt)"
        listed_en = f"{', '.join(close)} and others ({len(options)} in all)"
    else:
        listed_nb = listed_en = ", ".join(options) or "–"
    if shown == name[:80]:
        return BadRequestError(
            f"Lista har ingen parameter «{shown}». Den tar {listed_nb}.",
            f"The list has no parameter {shown!r}. It takes {listed_en}.",
        )
    return BadRequestError(
        f"«{name}» har ingen verdi «{shown}». Tillatt er {listed_nb}.",
        f"{name!r} has no value {shown!r}. Allowed: {listed_en}.",
    )
