"""Inspect every identifier and link of a graph without asking anybody.

A record is named by its key; what stands in no record (code lists, vocabularies) by its document.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode

from partnerskap.entry.tombstones import DEPRECATED, REPLACED_BY
from partnerskap.graph.terms import BASE, RECORD_TYPES, expand
from partnerskap.links.findings import Finding, Trouble
from partnerskap.links.identifiers import (
    AGENCIES,
    is_email,
    is_municipality_number,
    is_organisation_number,
    is_web_link,
    wanted_form,
)
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyoxigraph import Quad, Store

__all__ = ["inspect", "outward_links"]

_GRAPH: Final = f"{BASE}/graph/"
_OWN: Final = tuple(f"{BASE}/{part}" for part in ("id/", "code/", "ns#", "ns/shapes#"))
_LOS: Final = "https://psi.norge.no/los/"
_BRREG: Final = "https://data.brreg.no/enhetsregisteret/api/enheter/"

_PAGES: Final = tuple(
    NamedNode(expand(name)) for name in ("foaf:homepage", "foaf:page", "rdfs:seeAlso", "schema:url")
)
_THINGS: Final = tuple(
    NamedNode(expand(name))
    for name in (
        "owl:sameAs",
        "schema:sameAs",
        "skos:broadMatch",
        "skos:closeMatch",
        "skos:exactMatch",
        "skos:narrowMatch",
        "skos:relatedMatch",
    )
)
"""The properties that lead to other people's pages and things."""
_OUTWARD: Final = (*_PAGES, *_THINGS)

_NUMBER: Final = expand("org:identifier")
_MUNICIPALITY: Final = expand("pk:municipalityNumber")
_LITERALS: Final[dict[str, tuple[Callable[[str], bool], Wording]]] = {
    _NUMBER: (
        is_organisation_number,
        Wording(
            "Et organisasjonsnummer har ni siffer, og det siste er et kontrollsiffer.",
            "An organisation number has nine digits, and the last is a check digit.",
        ),
    ),
    _MUNICIPALITY: (
        is_municipality_number,
        Wording(
            "Et kommunenummer har fire siffer, også når det første er null.",
            "A municipality number has four digits, also when the first is a zero.",
        ),
    ),
    expand("schema:email"): (
        is_email,
        Wording("Skriv den som «post@ks.no».", "Write it as “post@ks.no”."),
    ),
}
_LITERALS[expand("pk:formerMunicipalityNumber")] = _LITERALS[_MUNICIPALITY]
_ONCE: Final = tuple(
    NamedNode(expand(name))
    for name in ("org:identifier", "pk:municipalityNumber", "owl:sameAs", "schema:sameAs")
)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement and the document that makes it."""

    record: str
    quad: Quad


def inspect(store: Store) -> list[Finding]:
    """Find what is wrong with the identifiers and links of a graph, by record."""
    found: set[Finding] = set()
    for each in _statements(store):
        found.update(_of_literal(each), _of_link(store, each))
    found.update(_of_issued(store), _mismatches(store), _duplicates(store))
    return sorted(found, key=lambda each: (each.record, each.trouble, each.value))


def outward_links(store: Store) -> dict[str, tuple[str, ...]]:
    """Gather the links that lead out, with the records that have them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for each in _statements(store):
        target = each.quad.object
        if each.quad.predicate not in _OUTWARD or not isinstance(target, NamedNode):
            continue
        if not target.value.startswith((BASE, "mailto:")) and is_web_link(target.value):
            found[target.value].add(each.record)
    return {iri: tuple(sorted(records)) for iri, records in sorted(found.items())}


def _statements(store: Store) -> Iterator[_Statement]:
    for graph in store.named_graphs():
        if not isinstance(graph, NamedNode) or not graph.value.startswith(_GRAPH):
            continue
        record = graph.value.removeprefix(_GRAPH)
        if record.startswith("catalogue/"):
            continue  # what the graph says of itself is made anew each time
        for quad in store.quads_for_pattern(None, None, None, graph):
            yield _Statement(record, quad)


def _of_literal(each: _Statement) -> Iterator[Finding]:
    value = each.quad.object
    check, advice = _LITERALS.get(each.quad.predicate.value, (None, None))
    if check is None or advice is None or not isinstance(value, Literal) or check(value.value):
        return
    wrong = Wording(f"«{value.value}» har feil form. ", f"“{value.value}” has the wrong form. ")
    yield Finding(each.record, Trouble.FORM, value.value, wrong + advice)


def _of_link(store: Store, each: _Statement) -> Iterator[Finding]:
    target = each.quad.object
    if not isinstance(target, NamedNode):
        return
    iri = target.value
    if iri.startswith(_OWN):
        yield from _of_own(store, each.record, target)
    elif each.quad.predicate in _OUTWARD:
        advice = wanted_form(iri, identifies=each.quad.predicate in _THINGS)
        if advice is not None:
            wrong = Wording(f"«{iri}» har feil form. ", f"“{iri}” has the wrong form. ")
            yield Finding(each.record, Trouble.FORM, iri, wrong + advice)
        elif each.quad.predicate in _THINGS and iri.startswith(_LOS) and not _stands(store, target):
            yield Finding(each.record, Trouble.DEAD_HERE, iri, _no_los(iri))


