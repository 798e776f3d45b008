"""Say in words what a constraint allows: the limit, the list, the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal

from partnerskap.graph.terms import PREFIXES
from partnerskap.records.lexical import hint
from partnerskap.records.wording import NOTHING, Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from partnerskap.graph.reading import Object
    from partnerskap.shacl.findings import Source

    Name = Callable[[Object], Wording]

__all__ = ["allowed_by", "joined"]

_MOST_LISTED: Final = 12
_PATTERNS: Final = {
    "^[0-9]{4}$": Wording(
        "fire siffer, for eksempel 0301",
        "four digits, for example 0301",
        "fire siffer, til dømes 0301",
    ),
    "^[89][0-9]{8}$": Wording(
        "ni siffer uten mellomrom, med 8 eller 9 først",
        "nine digits without spaces, beginning with 8 or 9",
        "ni siffer utan mellomrom, med 8 eller 9 først",
    ),
    "^https?://[^/]": Wording(
        "en nettadresse som begynner med http:// eller https://",
        "a web address that begins with http:// or https://",
        "ei nettadresse som byrjar med http:// eller https://",
    ),
    r"^[^\s<>]([^<>]*[^\s<>])?$": Wording(
        "tekst uten HTML og uten mellomrom først eller sist",
        "text without HTML and without spaces first or last",
        "tekst utan HTML og utan mellomrom først eller sist",
    ),
    "^(19|20)[0-9][0-9](-[0-9][0-9](-[0-9][0-9])?)?$": Wording(
        "et år (2021), en måned (2021-03) eller en dag (2021-03-28) mellom 1900 og 2099",
        "a year (2021), a month (2021-03) or a day (2021-03-28) between 1900 and 2099",
        "eit år (2021), ein månad (2021-03) eller ein dag (2021-03-28) mellom 1900 og 2099",
    ),
    r"^POINT\(-?[0-9]{1,3}([.][0-9]+)? -?[0-9]{1,2}([.][0-9]+)?\)$": Wording(
        "lengdegrad og breddegrad som POINT(10.39 63.43)",
        "longitude and latitude as POINT(10.39 63.43)",
        "lengdegrad og breiddegrad som POINT(10.39 63.43)",
    ),
}
_LANGUAGES: Final = {
    "nb": Wording("bokmål", "bokmål"),
    "nn": Wording("nynorsk", "nynorsk"),
    "en": Wording("engelsk", "English"),
    "se": Wording("nordsamisk", "Northern Sámi"),
    "sma": Wording("sørsamisk", "Southern Sámi"),
    "smj": Wording("lulesamisk", "Lule Sámi"),
    "fkv": Wording("kvensk", "Kven"),
    "fi": Wording("finsk", "Finnish"),
    "de": Wording("tysk", "German"),
    "sv": Wording("svensk", "Swedish"),
    "da": Wording("dansk", "Danish"),
}
_KINDS: Final = {
    "IRI": Wording("en nettadresse", "a web address", "ei nettadresse"),
    "Literal": Wording("en tekst eller et tall", "a text or a number", "ein tekst eller eit tal"),
    "BlankNode": Wording("en del uten egen adresse", "a part without an address of its own"),
    "BlankNodeOrIRI": Wording("noe med egne opplysninger", "a thing with facts of its own"),
    "BlankNodeOrLiteral": Wording("noe uten egen adresse", "a thing without an address of its own"),
    "IRIOrLiteral": Wording(
        "en nettadresse, en tekst eller et tall", "a web address, text or number"
    ),
}
_LIMITS: Final = {
    "MinInclusive": ("{} eller mer", "{} or more"),
    "MaxInclusive": ("{} eller mindre", "{} or less"),
    "MinExclusive": ("mer enn {}", "more than {}"),
    "MaxExclusive": ("mindre enn {}", "less than {}"),
    "MinLength": ("minst {} tegn", "at least {} characters"),
    "MaxLength": ("høyst {} tegn", "at most {} characters"),
    "LessThan": ("noe som kommer før «{}»", "something that comes before “{}”"),
    "LessThanOrEquals": ("noe som ikke kommer etter «{}»", "something that is not after “{}”"),
    "Equals": ("det samme som i «{}»", "the same as in “{}”"),
    "Disjoint": ("noe annet enn i «{}»", "something else than in “{}”"),
    "Class": ("noe av typen «{}»", "something of the type “{}”"),
    "HasValue": ("«{}»", "“{}”"),
    "Node": ("{}", "{}"),
    "Not": ("noe annet enn {}", "something else than {}"),
}
_COUNTS: Final = {
    "MinCount": ("minst {}", "at least {}"),
    "MaxCount": ("høyst {}", "at most {}"),
    "QualifiedMinCount": ("minst {}: {}", "at least {}: {}"),
    "QualifiedMaxCount": ("høyst {}: {}", "at most {}: {}"),
}


def allowed_by(source: Source, name: Name) -> Wording:
    """Say what a constraint allows; nothing when its parameters cannot be put in words."""
    kind = source.component.value.removeprefix(PREFIXES["sh"]).removesuffix("ConstraintComponent")
    parameters = source.parameters
    if kind == "UniqueLang":
        return Wording("én tekst for hvert språk", "one text for each language")
    words = [_named(kind, each, name) for each in parameters]
    template = _LIMITS.get(kind) or _COUNTS.get(kind)
    if kind in _LISTS or template:
        named = bool(words) and all(words)
        if template:
            return _filled(template, *words) if named else NOTHING
        return _LISTS[kind](words) if named else NOTHING
    speak = _FORMS.get(kind)
    return speak(parameters[0].value) if speak and parameters else NOTHING


def _datatype(iri: str) -> Wording:
    words = hint(iri)
    return Wording(words.nb, words.en)


def _pattern(pattern: str) -> Wording:
    known = _PATTERNS.get(pattern)
    return known or Wording(f"tekst etter mønsteret {pattern}", f"text after the pattern {pattern}")


_FORMS: Final[dict[str, Callable[[str], Wording]]] = {
    "Datatype": _datatype,
    "NodeKind": lambda iri: _KINDS.get(iri.removeprefix(PREFIXES["sh"]), NOTHING),
    "Pattern": _pattern,
}


def joined(words: Sequence[Wording], nb: str, en: str) -> Wording:
    """Join words with commas, the last with ``nb`` or ``en``; a long list ends in dots."""
    if len(words) > _MOST_LISTED:
        rest = len(words) - _MOST_LISTED
        more = Wording(f"{rest} til", f"{rest} more")
        return joined([*words[: _MOST_LISTED - 1], more], nb, en)
    return Wording(
        _row([w.nb for w in words], nb),
        _row([w.en for w in words], en),
        _row([w.nn or w.nb for w in words], nb) if any(w.nn for w in words) else "",
    )


def _row(words: list[str], word: str) -> str:
    return f" {word} ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _one_of(words: list[Wording]) -> Wording:
    return joined(
        [Wording(f"«{w.nb}»", f"“{w.en}”", w.nn and f"«{w.nn}»") for w in words], "eller", "or"
    )


def _languages(words: list[Wording]) -> Wording:
    return Wording("tekst på ", "text in ", "tekst på ") + joined(words, "eller", "or")


def _fields(words: list[Wording]) -> Wording:
    return Wording("bare feltene ", "only the fields ", "berre felta ") + joined(words, "og", "and")


_LISTS: Final[dict[str, Callable[[list[Wording]], Wording]]] = {
    "In": _one_of,
    "LanguageIn": _languages,
    "Closed": _fields,
    "Or": lambda words: joined(words, "eller", "or"),
    "Xone": lambda words: joined(words, "eller", "or"),
    "And": lambda words: joined(words, "og", "and"),
}


def _named(kind: str, term: Object, name: Name) -> Wording:
    if kind == "LanguageIn" and isinstance(term, Literal):
        return _LANGUAGES.get(term.value, Wording(term.value, term.value))
    return name(term)


def _filled(template: tuple[str, str], *words: Wording) -> Wording:
    nb, en = template
    return Wording(
        nb.format(*(w.nb for w in words)),
        en.format(*(w.en for w in words)),
        nb.format(*(w.nn or w.nb for w in words)) if any(w.nn for w in words) else "",
    )
