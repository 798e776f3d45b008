"""Whether an identifier has the form, and the check digit, that its register gives it.

Looks at the text alone; whether the register holds it is another matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from partnerskap.records.wording import Wording

__all__ = [
    "AGENCIES",
    "is_email",
    "is_identifier",
    "is_isni",
    "is_municipality_number",
    "is_organisation_number",
    "is_ror",
    "is_web_link",
    "wanted_form",
]

_WEIGHTS: Final = (3, 2, 7, 6, 5, 4, 3, 2, 1)
_CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_EMAIL: Final = re.compile(r"[^\s@<>\"(),:;]{1,64}@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_BAD_IN_LINKS: Final = re.compile(r"[\s<>\"{}|\\^`]")


def is_organisation_number(text: str) -> bool:
    """Check a number of Enhetsregisteret: nine digits, 8 or 9 first, the last one by modulus 11.

    >>> is_organisation_number("974767880"), is_organisation_number("974767881")
    (True, False)
    """
    if not re.fullmatch(r"[89][0-9]{8}", text):
        return False
    return sum(w * int(d) for w, d in zip(_WEIGHTS, text, strict=True)) % 11 == 0


def is_municipality_number(text: str) -> bool:
    """Check the form of a municipality number, in force or former: a county and two digits.

    >>> is_municipality_number("0301"), is_municipality_number("301")
    (True, False)
    """
    return re.fullmatch(r"(?:0[1-9]|[1-5][0-9])[0-9]{2}", text) is not None


def is_ror(text: str) -> bool:
    """Check a ROR address: seven characters of Crockford's base 32 and two digits by modulus 97.

    >>> is_ror("https://ror.org/05xg72x27"), is_ror("https://ror.org/05xg72x28")
    (True, False)
    """
    match = re.fullmatch(rf"https://ror\.org/(0[{_CROCKFORD}]{{6}})([0-9]{{2}})", text)
    if match is None:
        return False
    number = 0
    for letter in match[1]:
        number = number * 32 + _CROCKFORD.index(letter)
    return 98 - number * 100 % 97 == int(match[2])


def is_isni(text: str) -> bool:
    """Check sixteen characters with the last one by ISO 7064 modulus 11-2; spaces do not count.

    >>> is_isni("0000 0001 1516 2393"), is_isni("0000000115162394")
    (True, False)
    """
    digits = text.replace(" ", "")
    if not re.fullmatch(r"[0-9]{15}[0-9X]", digits):
        return False
    rest = 0
    for digit in digits[:-1]:
        rest = (rest + int(digit)) * 2
    return "0123456789X"[(12 - rest % 11) % 11] == digits[-1]


def is_email(text: str) -> bool:
    """Check that a text can be an e-mail address.

    >>> is_email("post@trondheim.kommune.no"), is_email("post@trondheim")
    (True, False)
    """
    return _EMAIL.fullmatch(text.lower()) is not None


def is_web_link(text: str) -> bool:
    """Check that a text can be followed: http or https, a host with a dot, nothing stray.

    >>> is_web_link("https://www.ks.no/x"), is_web_link("https://ks/x"), is_web_link("www.ks.no")
    (True, False, False)
    """
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    plain = parts.scheme in {"http", "https"} and "@" not in parts.netloc
    return plain and "." in host.strip(".") and _BAD_IN_LINKS.search(text) is None


def _brreg(text: str) -> bool:
    match = re.fullmatch(
        r"https://data\.brreg\.no/enhetsregisteret/api/(?:enheter|underenheter)/(\d+)", text
    )
    return match is not None and is_organisation_number(match[1])


def _national_catalogue(text: str) -> bool:
    start = "https://organization-catalog.fellesdatakatalog.digdir.no/organizations/"
    return text.startswith(start) and is_organisation_number(text.removeprefix(start))


def _like(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


_HOSTS: Final[dict[str, tuple[Callable[[str], bool], str]]] = {
    "data.brreg.no": (_brreg, "https://data.brreg.no/enhetsregisteret/api/enheter/974767880"),
    "data.geonorge.no": (
        _like(r"https://data\.geonorge\.no/administrativeEnheter/(kommune|fylke|nasjon)/id/\d+"),
        "https://data.geonorge.no/administrativeEnheter/kommune/id/173068173004",
    ),
    "doi.org": (_like(r"https://doi\.org/10\.\d{4,9}/\S+"), "https://doi.org/10.1000/182"),
    "eurovoc.europa.eu": (
        _like(r"http://eurovoc\.europa\.eu/(?:\d+|c_[0-9a-f]{8})"),
        "http://eurovoc.europa.eu/1469",
    ),
    "isni.org": (
        lambda text: (
            text.startswith("https://isni.org/isni/")
            and is_isni(text.removeprefix("https://isni.org/isni/"))
        ),
        "https://isni.org/isni/0000000115162393",
    ),
    "metadata.un.org": (
        _like(r"https?://metadata\.un\.org/sdg(?:/[0-9A-Za-z.]+)?"),
        "https://metadata.un.org/sdg/11",
    ),
    "organization-catalog.fellesdatakatalog.digdir.no": (
        _national_catalogue,
        "https://organization-catalog.fellesdatakatalog.digdir.no/organizations/974767880",
    ),
    "psi.norge.no": (
        _like(r"https://psi\.norge\.no/los/(?:[a-z]+/[a-z0-9-]+|struktur)"),
        "https://psi.norge.no/los/tema/helse",
    ),
    "ror.org": (is_ror, "https://ror.org/05xg72x27"),
    "sws.geonames.org": (
        _like(r"https://sws\.geonames\.org/\d+/"),
        "https://sws.geonames.org/3133881/",
    ),
    "www.wikidata.org": (
        _like(r"http://www\.wikidata\.org/entity/Q[1-9][0-9]*"),
        "http://www.wikidata.org/entity/Q314536",
    ),
}
_ALIASES: Final = {
    "dx.doi.org": "doi.org",
    "wikidata.org": "www.wikidata.org",
    "www.geonames.org": "sws.geonames.org",
    "www.ror.org": "ror.org",
}

AGENCIES: Final[dict[str, Callable[[str], bool]]] = {
    "GRID": _like(r"grid\.\d{1,6}\.[0-9a-f]{1,2}"),
    "ISNI": is_isni,
    "ORCID": is_isni,
}
"""The numbers with a form that can be checked, by who issued them."""


def wanted_form(iri: str, *, identifies: bool = True) -> Wording | None:
    """Tell how a link is written when this one is not so; None: it is in order.

    One that ``identifies`` must have the form its register uses, where we know it; others are
    addresses of pages.
    """
    if iri.startswith("mailto:"):
        return None if is_email(iri.removeprefix("mailto:")) else _written("mailto:post@ks.no")
    if not is_web_link(iri):
        return _written("https://www.ks.no/…")
    check, example = _HOSTS.get(_host(iri), (None, ""))
    if not identifies or check is None or check(iri):
        return None
    return _written(example)


def is_identifier(iri: str) -> bool:
    """Tell whether an IRI names a thing in a register we know: it stays, wherever it leads."""
    check, _ = _HOSTS.get(_host(iri), (None, ""))
    return check is not None and check(iri)


def _host(iri: str) -> str:
    host = urlsplit(iri).hostname or ""
    return _ALIASES.get(host, host)


def _written(example: str) -> Wording:
    return Wording(
        f"Skriv den som «{example}», og se etter tastefeil.",
        f"Write it as “{example}”, and look for typing errors.",
    )
