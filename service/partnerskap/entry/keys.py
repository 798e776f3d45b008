"""Find names for new records: short, readable, and never one that was given before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from partnerskap.graph.folding import fold
from partnerskap.graph.terms import DocumentKey
from partnerskap.records import database as db
from partnerskap.records.reading import read_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine

__all__ = ["propose_key", "slug_of"]

_OTHER: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 60


def slug_of(text: str) -> str:
    """Make a name of a title.

    >>> slug_of("Universitetskommunen Trondheim (TRD3.0)"), slug_of("Ålesund & Ørsta")
    ('universitetskommunen-trondheim-trd3-0', 'alesund-orsta')
    """
    slug = _OTHER.sub("-", fold(text)).strip("-")
    if len(slug) <= _LONGEST:
        return slug
    return slug[:_LONGEST].rpartition("-")[0] or slug[:_LONGEST]


def propose_key(engine: Engine, kind: str, data: Mapping[str, object]) -> DocumentKey:
    """Give a free key for a record in plain JSON: the ``id`` it has, else one from its name."""
    named = data.get("id")
    if isinstance(named, str) and named:
        return DocumentKey(kind, named)
    stem = slug_of(_title(data)) or kind
    with db.reading(engine) as connection:
        slug, number = stem, 1
        while read_document(connection, DocumentKey(kind, slug)) is not None:
            number += 1
            slug = f"{stem}-{number}"
    return DocumentKey(kind, slug)


def _title(data: Mapping[str, object]) -> str:
    """Find the name: the first text, in bokmål if there is one, under the keys a name has."""
    for key in ("name", "title", "label"):
        value = data.get(key)
        if isinstance(value, str):
            return value
        if isinstance(value, dict):
            texts = [value.get(language) for language in ("nb", "nn", "en")]
            found = next((text for text in texts if text), "")
            return str(found[0] if isinstance(found, list) else found)
    return ""
