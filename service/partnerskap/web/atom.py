"""Write changes as an Atom feed (RFC 4287)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from partnerskap.records.provenance import change_iri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.web.change_lines import ChangeLine

__all__ = ["write_feed"]

_NS: Final = "http://www.w3.org/2005/Atom"
_EPOCH: Final = "1970-01-01T00:00:00Z"


def write_feed(
    lines: Iterable[ChangeLine], *, address: str, name: str, title: str, following: str | None
) -> bytes:
    """Write a feed.

    ``address`` is where it is fetched, ``name`` its permanent id, ``following`` the page of older
    changes (RFC 5005). Links in the lines must be whole addresses.
    """
    changes = list(lines)
    feed = Element("feed", {"xmlns": _NS})
    SubElement(feed, "id").text = name
    SubElement(feed, "title").text = title
    SubElement(feed, "updated").text = changes[0].at if changes else _EPOCH
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=address)
    if following:
        SubElement(feed, "link", rel="next", type="application/atom+xml", href=following)
    for change in changes:
        entry = SubElement(feed, "entry")
        SubElement(entry, "id").text = change_iri(change.number)
        SubElement(entry, "title").text = _clean(change.title)
        SubElement(entry, "updated").text = change.at
        SubElement(SubElement(entry, "author"), "name").text = change.by or title
        SubElement(entry, "link", rel="alternate", type="text/html", href=change.href)
        told = [f"{record.name}: {record.what}" for record in change.records]
        SubElement(entry, "summary").text = _clean("\n".join([change.reason, *told]).strip())
    written: bytes = tostring(feed, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + written


def _clean(text: str) -> str:
    """Leave out what XML 1.0 cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
