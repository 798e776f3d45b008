"""Hand in what an upload would change, one submission for each record."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from partnerskap.entry.intake import PLAIN
from partnerskap.entry.states import State
from partnerskap.entry.store import Filter
from partnerskap.entry.submission import Draft, Intent
from partnerskap.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Store

    from partnerskap.entry.desk import Desk
    from partnerskap.entry.plain import Json
    from partnerskap.entry.submission import Actor, Submission, Upload
    from partnerskap.errors import Text
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.neighbours import Triple

__all__ = ["HandedIn", "Parcel", "Row", "hand_in"]


@dataclass(frozen=True, slots=True)
class Row:
    """A record to hand in: what it is to be, and the version that was made from (0: none)."""

    key: DocumentKey
    base: int
    data: Mapping[str, Json]
    triples: tuple[Triple, ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What became of a row: its submission, or why there is none."""

    key: DocumentKey
    submission: Submission | None = None
    refusal: Text | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that is handed in together, and the file it came in, if any."""

    rows: tuple[Row, ...]
    reason: str
    language: str
    upload: Upload | None = None


def hand_in(desk: Desk, parcel: Parcel, actor: Actor, graph: Store) -> list[HandedIn]:
    """Open and submit a submission for each row; what is refused is told and stops nothing.

    A row that waits for a reviewer already, just so, is not handed in twice. The first submission
    carries the file, byte for byte; the others name it.
    """
    found: list[HandedIn] = []
    upload = parcel.upload
    for row in parcel.rows:
        draft = replace(_draft(row, parcel), upload=upload)
        handed = _hand_in(desk, draft, actor, graph)
        found.append(handed)
        if handed.submission is not None and not handed.repeated:
            upload = None
    return found


def _hand_in(desk: Desk, draft: Draft, actor: Actor, graph: Store) -> HandedIn:
    try:
        waiting = desk.list(Filter((State.SUBMITTED,), None, draft.key), actor)
        same = next((each for each in waiting if each.draft.triples == draft.triples), None)
        if same is not None:
            return HandedIn(draft.key, same, repeated=True)
        opened = desk.open(draft, actor).submission
        return HandedIn(draft.key, desk.submit(opened.id, opened.revision, actor, graph))
    except ServiceError as error:
        return HandedIn(draft.key, refusal=error.detail)


def _draft(row: Row, parcel: Parcel) -> Draft:
    content = {"type": row.key.type, "id": row.key.slug, **row.data}
    upload = parcel.upload
    named = f"{upload.name} (sha256 {upload.digest[:16]}), {row.where}" if upload else ""
    return Draft(
        row.key,
        Intent.UPDATE if row.base else Intent.CREATE,
        row.base,
        json.dumps(content, ensure_ascii=False, indent=2).encode(),
        PLAIN,
        tuple(sorted({f"{s} {p} {o}" for s, p, o in row.triples})),
        reason=" – ".join(part for part in (parcel.reason, named) if part),
        language=parcel.language,
    )