def _of_own(store: Store, record: str, target: NamedNode) -> Iterator[Finding]:
    if not _stands(store, target):
        yield Finding(record, Trouble.DEAD_HERE, target.value, _nothing(target.value))
        return
    gone = any(store.quads_for_pattern(target, DEPRECATED, None, DefaultGraph()))
    if gone and target.value.startswith(_OWN[0]) and not target.value.endswith(record):
        later = next(store.quads_for_pattern(target, REPLACED_BY, None, DefaultGraph()), None)
        name = later.object.value if later and isinstance(later.object, NamedNode) else ""
        yield Finding(record, Trouble.WITHDRAWN, target.value, _withdrawn(target.value, name))


def _stands(store: Store, node: NamedNode) -> bool:
    return any(store.quads_for_pattern(node, None, None, DefaultGraph()))


def _of_issued(store: Store) -> Iterator[Finding]:
    """Check the numbers whose issuer is named beside them."""
    notation = NamedNode(expand("skos:notation"))
    for quad in store.quads_for_pattern(None, NamedNode(expand("adms:schemaAgency")), None):
        agency = quad.object
        check = AGENCIES.get(agency.value) if isinstance(agency, Literal) else None
        if check is None or isinstance(quad.graph_name, DefaultGraph):
            continue
        for text in _literals(store, quad, notation):
            if not check(text):
                yield Finding(_record(quad), Trouble.FORM, text, _not_issued(text, quad))


def _mismatches(store: Store) -> Iterator[Finding]:
    """Find links to Enhetsregisteret that lead to another number than the record's own."""
    number = NamedNode(_NUMBER)
    for quad in store.quads_for_pattern(None, NamedNode(expand("owl:sameAs")), None):
        target = quad.object
        if not isinstance(target, NamedNode) or isinstance(quad.graph_name, DefaultGraph):
            continue
        if not target.value.startswith(_BRREG):
            continue
        own = set(_literals(store, quad, number))
        linked = target.value.removeprefix(_BRREG)
        if own and linked not in own:
            text = Wording(
                f"Lenken til Enhetsregisteret gjelder {linked}, men oppføringen har "
                f"organisasjonsnummer {', '.join(sorted(own))}. Rett det som er galt.",
                f"The link to the register is about {linked}, but the record has the organisation "
                f"number {', '.join(sorted(own))}. Correct the wrong one.",
            )
            yield Finding(_record(quad), Trouble.MISMATCH, target.value, text)


def _duplicates(store: Store) -> Iterator[Finding]:
    """Find identifiers that two records have; what has ended may share with what came after."""
    ended = NamedNode(expand("schema:dissolutionDate"))
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for predicate in _ONCE:
        for quad in store.quads_for_pattern(None, predicate, None):
            subject, value = quad.subject, quad.object
            if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
                continue
            here = not isinstance(quad.graph_name, DefaultGraph)
            if here and not any(store.quads_for_pattern(subject, ended, None, DefaultGraph())):
                holders[value.value].add(subject.value)
    for text, names in holders.items():
        for name in names if len(names) > 1 else ():
            others = ", ".join(sorted(_key(each) for each in names - {name}))
            yield Finding(_key(name), Trouble.DUPLICATE, text, _also_on(text, others))


def _literals(store: Store, quad: Quad, predicate: NamedNode) -> list[str]:
    """Give the texts that the subject of a statement has for a property."""
    node = quad.subject
    if not isinstance(node, NamedNode):
        return []
    found = store.quads_for_pattern(node, predicate, None, DefaultGraph())
    return sorted(each.object.value for each in found if isinstance(each.object, Literal))


def _record(quad: Quad) -> str:
    name = quad.graph_name
    return name.value.removeprefix(_GRAPH) if isinstance(name, NamedNode) else ""


def _key(iri: str) -> str:
    kind = iri.removeprefix(_OWN[0]).partition("/")[0]
    return iri.removeprefix(_OWN[0]) if kind in RECORD_TYPES else iri


def _also_on(text: str, others: str) -> Wording:
    return Wording(
        f"«{text}» står også på {others}. Slå oppføringene sammen, eller rett den som er feil.",
        f"“{text}” stands on {others} too. Merge the records, or correct the wrong one.",
    )


def _nothing(iri: str) -> Wording:
    return Wording(
        f"Det finnes ikke noe på {iri}. Rett lenken, eller ta den bort.",
        f"There is nothing at {iri}. Correct the link, or remove it.",
    )


def _no_los(iri: str) -> Wording:
    return Wording(
        f"Los har ikke {iri}. Finn et emne som står i /reference/los.",
        f"Los has no {iri}. Find a term that stands in /reference/los.",
    )


def _withdrawn(iri: str, replacement: str) -> Wording:
    if replacement:
        return Wording(
            f"{iri} er slettet. Vis til {replacement} i stedet.",
            f"{iri} was deleted. Refer to {replacement} instead.",
        )
    return Wording(
        f"{iri} er slettet uten at noe har tatt plassen. Vurder om lenken skal stå.",
        f"{iri} was deleted and nothing took its place. Consider whether the link should stand.",
    )


def _not_issued(text: str, quad: Quad) -> Wording:
    agency = quad.object.value if isinstance(quad.object, Literal) else ""
    return Wording(
        f"«{text}» kan ikke være et nummer fra {agency}. Se etter tastefeil.",
        f"“{text}” cannot be a number of {agency}. Look for typing errors.",
    )
