"""A catalogue of an invented publisher, and feeds to look things up in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from partnerskap.portal.facts import Facts, File, Period, Place, Publisher, fixed_words, weigh
from partnerskap.portal.terms import name

HERE = "https://here.example"
PUBLISHER = Publisher(
    "Prøveby kommune",
    "987654321",
    "LocalAuthority",
    "https://www.example.no/",
    "",
    "post@example.no",
    f"{HERE}/about",
)
SLUGS = tuple(dataset.slug for dataset in fixed_words().dataset)


def facts() -> Facts:
    """Every dataset with a file that is whole, and one more that leads on page by page."""
    whole = [
        weigh(File(slug, f"{slug}-ttl", f"/{slug}.ttl", "RDF_TURTLE", "text/turtle"), b"abc")
        for slug in SLUGS
    ]
    way_in = File("actors", "actors-json", "/actors.json", "JSON", "application/json")
    zipped = weigh(File("graph", "tables-zip", "/tables.zip", "ZIP", "application/zip"), b"abc")
    return Facts(
        HERE,
        PUBLISHER,
        7,
        [*whole, way_in, zipped],
        dict.fromkeys(SLUGS, "2026-01-02T03:04:05Z"),
        dict.fromkeys(SLUGS, "2026-02-03T04:05:06Z"),
        {slug: Period("2018-01-01", "2026-12-31") for slug in SLUGS},
        [
            Place(
                "https://data.geonorge.no/administrativeEnheter/kommune/id/1",
                "https://sws.geonames.org/1/",
                "Prøveby",
                "POINT(10.5 60.1)",
            )
        ],
    )


class Feed:
    """Triples, looked up by short names."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = tuple(triples)
        self._terms: defaultdict[tuple[str, str], list[NamedNode | Literal]] = defaultdict(list)
        for each in self.triples:
            assert isinstance(each.subject, NamedNode)
            assert isinstance(each.object, NamedNode | Literal)
            self._terms[each.subject.value, each.predicate.value].append(each.object)

    def terms(self, subject: str, short: str) -> list[NamedNode | Literal]:
        return self._terms.get((subject, name(short)), [])

    def values(self, subject: str, short: str) -> list[str]:
        return sorted(term.value for term in self.terms(subject, short))

    def instances(self, short: str) -> list[str]:
        kind, is_a = NamedNode(name(short)), name("rdf:type")
        found = self._terms.items()
        return sorted(s for (s, predicate), o in found if predicate == is_a and kind in o)

    def all(self, short: str) -> set[str]:
        wanted = name(short)
        found = (terms for (_, predicate), terms in self._terms.items() if predicate == wanted)
        return {term.value for terms in found for term in terms}
