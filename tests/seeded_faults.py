"""Sound records of ours, each with one fault such as people make: the same ones every time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode

from partnerskap.graph.reading import Object, read_turtle
from partnerskap.graph.terms import PREFIXES, expand
from partnerskap.records.neighbours import Triple
from partnerskap.resources import data_dir, ontology_dir

XSD = PREFIXES["xsd"]
KINDS = ("partnerships", "actors", "sources", "schemes", "themes", "agreements")
Spoil = Callable[[random.Random, Triple], Object | None]
MONTHS = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]


@dataclass(frozen=True)
class Faulty:
    """A record with one fault: what kind of fault, and the triples before and after."""

    kind: str
    name: str
    sound: tuple[Triple, ...]
    triples: tuple[Triple, ...]


def name(short: str) -> NamedNode:
    return NamedNode(expand(short))


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


def is_date(value: Object) -> bool:
    return isinstance(value, Literal) and value.datatype.value == f"{XSD}date"


def misspelt(chance: random.Random, text: str) -> str:
    """Leave out, double or swap a letter, but never the first."""
    at = chance.randrange(1, max(2, len(text) - 1))
    return chance.choice(
        [
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[: at - 1] + text[at : at + 1] + text[at - 1] + text[at + 1 :],
        ]
    )


def of_path(*names: str) -> Callable[[Triple], bool]:
    wanted = {name(each) for each in names}
    return lambda triple: triple[1] in wanted


CODES = of_path("org:role", "org:classification", "pk:form", "pk:stage", "pk:scope", "pk:basis")
ACTORS = of_path("org:member")
TEXTS = of_path("skos:prefLabel", "dct:title", "skos:note", "dct:description")
LINKS = of_path("schema:url", "foaf:homepage")
AMOUNTS = of_path("schema:value")


def slug_fault(chance: random.Random, triple: Triple) -> Object | None:
    head, _, slug = triple[2].value.rpartition("/")
    wrong = misspelt(chance, slug)
    return NamedNode(f"{head}/{wrong}") if wrong != slug else None


def by_label(language: str) -> Spoil:
    def spoil(_chance: random.Random, triple: Triple) -> Object | None:
        return label_of(triple[2].value, language)

    return spoil


def by_number(predicate: str) -> Spoil:
    def spoil(_chance: random.Random, triple: Triple) -> Object | None:
        return next(
            (o for s, p, o in everything() if s == triple[2] and p == name(predicate)), None
        )

    return spoil


@cache
def everything() -> tuple[Triple, ...]:
    files = [p for kind in KINDS for p in sorted((data_dir() / kind).glob("*.ttl"))]
    return tuple(t for path in files for t in read(path.parent.name, path.stem))


@cache
def codes() -> tuple[Triple, ...]:
    files = sorted(ontology_dir().rglob("*.ttl"))
    return tuple(t for p in files for t in read_turtle(p.read_bytes(), name=p.name).triples)


def label_of(iri: str, language: str) -> Literal | None:
    for s, p, o in (*codes(), *everything()):
        labels = s.value == iri and p == name("skos:prefLabel") and isinstance(o, Literal)
        if labels and isinstance(o, Literal) and o.language == language:
            return Literal(o.value)
    return None


def read(kind: str, stem: str) -> tuple[Triple, ...]:
    path = data_dir() / kind / f"{stem}.ttl"
    return read_turtle(path.read_bytes(), name=path.name).triples


def text(change: Callable[[str], str]) -> Spoil:
    def spoil(_chance: random.Random, triple: Triple) -> Object | None:
        value = triple[2]
        if not isinstance(value, Literal):
            return None
        changed = change(value.value)
        if value.language:
            return Literal(changed, language=value.language)
        return Literal(changed, datatype=value.datatype)

    return spoil


def date_as(form: str) -> Spoil:
    def spoil(_chance: random.Random, triple: Triple) -> Object | None:
        year, month, day = (int(part) for part in triple[2].value.split("-"))
        words = {"y": year, "m": month, "d": day, "name": MONTHS[month - 1]}
        return Literal(form.format(**words))

    return spoil


def in_groups(number: str) -> str:
    whole, _, rest = number.partition(".")
    return f"{int(whole):,}".replace(",", " ") + f",{rest or 0}"


def badly_typed_date(_chance: random.Random, triple: Triple) -> Object | None:
    year, month, day = (int(part) for part in triple[2].value.split("-"))
    return typed(f"{day}.{month}.{year}", "date")


FAULTS: dict[str, tuple[Callable[[Triple], bool], Spoil]] = {
    "misspelt code": (CODES, slug_fault),
    "code by its label in bokmål": (CODES, by_label("nb")),
    "code by its label in English": (CODES, by_label("en")),
    "misspelt actor": (ACTORS, slug_fault),
    "actor by name": (ACTORS, by_label("nb")),
    "actor by organisation number": (ACTORS, by_number("org:identifier")),
    "actor by municipality number": (ACTORS, by_number("pk:municipalityNumber")),
    "actor by former municipality number": (ACTORS, by_number("pk:formerMunicipalityNumber")),
    "misspelt theme": (of_path("dct:subject"), slug_fault),
    "misspelt source": (of_path("prov:hadPrimarySource"), slug_fault),
    "date as 28.03.2021": (lambda t: is_date(t[2]), date_as("{d:02}.{m:02}.{y}")),
    "date as 2021-3-8": (lambda t: is_date(t[2]), date_as("{y}-{m}-{d}")),
    "date in words": (lambda t: is_date(t[2]), date_as("{d}. {name} {y}")),
    "date as text": (lambda t: is_date(t[2]), date_as("{y}-{m:02}-{d:02}")),
    "date typed as such, but written otherwise": (lambda t: is_date(t[2]), badly_typed_date),
    "number without its zero": (
        lambda t: t[1] == name("pk:municipalityNumber") and t[2].value.startswith("0"),
        text(lambda value: value.lstrip("0")),
    ),
    "number as a number": (
        of_path("pk:municipalityNumber"),
        lambda _, t: typed(t[2].value, "integer"),
    ),
    "organisation number in groups": (
        of_path("org:identifier"),
        text(lambda v: f"{v[:3]} {v[3:6]} {v[6:]}"),
    ),
    "address without https": (LINKS, lambda _, t: Literal(t[2].value.partition("//")[2])),
    "address as text": (LINKS, lambda _, t: Literal(t[2].value)),
    "address with a slip": (
        LINKS,
        lambda _, t: NamedNode(t[2].value.replace("https://", "htps://").replace("http:", "htp:")),
    ),
    "space at the end": (TEXTS, text(lambda value: f"{value} ")),
    "space at the beginning": (TEXTS, text(lambda value: f"\u00a0 {value}")),
    "HTML in a text": (TEXTS, text(lambda value: f"<p>{value}</p>")),
    "language no": (
        lambda t: TEXTS(t) and isinstance(t[2], Literal) and t[2].language == "nb",
        lambda _, t: Literal(t[2].value, language="no"),
    ),
    "no language": (
        lambda t: TEXTS(t) and isinstance(t[2], Literal) and t[2].language == "nb",
        lambda _, t: Literal(t[2].value),
    ),
    "number with spaces and comma": (
        AMOUNTS,
        lambda _, t: Literal(in_groups(t[2].value)),
    ),
    "number as text": (AMOUNTS, lambda _, t: Literal(t[2].value)),
    "page of Wikidata": (
        lambda t: "wikidata.org/entity/" in t[2].value and t[1] == name("schema:sameAs"),
        lambda _, t: NamedNode(f"https://www.wikidata.org/wiki/{t[2].value.rpartition('/')[2]}"),
    ),
    "old address of ROR": (
        lambda t: t[2].value.startswith("https://ror.org/"),
        lambda _, t: NamedNode(t[2].value.replace("https://", "http://")),
    ),
    "membership that is not listed": (of_path("org:hasMembership"), lambda _, __: None),
    "type left out": (
        lambda t: t[1] == name("rdf:type") and t[2] in {name("dct:Location"), name("prov:Entity")},
        lambda _, __: None,
    ),
    "code left out": (CODES, lambda _, __: None),
    "name in English left out": (
        lambda t: TEXTS(t) and isinstance(t[2], Literal) and t[2].language == "en",
        lambda _, __: None,
    ),
    "source left out": (of_path("prov:hadPrimarySource"), lambda _, __: None),
    "slip in an organisation number": (
        of_path("org:identifier"),
        text(lambda v: v[:-1] + str((int(v[-1]) + 1) % 10)),
    ),
}
LEAVING_OUT = {kind for kind in FAULTS if "left out" in kind or kind.endswith("not listed")}


def faulty_records(count: int, seed: int = 20211) -> Iterator[Faulty]:
    """Give ``count`` faulty records; the kinds of fault take turns."""
    chance = random.Random(seed)  # noqa: S311  # for variety, not for secrets
    fitting = {kind: _places(kind) for kind in FAULTS}
    given = 0
    while given < count:
        for kind, places in fitting.items():
            made = _spoilt(chance, kind, places) if places else None
            if made is not None and given < count:
                given += 1
                yield made


@cache
def _records() -> dict[str, tuple[Triple, ...]]:
    return {
        f"{kind}/{path.stem}": read(kind, path.stem)
        for kind in KINDS
        for path in sorted((data_dir() / kind).glob("*.ttl"))
    }


def _places(kind: str) -> Sequence[tuple[str, Triple]]:
    fits = FAULTS[kind][0]
    return [(key, t) for key, triples in _records().items() for t in triples if fits(t)]


def _spoilt(
    chance: random.Random, kind: str, places: Sequence[tuple[str, Triple]]
) -> Faulty | None:
    key, triple = chance.choice(places)
    value = FAULTS[kind][1](chance, triple)
    if value is None and kind not in LEAVING_OUT:
        return None
    sound = _records()[key]
    new = () if value is None else ((triple[0], triple[1], value),)
    at = sound.index(triple)
    return Faulty(kind, key, sound, (*sound[:at], *new, *sound[at + 1 :]))
