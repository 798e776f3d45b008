"""What a proposal must keep to when it is handed in, and what it amounts to when it is judged.

Works within a transaction of the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode
from sqlalchemy import insert, select

from partnerskap.entry.lines import read_lines
from partnerskap.entry.merging import ThreeWay, merge
from partnerskap.entry.submission import Intent
from partnerskap.errors import (
    BadRequestError,
    ConflictError,
    GoneError,
    InvalidDataError,
    NotFoundError,
)
from partnerskap.graph.terms import RECORD_TYPES, DocumentKey
from partnerskap.incoming.terms import IMPORTS, dangerous, is_dangerous
from partnerskap.records import schema
from partnerskap.records.history import state_at
from partnerskap.records.reading import read_document

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from partnerskap.entry.submission import Draft
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.record import StoredRecord

__all__ = [
    "Request",
    "bring_up",
    "check_edit",
    "check_new",
    "remember",
    "remembered",
    "three_way",
]

_MOST_TRIPLES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Request:
    """A request that may be sent twice: who sends it, its key, and the digest of what it says."""

    who: str
    key: str
    digest: str


def remembered(connection: Connection, request: Request) -> str | None:
    """Give the submission that the same request made before; None when there was none.

    Raises InvalidDataError when the key was used for something else.
    """
    table = schema.requests
    query = select(table).where(table.c.who == request.who, table.c.key == request.key)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.digest != request.digest:
        raise InvalidDataError(
            "Idempotency-Key er brukt før, med et annet innhold. Lag en ny nøkkel.",
            "The Idempotency-Key was used before, with other content. Make a new key.",
        )
    return str(row.submission)


def remember(connection: Connection, request: Request, name: str, at: str) -> None:
    """Remember which submission a request made."""
    values = {
        "who": request.who,
        "key": request.key,
        "digest": request.digest,
        "submission": name,
        "at": at,
    }
    connection.execute(insert(schema.requests), values)


def check_new(connection: Connection, draft: Draft) -> None:
    """Check that a proposal is about a record it may be about, and about that alone.

    Raises BadRequestError, ConflictError, GoneError, InvalidDataError, NotFoundError, StaleError.
    """
    key = draft.key
    if key.type not in RECORD_TYPES:
        raise BadRequestError(
            f"Oppføringer av typen «{key.type}» kan ikke foreslås her. Velg en av "
            f"{', '.join(RECORD_TYPES)}.",
            f"Records of the type {key.type!r} cannot be proposed here. Choose one of "
            f"{', '.join(RECORD_TYPES)}.",
        )
    current = read_document(connection, key)
    if draft.intent is Intent.CREATE:
        _check_free(draft, current)
    else:
        _check_standing(connection, draft, current)
    if draft.triples is not None:
        _check_own(key, draft.triples)


def check_edit(connection: Connection, before: Draft, draft: Draft) -> None:
    """Check new content of a proposal.

    That the record has moved on meanwhile hinders nobody in saving what they wrote, as long as
    they do not say that it was made from another version. Raises as ``check_new`` does.
    """
    if (draft.key, draft.intent) != (before.key, before.intent):
        raise BadRequestError(
            "Et forslag gjelder én oppføring. Lag et nytt forslag for en annen.",
            "A submission is about one record. Make another for another record.",
        )
    if draft.base != before.base:
        check_new(connection, draft)
    elif draft.triples is not None:
        _check_own(draft.key, draft.triples)


def bring_up(connection: Connection, draft: Draft) -> tuple[str, ...]:
    """Give the triples a proposal leads to on the record as it stands now.

    Raises StaleError when others touched the same, ConflictError when a record that is to be
    created has come to be.
    """
    lines = draft.triples or ()
    if draft.intent is Intent.CREATE:
        _check_free(draft, read_document(connection, draft.key))
        return lines
    return merge(three_way(connection, draft))


def three_way(connection: Connection, draft: Draft) -> ThreeWay:
    """Set a proposal beside the state it was made from and the state the record is in."""
    current = read_document(connection, draft.key)
    theirs = current.triples if current else ()
    version = current.version if current else 0
    base = theirs if version == draft.base else state_at(connection, draft.key, draft.base)
    return ThreeWay(draft.key, base, theirs, draft.triples or (), draft.base, version)


def _check_free(draft: Draft, current: StoredRecord | None) -> None:
    if draft.base:
        raise BadRequestError(
            "En ny oppføring bygger ikke på noen tidligere utgave.",
            "A new record is not made from an earlier version.",
        )
    if current is not None:
        raise ConflictError(
            f"Navnet {draft.key} er brukt{' og gis ikke på nytt' if current.deleted else ''}. "
            "Foreslå en endring av den oppføringen, eller velg et annet navn.",
            f"The name {draft.key} is taken{', and never given again' if current.deleted else ''}. "
            "Propose a change to that record, or choose another name.",
        )


def _check_standing(connection: Connection, draft: Draft, current: StoredRecord | None) -> None:
    if current is None:
        raise NotFoundError(
            f"Det finnes ingen oppføring {draft.key}. Se etter skrivefeil, eller foreslå en ny.",
            f"There is no record {draft.key}. Check the spelling, or propose a new one.",
        )
    if current.deleted and draft.reverts is None:
        raise GoneError(
            f"{draft.key} er slettet. Angre slettingen om den skal endres.",
            f"{draft.key} was deleted. Revert the deletion if it is to be changed.",
        )
    if current.version != draft.base:
        three = three_way(connection, draft)
        if not three.base or draft.base > current.version:
            raise BadRequestError(
                f"{draft.key} har ingen versjon {draft.base}.",
                f"{draft.key} has no version {draft.base}.",
            )
        raise three.stale()


def _check_own(key: DocumentKey, lines: tuple[str, ...]) -> None:
    """Check that a record states things about itself and its parts, and not too much."""
    if len(lines) > _MOST_TRIPLES:
        raise InvalidDataError(
            f"Oppføringen har {len(lines)} utsagn; det meste vi tar imot, er {_MOST_TRIPLES}.",
            f"The record has {len(lines)} statements; the most we take is {_MOST_TRIPLES}.",
        )
    for subject, predicate, value in read_lines(lines):
        _check_harmless(key, (subject, predicate, value))
        owner = DocumentKey.of_iri(subject.value)
        if owner != key:
            raise InvalidDataError(
                f"Forslaget om {key} sier noe om <{subject.value}>. Bruk {key.iri} og "
                f"{key.iri}#del, og send andre oppføringer hver for seg.",
                f"The submission about {key} states something about <{subject.value}>. Use "
                f"{key.iri} and {key.iri}#part, and send other records one by one.",
            )


def _check_harmless(key: DocumentKey, triple: Triple) -> None:
    for term in triple:
        if isinstance(term, NamedNode) and is_dangerous(term.value):
            raise dangerous(str(key), term.value)
    if triple[1].value == IMPORTS:
        raise InvalidDataError(
            f"{key} ber om å få hentet inn andre data med owl:imports. Vi henter ingenting. Skriv "
            "det som skal være med, i oppføringen selv.",
            f"{key} asks for other data by owl:imports. We fetch nothing. Write what belongs there "
            "into the record itself.",
        )
