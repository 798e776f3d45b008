"""Make a draft of what someone asks for: read its content, or work out what a deletion leaves."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import RdfFormat, parse

from partnerskap.entry.intake import is_plain, read_content
from partnerskap.entry.submission import Draft, Intent
from partnerskap.entry.tombstones import make_tombstone
from partnerskap.errors import BadRequestError, InvalidDataError, NotFoundError
from partnerskap.graph.terms import DocumentKey, Iri
from partnerskap.records.patch import Patch, apply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from partnerskap.entry.intake import Reading
    from partnerskap.records.record import StoredRecord

__all__ = ["delete_draft", "merge_patched", "rdf_patched", "read_draft", "replacement"]

_DEEPEST: Final = 20


def read_draft(draft: Draft, current: StoredRecord | None) -> tuple[Draft, Reading]:
    """Read the content of a draft and give it with the triples it means."""
    before = current.triples if current else ()
    reading = read_content(draft.content, draft.media_type, draft.key, before=before)
    return replace(draft, triples=reading.lines), reading


def delete_draft(draft: Draft, current: StoredRecord | None, *, tombstone: bool = False) -> Draft:
    """Turn a draft into a deletion that leaves nothing, or the names and what comes instead."""
    left: tuple[str, ...] = ()
    if current is not None and (tombstone or draft.replaced_by):
        left = make_tombstone(draft.key, current.triples, draft.replaced_by)
    return replace(draft, intent=Intent.DELETE, triples=left)


def replacement(text: str, key: DocumentKey, standing: frozenset[DocumentKey]) -> Iri | None:
    """Find the record that takes another's place; NotFoundError when there is no such record."""
    if not text:
        return None
    try:
        found = DocumentKey.of_iri(text) or DocumentKey.parse(text)
    except ValueError:
        found = None
    if found is None or found not in standing or found == key:
        raise NotFoundError(
            f"Det finnes ingen annen oppføring «{text[:120]}» som kan erstatte {key}.",
            f"There is no other record {text[:120]!r} that could replace {key}.",
        )
    return found.iri


def merge_patched(draft: Draft, patch: Mapping[str, object]) -> Draft:
    """Change plain JSON as RFC 7396 says: null takes a key away, objects are merged."""
    if not is_plain(draft.media_type):
        raise BadRequestError(
            "Innholdet er RDF. Send application/rdf-patch, eller hele innholdet med PUT.",
            "The content is RDF. Send application/rdf-patch, or the whole content with PUT.",
        )
    try:
        data = json.loads(draft.content or b"{}")
    except ValueError as fault:
        raise BadRequestError(
            f"Kladden er ikke hel JSON ennå: {fault}. Send hele innholdet med PUT.",
            f"The draft is not whole JSON yet: {fault}. Send the whole content with PUT.",
        ) from fault
    merged = _merge(data, patch, _DEEPEST)
    content = json.dumps(merged, ensure_ascii=False, indent=2, default=str).encode()
    return replace(draft, content=content)


def rdf_patched(draft: Draft, text: str) -> Draft:
    """Change triples by an RDF Patch; what comes out stands as N-Triples from then on."""
    try:
        patch = Patch.parse("\n".join(line for line in text.splitlines() if line.strip()))
        lines = _spelt(patch)
    except (ValueError, SyntaxError) as fault:
        raise InvalidDataError(
            f"Dette er ikke RDF Patch: {fault}. Skriv «A trippel .» og «D trippel .».",
            f"This is not an RDF Patch: {fault}. Write 'A triple .' and 'D triple .'.",
        ) from fault
    after = apply(lines, draft.triples or ())
    content = "".join(f"{line} .\n" for line in after).encode()
    return replace(draft, content=content, media_type="application/n-triples", triples=after)


def _spelt(patch: Patch) -> Patch:
    """Spell the triples of a patch as the journal does."""

    def spelt(lines: tuple[str, ...]) -> tuple[str, ...]:
        text = "".join(f"{line} .\n" for line in lines)
        quads = parse(text, format=RdfFormat.N_TRIPLES)
        return tuple(sorted({f"{q.subject} {q.predicate} {q.object}" for q in quads}))

    return Patch(spelt(patch.removed), spelt(patch.added))


def _merge(old: object, patch: object, depth: int) -> object:
    if not isinstance(patch, dict) or depth == 0:
        return patch
    merged = dict(old) if isinstance(old, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = _merge(merged.get(key), value, depth - 1)
    return merged
