"""Carry out a proposal in the sender's own text: which characters to replace by which.

Only what can be done without touching anything else is done: one value in place of another, in
Turtle and its kin, RDF/XML, JSON-LD and plain JSON. For the rest there is the patch of triples.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.checking.plain_places import PlainPlaces
from partnerskap.errors import BadRequestError
from partnerskap.graph.terms import expand
from partnerskap.incoming.formats import Kind
from partnerskap.incoming.places import AllPlaces, TriplePlaces, written
from partnerskap.incoming.text import Text as SentText

if TYPE_CHECKING:
    from partnerskap.graph.reading import Object
    from partnerskap.incoming.places import SentPlaces
    from partnerskap.incoming.reading import Incoming
    from partnerskap.incoming.text import Span
    from partnerskap.records.report import Proposal, Result

__all__ = ["Edit", "apply_at", "edit_of"]

_STRING: Final = expand("xsd:string")
_PREFIX: Final = re.compile(
    r"^\s*@?prefix\s+([^\s:]*):\s*<([^<>\s]*)>", re.IGNORECASE | re.MULTILINE
)
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[\w-]*[A-Za-z0-9_])?", re.ASCII)
_AT: Final = re.compile(r"(\d{1,9}):(\d{1,9})-(\d{1,9}):(\d{1,9}) (.{0,10000})", re.DOTALL)
_PLAIN: Final = {Kind.N_TRIPLES, Kind.N_QUADS}


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` in the place of the characters from ``start`` to before ``end``."""

    document: str
    start: int
    end: int
    text: str


def edit_of(proposal: Proposal, result: Result, incoming: Incoming) -> Edit | None:
    """Find the edit that carries a proposal out; None when it takes more than one value."""
    for plain in _parts(incoming.places):
        if not isinstance(plain, PlainPlaces):
            continue
        found = plain.replacement(proposal, result)
        if found is not None:
            span, text = found
            return Edit(plain.text.name, span.start, span.end, text)
    return _edit_of_triple(proposal, incoming)


def _edit_of_triple(proposal: Proposal, incoming: Incoming) -> Edit | None:
    if len(proposal.removed) != 1 or len(proposal.added) != 1:
        return None
    (subject, predicate, old), (other, same, new) = proposal.removed[0], proposal.added[0]
    if (subject, predicate) != (other, same) or isinstance(new, BlankNode):
        return None
    places = _holding(incoming.places, written(subject))
    if places is None:
        return None
    span = places.exact(written(subject), predicate.value, written(old))
    kind = dict(zip((t.name for t in incoming.texts), incoming.kinds, strict=False)).get(
        places.text.name
    )
    if span is None or kind is None:
        return None
    text = _write(kind, places.text.whole, span, (old, new))
    return None if text is None else Edit(places.text.name, span.start, span.end, text)


def apply_at(text: str, edit: str) -> str:
    """Carry out an edit written ``line:column-line:column text``, as pages send it.

    Raises BadRequestError for what is no such edit, or lies outside the text.

    >>> apply_at("rolle: feil .", "1:8-1:12 rett")
    'rolle: rett .'
    """
    found = _AT.fullmatch(edit)
    sent = SentText("", text)
    if found is None or not 1 <= int(found[1]) <= int(found[3]) <= text.count("\n") + 1:
        raise BadRequestError(
            "Forslaget kan ikke leses. Kontroller teksten på nytt og velg forslaget der.",
            "The proposal cannot be read. Check the text again and choose the proposal there.",
        )
    start = sent.offset(int(found[1]), int(found[2]))
    end = sent.offset(int(found[3]), int(found[4]))
    return text[:start] + found[5] + text[end:]


def _holding(places: SentPlaces, subject: str) -> TriplePlaces | None:
    parts = (part for part in _parts(places) if isinstance(part, TriplePlaces))
    return next((part for part in parts if part.holds(subject)), None)


def _parts(places: SentPlaces) -> tuple[SentPlaces, ...]:
    return places.parts if isinstance(places, AllPlaces) else (places,)


def _write(kind: Kind, whole: str, span: Span, terms: tuple[Object, Object]) -> str | None:
    old, new = terms
    if kind is Kind.RDF_XML:
        return _as_xml(whole, span, old, new)
    if kind in {Kind.JSON_LD, Kind.JSON}:
        return _as_json(whole, span, old, new)
    return _as_turtle(new, {} if kind in _PLAIN else dict(_PREFIX.findall(whole)))


def _as_turtle(term: Object, prefixes: dict[str, str]) -> str:
    if isinstance(term, NamedNode):
        return _short(term.value, prefixes)
    if isinstance(term, Literal) and not term.language and term.datatype.value != _STRING:
        quoted = str(term).rpartition("^^")[0]
        return f"{quoted}^^{_short(term.datatype.value, prefixes)}"
    return str(term)


def _short(iri: str, prefixes: dict[str, str]) -> str:
    for prefix, start in sorted(prefixes.items(), key=lambda pair: -len(pair[1])):
        if start and iri.startswith(start) and _LOCAL.fullmatch(iri[len(start) :]):
            return f"{prefix}:{iri[len(start) :]}"
    return f"<{iri}>"


def _as_xml(whole: str, span: Span, old: Object, new: Object) -> str | None:
    """Write a value where the old one stood, in an attribute or as text of the same type."""
    if not _alike(old, new):
        return None
    quoted = whole[span.start - 1 : span.start] in {'"', "'"}
    return quoteattr(new.value)[1:-1] if quoted else escape(new.value)


def _as_json(whole: str, span: Span, old: Object, new: Object) -> str | None:
    if not _alike(old, new) or whole[span.start : span.start + 1] != '"':
        return None
    return json.dumps(new.value, ensure_ascii=False)


def _alike(old: Object, new: Object) -> bool:
    """Tell whether two terms are written alike but for their words."""
    if isinstance(old, Literal) and isinstance(new, Literal):
        return (old.language, old.datatype) == (new.language, new.datatype)
    return isinstance(old, NamedNode) and isinstance(new, NamedNode)
