"""Read a name as somebody wrote it in a list: the name itself, its kind, numbers and a county.

Pure: text in, parts out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.graph.folding import fold, words

if TYPE_CHECKING:
    from collections.abc import Container

__all__ = ["Wanted", "bare", "read_name"]

_GENERIC: Final = frozenset(
    {
        *("kommune", "kommunen", "kommuna", "herad", "heradet", "herred", "municipality"),
        *("gielda", "giella", "suohkan", "tjielte", "kommuni", "komuuni"),
    }
)
_COUNTY_AUTHORITY: Final = re.compile(
    r"\bfylkeskommunen?\b|\bcounty (municipality|council|authority)\b"
)
_NUMBER: Final = re.compile(r"(?<!\d)(?:\d{3} ?\d{3} ?\d{3}|\d{3,4})(?!\d)")
_PLACE: Final = re.compile(r"(.+?)\s*[(,]\s*([^(),]+?)\)?\s*")
_PARTS: Final = re.compile(r"\s*[/|]\s*|\s*[-–]\s*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a text asks for; ``kind`` is the type its words name, ``place`` may be a county.

    ``parts`` are the names beside each other, as in «Karasjok – Kárášjohka».
    """

    full: str
    kind: str = ""
    numbers: tuple[str, ...] = ()
    place: str = ""
    parts: tuple[str, ...] = ()


def read_name(text: str, known: Container[str] = frozenset()) -> Wanted:
    """Take a text apart; only ``known`` numbers are numbers, as names may hold a year.

    >>> read_name("Våler kommune (Innlandet)")
    Wanted(full='valer kommune', kind='municipality', numbers=(), place='innlandet', parts=())
    >>> read_name("301 Oslo", {"0301"}).numbers, read_name("Strategi 2030").full
    (('0301',), 'strategi 2030')
    """
    numbers = tuple(filter(known.__contains__, map(_written, _NUMBER.findall(text))))
    rest = _NUMBER.sub(" ", text).strip(" ()-–,") if numbers else text
    place = ""
    if found := _PLACE.fullmatch(rest):
        rest, place = found[1], " ".join(words(found[2]))
    full = _full(rest)
    tokens = frozenset(full.split())
    kind = "municipality" if tokens & _GENERIC else ""
    if "fylkeskommune" in tokens:
        kind = "county-authority"
    pieces = tuple(filter(None, map(bare, _PARTS.split(rest))))
    return Wanted(full, kind, numbers, place, pieces if len(pieces) > 1 else ())


def _written(number: str) -> str:
    return number.replace(" ", "").zfill(4)


def bare(text: str) -> str:
    """Leave out the words that say only that something is a municipality.

    >>> bare("Ål municipality"), bare("Agder county municipality")
    ('al', 'agder fylkeskommune')
    """
    tokens = _full(text).split()
    return " ".join([word for word in tokens if word not in _GENERIC] or tokens)


def _full(text: str) -> str:
    return " ".join(words(_COUNTY_AUTHORITY.sub("fylkeskommune", fold(text))))
