"""Write our information model as ModellDCAT-AP-NO, in a catalogue of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.graph.terms import NS
from partnerskap.portal.codes import code, describe_codes
from partnerskap.portal.concepts import describe_terms
from partnerskap.portal.facts import fixed_words
from partnerskap.portal.feed import describe_contact, describe_publisher
from partnerskap.portal.model_elements import ModelElements
from partnerskap.portal.terms import CATALOGUE, MODELS
from partnerskap.portal.triples import describe, moment, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Store, Triple

    from partnerskap.entry.fields import Form
    from partnerskap.portal.facts import Facts
    from partnerskap.portal.triples import Values

__all__ = ["MODEL", "write_models"]

MODEL: Final = f"{MODELS}#partnership-model"
"""The one information model there is."""

_SLUG: Final = "ontology"
_ABOUT: Final = "Partnership"


def write_models(forms: Mapping[str, Form], store: Store, facts: Facts) -> tuple[Triple, ...]:
    """Write the catalogue, the model and all its elements, each triple once."""
    elements = ModelElements(forms, store)
    written = [
        *describe_publisher(facts.publisher, facts.address),
        *describe_contact(facts.publisher),
        *_catalogue(facts),
        *_model(elements, facts),
        *_documents(facts),
        *elements.triples,
        *describe_terms(store, elements.subjects | {_ABOUT}),
    ]
    return tuple(dict.fromkeys([*written, *describe_codes(written)]))


def _shared(facts: Facts) -> dict[str, Values]:
    return {
        "dct:publisher": NamedNode(facts.publisher.iri),
        "dcat:contactPoint": NamedNode(f"{CATALOGUE}#contact"),
        "dct:issued": moment(facts.issued.get(_SLUG, "")),
        "dct:modified": moment(facts.modified.get(_SLUG, "")),
        "dct:language": [code("language", each) for each in ("NOB", "NNO", "ENG")],
        "dct:license": code("licence", "CC_BY_4_0"),
        "dct:spatial": code("country", "NOR"),
    }


def _catalogue(facts: Facts) -> Iterator[Triple]:
    words = fixed_words().models
    yield from describe(
        MODELS,
        "dcat:Catalog",
        {
            **_shared(facts),
            "dct:title": texts(words.title),
            "dct:description": texts(words.description),
            "dct:identifier": Literal(MODELS),
            "foaf:homepage": NamedNode(f"{facts.address}/"),
            "dcat:themeTaxonomy": NamedNode("https://psi.norge.no/los/struktur"),
            "modelldcatno:model": NamedNode(MODEL),
        },
    )


def _model(elements: ModelElements, facts: Facts) -> Iterator[Triple]:
    words = fixed_words()
    ontology = next(one for one in words.dataset if one.slug == _SLUG)
    yield from describe(
        MODEL,
        "modelldcatno:InformationModel",
        {
            **_shared(facts),
            "dct:title": texts(words.model.title),
            "dct:description": texts(words.model.description),
            "dct:identifier": Literal(MODEL),
            "modelldcatno:informationModelIdentifier": Literal(MODEL),
            "dct:creator": NamedNode(facts.publisher.iri),
            "dct:subject": NamedNode(f"{NS}{_ABOUT}"),
            "dcat:theme": code("los", "hoyere-utdanning"),
            "dcat:keyword": [
                Literal(word, language=language)
                for language, found in ontology.keywords.items()
                for word in found
            ],
            "adms:status": code("status", "Completed"),
            "owl:versionInfo": Literal(str(facts.version)),
            "foaf:homepage": NamedNode(f"{facts.address}/ns"),
            "dct:hasFormat": [NamedNode(address) for address, _ in _formats(facts)],
            "modelldcatno:containsModelElement": [NamedNode(each) for each in elements.names],
        },
    )


def _formats(facts: Facts) -> list[tuple[str, str]]:
    """List where the ontology can be had, with the file type of each place."""
    return [
        (f"{facts.address}{file.path}", file.format)
        for file in facts.files
        if file.dataset == _SLUG
    ]


def _documents(facts: Facts) -> Iterator[Triple]:
    homepage = facts.publisher.homepage
    pages = {f"{facts.address}/", f"{facts.address}/ns", homepage} - {""}
    for address in sorted(pages):
        yield from describe(address, "foaf:Document", {})
    title = next(one.title for one in fixed_words().dataset if one.slug == _SLUG)
    for address, form in _formats(facts):
        file_type: dict[str, Values] = {
            "dct:title": texts(title),
            "dct:format": code("file-type", form),
        }
        yield from describe(address, "foaf:Document", file_type)
