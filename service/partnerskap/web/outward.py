"""What a record is called in other public data, as its page and its JSON tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from partnerskap.entry.cited import is_web_address
from partnerskap.linking.kinds import KINDS
from partnerskap.linking.outward import read_links
from partnerskap.web.model import Value

if TYPE_CHECKING:
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.linking.outward import Link
    from partnerskap.records.jsonld import Json
    from partnerskap.web.site import Site
    from partnerskap.web.words import Words

__all__ = ["OutwardLink", "json_links", "page_links"]

_TYPES: Final = frozenset(kind.record_type for kind in KINDS.values()) - {"code"}


@dataclass(frozen=True, slots=True)
class OutwardLink:
    """One line of the table: where, what it is called there, how it relates, how to look it up."""

    register: str
    value: Value
    relation: str
    query: str
    lookup: str


def page_links(site: Site, key: DocumentKey, words: Words) -> tuple[OutwardLink, ...]:
    """Tell a record's links in the reader's words; none of what has none."""
    return tuple(_in_words(link, words) for link in _links(site, key))


def json_links(site: Site, key: DocumentKey) -> list[Json]:
    """Tell a record's links to programs: the register's parameter, value, address and relation."""
    return [
        {
            "register": link.register.id,
            "value": link.value,
            **({"url": link.address} if link.address else {}),
            "relation": link.relation,
            "lookup": f"/lookup?{_query(link)}",
        }
        for link in _links(site, key)
    ]


def _links(site: Site, key: DocumentKey) -> tuple[Link, ...]:
    """Read the links of a record that can be looked up."""
    return read_links(site.store, key.iri) if key.type in _TYPES else ()


def _in_words(link: Link, words: Words) -> OutwardLink:
    href = link.address if is_web_address(link.address) else ""
    query = _query(link)
    return OutwardLink(
        link.register.name.in_language(words.language),
        Value(link.value, "", href, external=bool(href)),
        words.say(f"relation_{link.relation}"),
        query,
        words.here(f"/lookup?{query}"),
    )


def _query(link: Link) -> str:
    return urlencode({link.register.id: link.value}, safe="/")
