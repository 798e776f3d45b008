"""Read a name as somebody wrote it in a list: the name itself, its kind, numbers and a county.

Pure: text in, parts out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import OSA

from partnerskap.graph.folding import fold, words

if TYPE_CHECKING:
    from collections.abc import Container

__all__ = ["Wanted", "bare", "is_general", "read_name", "split_names", "unjoin"]

_GENERIC: Final = frozenset(
    {
        *("kommune", "kommunen", "kommuna", "herad", "heradet", "herred", "municipality"),
        *("gielda", "giella", "suohkan", "tjielte", "kommuni", "komuuni"),
    }
)
_COMMON: Final = "kommune"
_COUNTY_AUTHORITY: Final = re.compile(
    r"\bfylkeskommunen?\b|\bcounty (municipality|council|authority)\b"
)
_NUMBER: Final = re.compile(r"(?<!\d)(?:\d{3} ?\d{3} ?\d{3}|\d{3,4})(?!\d)")
_PLACE: Final = re.compile(r"(.+?)\s*[(,]\s*([^(),]+?)\)?\s*")
_PARTS: Final = re.compile(r"\s*[/|]\s*|\s*[-–]\s*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a text asks for; ``kind`` is the type its words name.

    ``place`` is what stands in brackets or after a comma, perhaps a county; ``full`` is the name
    without it and ``whole`` with it. ``parts`` are names beside each other, as in «Karasjok –
    Kárášjohka».
    """

    full: str
    whole: str = ""
    kind: str = ""
    numbers: tuple[str, ...] = ()
    place: str = ""
    parts: tuple[str, ...] = ()


def read_name(text: str, known: Container[str] = frozenset()) -> Wanted:
    """Take a text apart; only ``known`` numbers are numbers, as names may hold a year.

    >>> found = read_name("Våler kommune (Innlandet)")
    >>> found.full, found.place, found.kind
    ('valer kommune', 'innlandet', 'municipality')
    >>> read_name("301 Oslo", {"0301"}).numbers, read_name("Strategi 2030").full
    (('0301',), 'strategi 2030')
    """
    numbers = tuple(filter(known.__contains__, map(_written, _NUMBER.findall(text))))
    rest = _NUMBER.sub(" ", text).strip(" ()-–,") if numbers else text
    whole = _full(rest)
    place = ""
    if found := _PLACE.fullmatch(rest):
        rest, place = found[1], " ".join(words(found[2]))
    tokens = frozenset(whole.split())
    kind = "municipality" if any(map(_is_generic, tokens)) else ""
    if "fylkeskommune" in tokens:
        kind = "county-authority"
    pieces = tuple(filter(None, map(bare, _PARTS.split(rest))))
    parts = pieces if len(pieces) > 1 else ()
    return Wanted(_full(rest), whole, kind, numbers, place, parts)


def _written(number: str) -> str:
    return number.replace(" ", "").zfill(4)


def bare(text: str) -> str:
    """Leave out the words that say only that something is a municipality.

    >>> bare("Ål municipality"), bare("Agder county municipality")
    ('al', 'agder fylkeskommune')
    """
    tokens = _full(text).split()
    return " ".join([word for word in tokens if not _is_generic(word)] or tokens)


def unjoin(name: str) -> str:
    """Leave out a «kommune» that was written together with the name.

    >>> unjoin("alvdalkommune"), unjoin("agder fylkeskommune")
    ('alvdal', 'agder fylkeskommune')
    """
    joined = name.endswith(_COMMON) and not name.endswith("fylkeskommune")
    return name.removesuffix(_COMMON).rstrip() or name if joined else name


def is_general(full: str) -> bool:
    """Tell whether a name says only that something is a municipality, or nothing."""
    return all(map(_is_generic, full.split()))


def split_names(text: str) -> list[str]:
    """Part the names that a municipality has beside each other in a register.

    >>> split_names("GAIVUONA SUOHKAN KÅFJORD KOMMUNE KAIVUONON KOMUUNI")
    ['gaivuona', 'kafjord', 'kaivuonon']
    """
    names: list[list[str]] = [[]]
    for word in _full(text).split():
        if _is_generic(word):
            names.append([])
        else:
            names[-1].append(word)
    return [" ".join(name) for name in names if name]


def _is_generic(word: str) -> bool:
    """Tell whether a word says only that something is a municipality, also with one wrong letter.

    >>> [_is_generic(word) for word in ("kommune", "komune", "kommnue", "komsa")]
    [True, True, True, False]
    """
    return word in _GENERIC or OSA.distance(word, _COMMON, score_cutoff=1) <= 1


def _full(text: str) -> str:
    spelt = fold(text).replace("&", " og ")
    return " ".join(words(_COUNTY_AUTHORITY.sub("fylkeskommune", spelt)))
