"""Write graphs shaped like ours, of any size, the same bytes for the same seed.

Triples come one at a time, so that ten million need no more memory than ten thousand. All are
distinct, none has a blank node. Nothing in them is true of anybody.

Run: ``PYTHONPATH=tests .venv/bin/python -m bench.generate graph.nt --size 100000``.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.wordlist import CODES, PLACES, RARE_WORDS, TOPICS, WORDS_EN, WORDS_NB
from partnerskap.graph.terms import BASE, PREFIXES

__all__ = ["SEED", "Census", "generate", "iri_of"]

SEED = 20_26
TRIPLES_PER_PARTNERSHIP = 217  # with its share of actors, sources and themes
Statement = tuple[str, str]  # the document's key and its triple without the full stop


@dataclass(frozen=True, slots=True)
class Census:
    """How many of each record a graph of a given size holds; ``partnerships`` are whole ones."""

    triples: int
    partnerships: int
    actors: int
    themes: int
    sources: int

    @classmethod
    def plan(cls, triples: int) -> Census:
        """Share out a size the way our own graph does; themes grow as the root of the size."""
        partnerships = max(2, triples // TRIPLES_PER_PARTNERSHIP)
        themes = 20 + int(partnerships**0.5)
        return cls(triples, partnerships, partnerships + 10, themes, 2 * partnerships)


def iri_of(kind: str, number: int) -> str:
    """Name the record of a kind with a number, as it stands in the graph."""
    return f"{BASE}/id/{kind}/{kind[0]}{number}"


def _name(prefixed: str) -> str:
    prefix, _, local = prefixed.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


TYPE = _name("rdf:type")
LABEL = _name("skos:prefLabel")
ALT_LABEL = _name("skos:altLabel")
TEXT = _name("dct:description")
KIND = _name("dct:type")
SUBJECT = _name("dct:subject")
BASIS = _name("pk:basis")
SOURCE = _name("prov:hadPrimarySource")
TEMPORAL = _name("dct:temporal")


def _typed(value: object, datatype: str) -> str:
    return f'"{value}"^^{_name(f"xsd:{datatype}")}'


class _Writer:
    """Makes the triples of one graph; every choice comes from one seeded source."""

    def __init__(self, census: Census, seed: int) -> None:
        self.census = census
        self._random = random.Random(seed).random  # noqa: S311 - a repeatable draw, no secret

    def _below(self, limit: int) -> int:
        return int(self._random() * limit)

    def _popular(self, limit: int) -> int:
        """Draw a number below the limit, small ones most often, as actors and themes are met."""
        return int(self._random() ** 2 * limit)

    def _code(self, scheme: str) -> str:
        codes = CODES[scheme]
        return _name(f"{scheme}:{codes[self._popular(len(codes))]}")

    def _some(self, kind: str, available: int, most: int) -> list[str]:
        numbers = dict.fromkeys(self._popular(available) for _ in range(1 + self._below(most)))
        return [f"<{iri_of(kind, number)}>" for number in numbers]

    def _text(self, language: str) -> str:
        words = WORDS_NB if language == "nb" else WORDS_EN
        chosen = [words[self._below(len(words))] for _ in range(8 + self._below(10))]
        if self._random() < 0.005:
            chosen.append(RARE_WORDS[self._below(len(RARE_WORDS))])
        return f'"{" ".join(chosen).capitalize()}."@{language}'

    def _texts(self, subject: str) -> Iterator[str]:
        yield f"{subject} {TEXT} {self._text('nb')}"
        yield f"{subject} {TEXT} {self._text('en')}"

    def _parts(self, node: str) -> Iterator[str]:
        """What every statement carries: how it is known, and from where."""
        yield f"{node} {BASIS} {self._code('basis')}"
        for source in self._some("source", self.census.sources, 2):
            yield f"{node} {SOURCE} {source}"

    def codes(self, scheme: str) -> Iterator[str]:
        for code in CODES[scheme]:
            concept = _name(f"{scheme}:{code}")
            yield f"{concept} {TYPE} {_name('skos:Concept')}"
            yield f"{concept} {_name('skos:inScheme')} {_name(f'code:{scheme}')}"
            yield f'{concept} {LABEL} "{code} (kode)"@nb'
            yield f'{concept} {LABEL} "{code}"@en'

    def theme(self, number: int) -> Iterator[str]:
        theme = f"<{iri_of('theme', number)}>"
        nb, en = TOPICS[number % len(TOPICS)]
        yield f"{theme} {TYPE} {_name('skos:Concept')}"
        yield f"{theme} {_name('skos:inScheme')} {_name('code:theme')}"
        yield f'{theme} {LABEL} "{nb.capitalize()} {number}"@nb'
        yield f'{theme} {LABEL} "{en.capitalize()} {number}"@en'
        if number >= len(TOPICS):
            yield f"{theme} {_name('skos:broader')} <{iri_of('theme', (number - 7) // 3)}>"

    def source(self, number: int) -> Iterator[str]:
        source = f"<{iri_of('source', number)}>"
        yield f"{source} {TYPE} {_name('prov:Entity')}"
        yield f"{source} {TYPE} {_name('foaf:Document')}"
        yield f'{source} {_name("dct:title")} "Kilde {number} om {TOPICS[number % 10][0]}"@nb'
        yield f"{source} {KIND} {self._code('sourcekind')}"
        yield f"{source} {_name('schema:url')} <https://example.org/source/{number}>"
        yield f"{source} {_name('dct:issued')} {_typed(2008 + self._below(18), 'gYear')}"

    def actor(self, number: int) -> Iterator[str]:
        iri = iri_of("actor", number)
        actor, place, size = f"<{iri}>", f"<{iri}#place>", f"<{iri}#population>"
        name = f"{PLACES[number % len(PLACES)]} {number}"
        yield f"{actor} {TYPE} {_name('org:Organization')}"
        yield f"{actor} {TYPE} {_name('org:FormalOrganization')}"
        yield f'{actor} {LABEL} "{name} kommune"@nb'
        yield f'{actor} {LABEL} "{name} municipality"@en'
        yield f'{actor} {ALT_LABEL} "{name}"@nb'
        yield f"{actor} {_name('org:classification')} {self._code('actortype')}"
        yield f'{actor} {_name("org:identifier")} "{900_000_000 + number}"'
        yield f"{actor} {_name('dct:spatial')} {place}"
        yield f"{place} {TYPE} {_name('dct:Location')}"
        point = f"POINT({5 + 20 * self._random():.4f} {58 + 12 * self._random():.4f})"
        yield f'{place} {_name("dcat:centroid")} "{point}"^^{_name("geo:wktLiteral")}'
        yield f"{actor} {_name('pk:hasFigure')} {size}"
        yield from self._figure(size)

    def _figure(self, node: str) -> Iterator[str]:
        yield f"{node} {TYPE} {_name('schema:QuantitativeValue')}"
        yield f"{node} {_name('schema:value')} {_typed(self._below(250_000), 'integer')}"
        yield f"{node} {_name('pk:unit')} {self._code('unit')}"
        yield from self._parts(node)

    def partnership(self, number: int) -> Iterator[str]:
        iri = iri_of("partnership", number)
        whole = f"<{iri}>"
        name = f"{PLACES[self._below(len(PLACES))]} {number}"
        yield f"{whole} {TYPE} {_name('pk:Partnership')}"
        yield f"{whole} {TYPE} {_name('org:OrganizationalCollaboration')}"
        yield f'{whole} {LABEL} "Universitetskommunen {name}"@nb'
        yield f'{whole} {LABEL} "Universitetskommunen {name}"@nn'
        yield f'{whole} {LABEL} "University Municipality {name}"@en'
        for scheme in ("form", "stage", "scope"):
            yield f"{whole} {_name(f'pk:{scheme}')} {self._code(scheme)}"
        yield f"{whole} {_name('schema:foundingDate')} {_typed(2010 + self._below(16), 'gYear')}"
        for theme in self._some("theme", self.census.themes, 6):
            yield f"{whole} {SUBJECT} {theme}"
        for place, member in enumerate(self._some("actor", self.census.actors, 4)):
            yield from self._membership(f"<{iri}#member-{place}>", whole, member)
        if self._random() < 0.8:
            for place in range(1 + self._below(2)):
                yield from self._agreement(f"{iri}#agreement-{place}", whole)
        for place in range(8 + self._below(9)):
            yield from self._insight(f"<{iri}#insight-{place}>", whole)
        yield f"{whole} {_name('pk:hasFigure')} <{iri}#size>"
        yield from self._figure(f"<{iri}#size>")

    def _membership(self, node: str, whole: str, member: str) -> Iterator[str]:
        yield f"{whole} {_name('org:hasMembership')} {node}"
        yield f"{node} {TYPE} {_name('org:Membership')}"
        yield f"{node} {_name('org:organization')} {whole}"
        yield f"{node} {_name('org:member')} {member}"
        yield f"{node} {_name('org:role')} {self._code('role')}"
        yield from self._parts(node)

    def _agreement(self, iri: str, whole: str) -> Iterator[str]:
        node, period = f"<{iri}>", f"<{iri}-period>"
        year = 2011 + self._below(14)
        day = f"{1 + self._below(12):02}-{1 + self._below(28):02}"
        yield f"{whole} {_name('pk:hasAgreement')} {node}"
        yield f"{node} {TYPE} {_name('pk:Agreement')}"
        yield f"{node} {TYPE} {_name('prov:Entity')}"
        yield f'{node} {LABEL} "Avtale {year}"@nb'
        yield f'{node} {LABEL} "Agreement {year}"@en'
        yield f"{node} {KIND} {self._code('agreementtype')}"
        yield f"{node} {_name('pk:signedOn')} {_typed(f'{year}-{day}', 'date')}"
        yield f"{node} {TEMPORAL} {period}"
        yield f"{period} {TYPE} {_name('dct:PeriodOfTime')}"
        yield f"{period} {_name('dcat:startDate')} {_typed(f'{year}-01-01', 'date')}"
        if self._random() < 0.7:
            yield f"{period} {_name('dcat:endDate')} {_typed(f'{year + 4}-12-31', 'date')}"
        yield from self._parts(node)

    def _insight(self, node: str, whole: str) -> Iterator[str]:
        yield f"{node} {TYPE} {_name('pk:Insight')}"
        yield f"{node} {TYPE} {_name('prov:Entity')}"
        yield f"{node} {KIND} {self._code('kind')}"
        yield f"{node} {_name('schema:about')} {whole}"
        yield from self._texts(node)
        for theme in self._some("theme", self.census.themes, 2):
            yield f"{node} {SUBJECT} {theme}"
        yield f"{node} {_name('dct:date')} {_typed(2012 + self._below(14), 'gYear')}"
        if self._random() < 0.4:
            (mentioned,) = self._some("actor", self.census.actors, 1)
            yield f"{node} {_name('schema:mentions')} {mentioned}"
        yield from self._parts(node)


def _statements(census: Census, seed: int) -> Iterator[Statement]:
    """Every document's triples, without end: small lists first, then partnership on partnership."""
    writer = _Writer(census, seed)
    for scheme in CODES:
        yield from ((f"code/{scheme}", triple) for triple in writer.codes(scheme))
    for kind, amount, make in (
        ("theme", census.themes, writer.theme),
        ("source", census.sources, writer.source),
        ("actor", census.actors, writer.actor),
    ):
        for number in range(amount):
            yield from ((f"{kind}/{kind[0]}{number}", triple) for triple in make(number))
    number = 0
    while True:
        key = f"partnership/p{number}"
        yield from ((key, triple) for triple in writer.partnership(number))
        number += 1


def generate(path: Path, size: int, *, seed: int = SEED, quads: bool = False) -> Census:
    """Write exactly ``size`` triples to a file, as N-Triples or as N-Quads by document.

    The last partnership may lack its last statements; the census counts the whole ones.
    """
    key = ""
    census = Census.plan(size)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for key, triple in islice(_statements(census, seed), size):
            file.write(f"{triple} <{BASE}/graph/{key}> .\n" if quads else f"{triple} .\n")
    kind, _, slug = key.partition("/")
    whole = int(slug[1:]) if kind == "partnership" else 0
    return Census(size, whole, census.actors, census.themes, census.sources)


def main() -> None:
    """Write one graph as the command line asks."""
    parser = argparse.ArgumentParser(description="Write a seeded graph shaped like ours.")
    parser.add_argument("path", type=Path)
    parser.add_argument("--size", type=int, default=100_000, help="triples")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--quads", action="store_true", help="N-Quads, one graph a document")
    wanted = parser.parse_args()
    print(generate(wanted.path, wanted.size, seed=wanted.seed, quads=wanted.quads))


if __name__ == "__main__":
    main()
