"""Other ways to write what somebody wrote: dates, numbers, addresses, yes and no, as our data do.

Pure functions from a text to terms that it may stand for, the likeliest first. Whether a term is
right in its place is for the shapes to say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from partnerskap.graph.terms import BASE, PREFIXES
from partnerskap.shacl.lexical import is_well_formed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from partnerskap.graph.reading import Object

__all__ = ["is_oddly_tagged", "other_spellings"]

_XSD: Final = PREFIXES["xsd"]
_WKT: Final = NamedNode(PREFIXES["geo"] + "wktLiteral")
_LONGEST: Final = 300
"""What is longer is prose; only its spaces, tags and language are looked at."""
_SPACES: Final = re.compile(r"[\s\u00a0\u202f]+")
_TAG: Final = re.compile(r"<[^<>]*>")
_BOOLEANS: Final = {
    **dict.fromkeys(("ja", "sant", "yes", "true", "sann", "y", "j", "x", "1"), "true"),
    **dict.fromkeys(("nei", "usant", "no", "false", "usann", "n", "0"), "false"),
}
_LANGUAGES: Final = {
    **dict.fromkeys(("no", "nob", "nor", "bokmal", "no-nb", "nb-no"), "nb"),
    **dict.fromkeys(("nno", "nynorsk", "no-nn", "nn-no"), "nn"),
    **dict.fromkeys(("eng", "en-gb", "en-us", "english"), "en"),
    **dict.fromkeys(("sme", "se-no"), "se"),
}
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            *("januar january jan", "februar february feb", "mars march mar", "april apr"),
            *("mai may", "juni june jun", "juli july jul", "august aug", "september sep sept"),
            *("oktober october okt oct", "november nov", "desember december des dec"),
        ),
        start=1,
    )
    for name in names.split()
}
_DATES: Final = (
    re.compile(r"(?P<y>\d{4})[-./ ](?P<m>\d{1,2})[-./ ](?P<d>\d{1,2})"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<d>\d{1,2})[-./ ]+(?P<m>\d{1,2})[-./ ]+(?P<y>\d{4})"),
    re.compile(r"(?P<d>\d{1,2})\.? (?P<name>[a-zA-Z]+)\.? (?P<y>\d{4})"),
    re.compile(r"(?P<name>[a-zA-Z]+)\.? (?P<d>\d{1,2}),? (?P<y>\d{4})"),
    re.compile(r"(?P<name>[a-zA-Z]+)\.? (?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})[-./](?P<m>\d{1,2})"),
    re.compile(r"(?P<m>\d{1,2})[-./](?P<y>\d{4})"),
    re.compile(r"(?:ca\.? ?|år ?)?(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)T[\d:.]+(?:Z|[+-][\d:]+)?"),
)
_NUMBER: Final = re.compile(
    r"(?:kr\.? ?|NOK ?)?(?P<number>[+-]?\d[\d .,]*)(?: ?kr\.?| ?NOK|,-)?", re.IGNORECASE
)
_COORDINATES: Final = re.compile(
    r"(?:POINT ?\(? ?)?(-?\d+[.]\d+)[, ]+(-?\d+[.]\d+) ?\)?", re.IGNORECASE
)
_HOST: Final = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?:[/?#].*)?", re.IGNORECASE
)
_SCHEME: Final = re.compile(r"\A(?:[a-z]{2,6}:/*|h?t?tp?s?/{2,})", re.IGNORECASE)
_REGISTERS: Final = (
    (re.compile(r".*\bror\.org/(0[a-z0-9]{8})/?", re.IGNORECASE), "https://ror.org/{}"),
    (
        re.compile(r".*\bwikidata\.org/.*\b(Q[1-9]\d*)/?", re.IGNORECASE),
        "http://www.wikidata.org/entity/{}",
    ),
    (
        re.compile(r".*\bisni\.org/(?:isni/)?([\d %-]*[\dX])/?", re.IGNORECASE),
        "https://isni.org/isni/{}",
    ),
)


def other_spellings(term: Object) -> Iterator[Object]:
    """Give terms that a faulty one may stand for, each once and never the term itself."""
    seen: set[Object] = {term}
    for other in _spellings(term):
        if other not in seen:
            seen.add(other)
            yield other


def is_oddly_tagged(term: Object) -> bool:
    """Tell whether a text has no language, or one that nobody calls so."""
    return isinstance(term, Literal) and (not term.language or term.language in _LANGUAGES)


def _spellings(term: Object) -> Iterator[Object]:
    if isinstance(term, NamedNode) and len(term.value) <= _LONGEST:
        yield from _addresses(term.value)
    if not isinstance(term, Literal):
        return
    tidy = _SPACES.sub(" ", _TAG.sub(" ", term.value)).strip()
    if not tidy:
        return
    yield from _same_kind(term, tidy)
    if len(tidy) <= _LONGEST:
        yield from _other_kinds(tidy)


def _other_kinds(tidy: str) -> Iterator[Object]:
    for kind, text in _dates(tidy):
        yield Literal(text, datatype=NamedNode(_XSD + kind))
    yield from _codes(tidy)
    for kind, text in (*_numbers(tidy), *_booleans(tidy)):
        yield Literal(text, datatype=NamedNode(_XSD + kind))
    yield from _points(tidy)
    yield from _addresses(tidy)
    yield Literal(tidy)
    for language in ("nb", "en"):
        yield Literal(tidy, language=language)


def _same_kind(term: Literal, tidy: str) -> Iterator[Object]:
    """Give the text tidied, and in the language that an unusual tag means."""
    if term.language:
        usual = _LANGUAGES.get(term.language.lower(), term.language.partition("-")[0])
        yield Literal(tidy, language=usual)
        yield Literal(tidy, language=term.language)
    elif is_well_formed(tidy, term.datatype.value):
        yield Literal(tidy, datatype=term.datatype)


def _dates(text: str) -> Iterator[tuple[str, str]]:
    for pattern in _DATES:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        part = match.groupdict()
        month = _MONTHS.get((part.get("name") or "").lower(), part.get("m"))
        if part.get("name") and month == part.get("m"):
            continue
        written, kind = part["y"], "gYear"
        if month is not None:
            written, kind = f"{written}-{int(month):02}", "gYearMonth"
        if part.get("d"):
            written, kind = f"{written}-{int(part['d']):02}", "date"
        for each, form in ((kind, written), ("gYear", part["y"])):
            if is_well_formed(form, _XSD + each):
                yield each, form


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return
    number = match["number"].replace(" ", "").rstrip(".,")
    comma, point = number.rfind(","), number.rfind(".")
    if comma > point:  # 1.234,5 and 12,5
        number = number.replace(".", "").replace(",", ".")
    elif comma >= 0:  # 1,234.5
        number = number.replace(",", "")
    for kind in ("integer", "decimal", "nonNegativeInteger"):
        if is_well_formed(number, _XSD + kind):
            yield kind, number
    whole = number.replace(".", "")
    if re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3})+", number):  # 1.234.567, or 1.234 meaning thousands
        yield "integer", whole
        yield "decimal", whole


def _booleans(text: str) -> Iterator[tuple[str, str]]:
    word = _BOOLEANS.get(text.lower())
    if word:
        yield "boolean", word


def _codes(text: str) -> Iterator[Object]:
    """Give numbers that are names: with leading zeros, and without what people put between."""
    digits = re.sub(r"[\s.\-]|^NO|MVA$", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"\d+", digits):
        if len(digits) < 4:
            yield Literal(digits.zfill(4))
        yield Literal(digits)
    if re.fullmatch(r"[A-ZÆØÅ]{3}", text.upper()):
        yield Literal(text.upper())


def _points(text: str) -> Iterator[Object]:
    match = _COORDINATES.fullmatch(text)
    if match is not None:
        for east, north in ((match[1], match[2]), (match[2], match[1])):
            if float(east) < 35 and 50 < float(north) < 85:  # Norway lies so
                yield Literal(f"POINT({east} {north})", datatype=_WKT)


def _addresses(text: str) -> Iterator[Object]:
    for pattern, form in _REGISTERS:
        match = pattern.fullmatch(text)
        if match is not None:
            name = re.sub(r"%20|[ -]", "", match[1])
            yield NamedNode(form.format(name if name[0] in "0123456789Q" else name.upper()))
    tail = text.rsplit("/", 1)[-1] if text.startswith(BASE) else text
    bare = _SCHEME.sub("", tail.strip(), count=1)
    if _HOST.fullmatch(bare):
        yield NamedNode(f"https://{quote(bare, safe=':/?#[]@!$&()*+,;=%~')}")
