"""Read the names that a language model gives: IRIs, keys and prefixed names."""

from __future__ import annotations

import re
from typing import Final

from partnerskap.errors import BadRequestError, NotFoundError
from partnerskap.graph.terms import BASE, PREFIXES, DocumentKey, Iri
from partnerskap.web.links import PLURALS

__all__ = ["read_iri", "read_key", "shorten_iri"]

_CODE: Final = f"{BASE}/code/"
_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+", re.IGNORECASE)
_NAMESPACES: Final = sorted(PREFIXES.items(), key=lambda each: -len(each[1]))
_LOCAL: Final = re.compile(r"[A-Za-z0-9_-]+")


def read_key(text: str) -> DocumentKey:
    """Find the document that an IRI or a key names; raise NotFoundError with what to do instead."""
    given = text.strip()
    if given.startswith(_CODE):
        given = f"code/{given.removeprefix(_CODE).partition('/')[0]}"
    try:
        key = DocumentKey.of_iri(given) or DocumentKey.parse(given)
    except ValueError:
        key = None
    if key is None or key.type not in PLURALS:
        raise NotFoundError(
            f"«{text[:80]}» er ikke noe i denne grafen. Søk etter navnet, og bruk IRI-en fra "
            "treffet.",
            f"{text[:80]!r} is not a thing in this graph. Call 'search' with its name and use the "
            "IRI of the hit.",
        )
    return key


def read_iri(text: str) -> Iri:
    """Read an IRI, whole or as a prefixed name; raise BadRequestError for what is neither.

    >>> read_iri("pk:Partnership")
    'https://w3id.org/partnerskap/ns#Partnership'
    """
    given = text.strip()
    prefix, _, local = given.partition(":")
    if prefix in PREFIXES and not local.startswith("//"):
        given = PREFIXES[prefix] + local
    if not _IRI.fullmatch(given):
        raise BadRequestError(
            f"«{text[:80]}» er verken en IRI eller et navn med et kjent prefiks.",
            f"{text[:80]!r} is neither an IRI nor a name with a known prefix. Call 'schema' "
            "without arguments for the prefixes.",
        )
    return Iri(given)


def shorten_iri(iri: str) -> str:
    """Write an IRI as a prefixed name where we have a prefix and the rest is plain.

    >>> shorten_iri("https://w3id.org/partnerskap/ns#Partnership"), shorten_iri("urn:x")
    ('pk:Partnership', 'urn:x')
    """
    for prefix, namespace in _NAMESPACES:
        local = iri.removeprefix(namespace)
        if local != iri and _LOCAL.fullmatch(local):
            return f"{prefix}:{local}"
    return iri
