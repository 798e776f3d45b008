"""Arrange one record for readers: facts, parties, agreements, insights by kind, and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, NamedNode

from partnerskap.graph.terms import DocumentKey, expand
from partnerskap.records.tree import Node, grow
from partnerskap.web.cards import make_card, make_rows, split_statements
from partnerskap.web.model import Mention, Section, Value

if TYPE_CHECKING:
    from pyoxigraph import Store

    from partnerskap.records.document import Document
    from partnerskap.web.model import Card, Row
    from partnerskap.web.words import Words

__all__ = ["SECTIONS", "RecordPage", "find_mentions", "make_page"]

_MENTIONS: Final = 40
_KINDS: Final = (
    ("pk:Agreement", "agreements"),
    ("org:Membership", "parties"),
    ("pk:Insight", "insights"),
    ("pk:Appropriation", "appropriations"),
    ("schema:FundingScheme", "strands"),
    ("cv:Criterion", "criteria"),
    ("schema:MonetaryGrant", "grants"),
    ("schema:QuantitativeValue", "figures"),
    ("schema:MonetaryAmount", "figures"),
    ("prov:Activity", "activities"),
    ("prov:Attribution", "signatories"),
    ("schema:ContactPoint", "contacts"),
    ("dct:Location", "places"),
    ("adms:Identifier", "identifiers"),
    ("skos:Concept", "concepts"),
)
SECTIONS: Final = (
    "parties",
    "agreements",
    "strands",
    "appropriations",
    "insights",
    "criteria",
    "grants",
    "activities",
    "figures",
    "signatories",
    "contacts",
    "places",
    "identifiers",
    "concepts",
    "others",
)
_INSIGHTS: Final = tuple(
    expand(f"kind:{name}")
    for name in (
        "trigger",
        "initiative",
        "theme",
        "expectation",
        "organisation",
        "resource",
        "funding",
        "milestone",
        "result",
        "experience",
        "barrier",
        "recommendation",
        "finding",
        "development",
    )
)
_PERIOD: Final = expand("dct:PeriodOfTime")


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything a record's page shows, in words."""

    title: Value
    text: Value | None
    card: Card | None
    rows: tuple[Row, ...]
    sections: tuple[Section, ...]


def make_page(document: Document, words: Words) -> RecordPage:
    """Arrange a document in the reader's language."""
    root, rest = grow(document)
    if root is None:
        cards = tuple(make_card(node, words) for node in rest)
        title = Value(words.say(f"type_{document.key.type}"))
        return RecordPage(title, None, None, (), (Section("others", title.text, cards),))
    reasons, owned = split_statements(root, words)
    periods = [node for node in owned if _PERIOD in node.types()]
    shown = [node for node in owned if node not in periods]
    nested = frozenset(node.id.value for node in shown)
    card = make_card(Node(root.id, root.properties), words)
    return RecordPage(
        title=card.title or Value(words.name(root.id.value)),
        text=card.text,
        card=card,
        rows=make_rows(root, words, nested=nested, statements=reasons),
        sections=_sections([*shown, *rest], words, root.id.value),
    )


def find_mentions(store: Store, iri: str, words: Words) -> tuple[tuple[Mention, ...], int]:
    """List what refers to a thing from other documents, the first of them, and count them all."""
    found: dict[tuple[str, str], None] = {}
    for quad in store.quads_for_pattern(None, None, NamedNode(iri), DefaultGraph()):
        if isinstance(quad.subject, NamedNode):
            record = quad.subject.value.partition("#")[0]
            if record != iri.partition("#")[0]:
                found.setdefault((quad.subject.value, quad.predicate.value))
    listed = sorted(found)[:_MENTIONS]
    return tuple(_mention(*pair, words) for pair in listed), len(found)


def _mention(subject: str, predicate: str, words: Words) -> Mention:
    value = words.link(subject)
    record = DocumentKey.of_iri(subject)
    how = words.property(predicate)
    if record is None or subject == record.iri:
        return Mention(value, how)
    if subject in words.labels or words.labels.texts(subject):
        return Mention(value, f"{words.name(record.iri)}: {how}")
    return Mention(Value(words.name(record.iri), "", value.href), how)


def _sections(nodes: list[Node], words: Words, above: str) -> tuple[Section, ...]:
    groups: dict[tuple[int, int, str], list[Node]] = {}
    for node in nodes:
        groups.setdefault(_group(node), []).append(node)
    return tuple(_section(group, groups[group], words, above) for group in sorted(groups))


def _group(node: Node) -> tuple[int, int, str]:
    """Tell which section a node belongs to; insights are grouped by their kind."""
    types = node.types()
    key = next((section for name, section in _KINDS if expand(name) in types), "others")
    kind = ""
    if key == "insights":
        kinds = sorted(value.value for value in node.values("dct:type"))
        kind = kinds[0] if kinds else ""
    place = _INSIGHTS.index(kind) if kind in _INSIGHTS else len(_INSIGHTS)
    return SECTIONS.index(key), place, kind


def _section(group: tuple[int, int, str], nodes: list[Node], words: Words, above: str) -> Section:
    key = SECTIONS[group[0]]
    title = words.property(group[2]) if group[2] else words.say(f"section_{key}")
    cards = tuple(make_card(node, words, above=above) for node in sorted(nodes, key=_natural))
    return Section(f"{key}-{group[2].rpartition('/')[2]}".rstrip("-"), title, cards)


def _natural(node: Node) -> tuple[str, int, str]:
    """Order nodes so that ``#trigger-10`` stands after ``#trigger-9``."""
    name = node.id.value
    stem, _, last = name.rpartition("-")
    return (stem, int(last), name) if last.isdigit() and len(last) < 9 else (name, 0, name)
