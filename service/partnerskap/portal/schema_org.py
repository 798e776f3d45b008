"""Write the catalogue in the words of schema.org, which search engines read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.portal.facts import fixed_words
from partnerskap.portal.terms import CATALOGUE
from partnerskap.portal.triples import describe, iri, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Triple

    from partnerskap.portal.facts import Dataset, Facts, File

__all__ = ["write_schema_org", "write_website"]

_LICENCE: Final = NamedNode("https://creativecommons.org/licenses/by/4.0/")
_COUNTRY: Final = f"{CATALOGUE}#norway"


def write_schema_org(facts: Facts) -> Iterator[Triple]:
    """Write catalogue, datasets, downloads and publisher; the IRIs are those of the DCAT feeds."""
    words = fixed_words()
    yield from describe(
        CATALOGUE,
        "schema:DataCatalog",
        {
            "schema:name": texts(words.catalogue.title),
            "schema:description": texts(words.catalogue.description),
            "schema:url": NamedNode(f"{facts.address}/catalog"),
            "schema:license": _LICENCE,
            "schema:publisher": NamedNode(facts.publisher.iri),
            "schema:dataset": [NamedNode(one.iri) for one in words.dataset],
        },
    )
    for dataset in words.dataset:
        yield from _dataset(dataset, facts)
    for file in facts.files:
        yield from _download(file, facts)
    yield from _publisher(facts)
    yield from describe(_COUNTRY, "schema:Country", {"schema:name": texts(_NORWAY)})


def write_website(facts: Facts) -> Iterator[Triple]:
    """Write the site as a whole and who publishes it."""
    title = fixed_words().catalogue.title
    yield from describe(
        f"{facts.address}/",
        "schema:WebSite",
        {
            "schema:name": texts(title),
            "schema:url": NamedNode(f"{facts.address}/"),
            "schema:publisher": NamedNode(facts.publisher.iri),
        },
    )
    yield from _publisher(facts)


def _dataset(dataset: Dataset, facts: Facts) -> Iterator[Triple]:
    period = facts.periods.get(dataset.slug)
    span = Literal(f"{period.start}/{period.end or '..'}") if period else None
    files = [file for file in facts.files if file.dataset == dataset.slug]
    yield from describe(
        dataset.iri,
        "schema:Dataset",
        {
            "schema:name": texts(dataset.title),
            "schema:description": texts(dataset.description),
            "schema:url": NamedNode(f"{facts.address}{dataset.page}"),
            "schema:identifier": Literal(dataset.iri),
            "schema:keywords": [
                Literal(word, language=language)
                for language, words in dataset.keywords.items()
                for word in words
            ],
            "schema:license": _LICENCE,
            "schema:isAccessibleForFree": _TRUE,
            "schema:creator": NamedNode(facts.publisher.iri),
            "schema:publisher": NamedNode(facts.publisher.iri),
            "schema:datePublished": _day(facts.issued.get(dataset.slug, "")),
            "schema:dateModified": _day(facts.modified.get(dataset.slug, "")),
            "schema:inLanguage": [Literal(language) for language in ("nb", "nn", "en")],
            "schema:temporalCoverage": span,
            "schema:spatialCoverage": NamedNode(_COUNTRY),
            "schema:version": Literal(str(facts.version)),
            "schema:includedInDataCatalog": NamedNode(CATALOGUE),
            "schema:distribution": [NamedNode(f"{CATALOGUE}#{file.name}") for file in files],
        },
    )


def _download(file: File, facts: Facts) -> Iterator[Triple]:
    yield from describe(
        f"{CATALOGUE}#{file.name}",
        "schema:DataDownload",
        {
            "schema:name": Literal(f"{file.dataset}, {file.media_type}"),
            "schema:contentUrl": NamedNode(f"{facts.address}{file.path}"),
            "schema:encodingFormat": Literal(file.media_type),
            "schema:contentSize": Literal(f"{file.size} B") if file.size is not None else None,
            "schema:sha256": Literal(file.sha256) if file.sha256 else None,
            "schema:license": _LICENCE,
        },
    )


def _publisher(facts: Facts) -> Iterator[Triple]:
    publisher = facts.publisher
    contact = f"{CATALOGUE}#contact"
    yield from describe(
        publisher.iri,
        "schema:Organization",
        {
            "schema:name": Literal(publisher.name),
            "schema:identifier": Literal(publisher.number) if publisher.number else None,
            "schema:url": NamedNode(publisher.homepage or f"{facts.address}/"),
            "schema:contactPoint": NamedNode(contact),
        },
    )
    yield from describe(
        contact,
        "schema:ContactPoint",
        {
            "schema:name": Literal(publisher.contact_name or publisher.name),
            "schema:email": Literal(publisher.contact_email) if publisher.contact_email else None,
            "schema:url": iri(publisher.contact_url),
        },
    )


def _day(text: str) -> Literal | None:
    return Literal(text[:10]) if text else None


_NORWAY: Final = {"nb": "Norge", "nn": "Noreg", "en": "Norway"}
_TRUE: Final = Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
