"""Turn one node of a record into a card: what it says, how it is known, what it consists of."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.graph.terms import BASE, expand
from partnerskap.records.document import insight_slug
from partnerskap.web.model import Card, Row, Value
from partnerskap.web.wording import amount, period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from partnerskap.records.tree import Branch, Node
    from partnerskap.web.words import Words

__all__ = ["make_card", "make_rows", "split_statements"]

_NAMES: Final = ("skos:prefLabel", "rdfs:label", "dct:title", "foaf:name")
_TEXTS: Final = ("dct:description", "skos:definition", "rdfs:comment")
_APART: Final = frozenset(
    expand(name)
    for name in (
        *_NAMES,
        *_TEXTS,
        "rdf:type",
        "pk:basis",
        "pk:contradicts",
        "prov:hadPrimarySource",
        "skos:hiddenLabel",
        "skos:note",
        "schema:about",
        "org:organization",
        "org:hasMembership",
        "pk:appropriationOf",
        "rdf:subject",
        "rdf:predicate",
        "rdf:object",
    )
)
_ORDER: Final = tuple(
    expand(name)
    for name in (
        "org:role",
        "org:member",
        "skos:altLabel",
        "dct:type",
        "pk:form",
        "pk:stage",
        "pk:scope",
        "schema:foundingDate",
        "pk:signedOn",
        "dct:temporal",
        "prov:wasAttributedTo",
        "dct:date",
        "schema:amount",
        "pk:hasFigure",
        "dct:subject",
    )
)
_QUANTITY: Final = {expand("schema:QuantitativeValue"), expand("schema:MonetaryAmount")}
_PERIOD: Final = expand("dct:PeriodOfTime")
_ATTRIBUTION: Final = expand("prov:Attribution")
_INSIGHT: Final = expand("pk:Insight")
_MEMBERSHIP: Final = expand("org:Membership")
_VALUES: Final = frozenset(
    expand(f"schema:{name}") for name in ("value", "minValue", "maxValue", "currency", "duration")
) | {expand("pk:unit")}
_KINDS: Final = {expand("cv:Criterion"): "criterion", expand("schema:Audience"): "applicants"}
_SHORT: Final = _QUANTITY | {_PERIOD, _ATTRIBUTION}


def make_rows(
    node: Node,
    words: Words,
    *,
    nested: frozenset[str] = frozenset(),
    statements: Mapping[tuple[str, str], Card] = MappingProxyType({}),
) -> tuple[Row, ...]:
    """Show the properties of a node that have no place of their own on the page.

    ``nested`` are IRIs shown elsewhere on the page. Small parts (periods, sums, signatories) are
    shown as values. ``statements`` tell by property and value where a value comes from.
    """
    inline = {
        branch.node.id: branch
        for branch in node.branches
        if not branch.reverse and branch.node.types() & _SHORT
    }
    rows = []
    for predicate in sorted(node.properties, key=_place):
        if predicate in _said_elsewhere(node):
            continue
        terms = [term for term in node.properties[predicate] if _text(term) not in nested]
        texts = words.texts(term for term in terms if isinstance(term, Literal) and term.language)
        others = [
            replace(
                _inline(inline[term], words)
                if not isinstance(term, Literal) and term in inline
                else words.value(predicate, term),
                statement=statements.get((predicate, _text(term) or str(term))),
            )
            for term in terms
            if not (isinstance(term, Literal) and term.language)
        ]
        values = tuple(sorted([*texts, *others], key=lambda value: (value.text, value.href)))
        if values:
            rows.append(Row(words.property(predicate), values))
    return tuple(rows)


def _said_elsewhere(node: Node) -> frozenset[str]:
    """Give the properties that a card shows as its title, its heading or its number."""
    types = node.types()
    if _INSIGHT in types:
        return _APART | {expand("dct:type")}
    if _MEMBERSHIP in types:
        return _APART | {expand("org:member")}
    return _APART | _VALUES if types & _QUANTITY else _APART


def split_statements(node: Node, words: Words) -> tuple[dict[tuple[str, str], Card], list[Node]]:
    """Part the statements about a node's own properties from the other nodes that hang under it.

    The statements come by the property and value they are about.
    """
    statements: dict[tuple[str, str], Card] = {}
    others = []
    for branch in node.branches:
        about = _stated(branch.node)
        if about is None:
            others.append(branch.node)
        else:
            statements[about] = make_card(branch.node, words)
    return statements, others


def make_card(node: Node, words: Words, *, above: str = "") -> Card:
    """Show a node with its source, basis, contradictions and parts.

    ``above`` is the IRI of the node it is shown under, which need not be named again.
    """
    statements, nodes = split_statements(node, words)
    parts = [part for part in nodes if not part.types() & _SHORT or _is_sourced(part)]
    iri = _text(node.id)
    hidden = frozenset({above, *(_text(part.id) for part in parts)} - {""})
    basis = _first_link(node, "pk:basis", words)
    card = Card(
        anchor=_anchor(iri),
        href=words.here(f"/insights/{insight_slug(iri)}") if _INSIGHT in node.types() else "",
        kind=next((words.say(word) for kind, word in _KINDS.items() if kind in node.types()), ""),
        title=_name(node, words),
        text=next(iter(_texts(node, _TEXTS, words)), None),
        rows=make_rows(node, words, nested=hidden, statements=statements),
        parts=tuple(make_card(part, words, above=iri) for part in parts),
        sources=_links(node, "prov:hadPrimarySource", words),
        contradicts=_links(node, "pk:contradicts", words),
        notes=words.texts(node.values("skos:note")),
        basis=basis,
        basis_code=_last_part(node, "pk:basis"),
    )
    return _as_quantity(node, card, words)


def _as_quantity(node: Node, card: Card, words: Words) -> Card:
    """Put the number of a figure first."""
    if not node.types() & _SHORT:
        return card
    title = _short(node, words)
    return replace(card, title=title, text=card.text if card.text != title else None)


def _inline(branch: Branch, words: Words) -> Value:
    value = _short(branch.node, words)
    texts = _texts(branch.node, ("dct:description",), words)
    if texts and branch.node.types() & _QUANTITY:
        return replace(value, text=f"{value.text} ({texts[0].text})")
    return value


def _short(node: Node, words: Words) -> Value:
    """Say a period, a sum or a signatory in a few words."""
    if _PERIOD in node.types():
        return Value(period(node, words.say))
    if _ATTRIBUTION in node.types():
        agents = [*_links(node, "prov:agent", words), *words.texts(node.values("foaf:name"))]
        roles = [*_links(node, "dcat:hadRole", words), *_texts(node, ("dct:description",), words)]
        agent = agents[0] if agents else Value("")
        listed = ", ".join(role.text for role in roles)
        return replace(agent, text=f"{agent.text} ({listed})" if listed else agent.text)
    unit = _first_link(node, "pk:unit", words)
    return Value(amount(node, unit.text if unit else "", words.say))


def _name(node: Node, words: Words) -> Value | None:
    if members := _links(node, "org:member", words):
        return members[0]
    return next(iter(_texts(node, _NAMES, words)), None)


def _texts(node: Node, names: Iterable[str], words: Words) -> tuple[Value, ...]:
    return next((found for name in names if (found := words.texts(node.values(name)))), ())


def _links(node: Node, name: str, words: Words) -> tuple[Value, ...]:
    found = [words.link(term.value) for term in node.values(name) if isinstance(term, NamedNode)]
    return tuple(sorted(found, key=lambda value: (value.text, value.href)))


def _first_link(node: Node, name: str, words: Words) -> Value | None:
    return next(iter(_links(node, name, words)), None)


def _last_part(node: Node, name: str) -> str:
    return next(
        (
            term.value.rpartition("/")[2]
            for term in node.values(name)
            if isinstance(term, NamedNode)
        ),
        "",
    )


def _stated(node: Node) -> tuple[str, str] | None:
    """Tell which property and value a statement is about; None for other nodes."""
    predicates, objects = node.values("rdf:predicate"), node.values("rdf:object")
    if not predicates or not objects:
        return None
    return _text(predicates[0]), _text(objects[0]) or str(objects[0])


def _anchor(iri: str) -> str:
    """Name a node inside its page: a record's own node by its fragment, others by their path."""
    path, _, fragment = iri.partition("#")
    if path.startswith(f"{BASE}/id/"):
        return fragment
    own = path.removeprefix(f"{BASE}/code/")
    name = own.partition("/")[2] if own != path else "-".join(path.split("/")[-2:])
    return "-".join(part for part in (name, fragment) if part)


def _is_sourced(node: Node) -> bool:
    return bool(node.values("prov:hadPrimarySource"))


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _place(predicate: str) -> tuple[int, str]:
    place = _ORDER.index(predicate) if predicate in _ORDER else len(_ORDER)
    return place, predicate
