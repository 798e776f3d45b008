"""Between forms and drafts: a form made of what is published or saved, and a form saved."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from partnerskap.api.desk import live_of
from partnerskap.api.who import client_of
from partnerskap.entry.drafting import read_draft
from partnerskap.entry.forms import released_forms
from partnerskap.entry.intake import PLAIN, is_plain
from partnerskap.entry.keys import propose_key
from partnerskap.entry.lines import read_lines
from partnerskap.entry.plain import parse_plain, to_plain
from partnerskap.entry.states import Act, State
from partnerskap.entry.submission import Draft, Intent
from partnerskap.errors import BadRequestError, GoneError, NotFoundError
from partnerskap.graph.terms import DocumentKey
from partnerskap.records import database as db
from partnerskap.records.reading import read_document
from partnerskap.web.entry_page import Entry
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.entry.desk import Case
    from partnerskap.entry.fields import Form
    from partnerskap.entry.plain import Json
    from partnerskap.entry.submission import Actor
    from partnerskap.records.record import StoredRecord

__all__ = ["blank_entry", "draft_entry", "published_entry", "save_entry", "standing_record"]

_UNNAMED = "ny"


def blank_entry(form: Form) -> Entry:
    """Make the form of a record that is to be new."""
    return Entry(form, DocumentKey(form.type, _UNNAMED), {})


def published_entry(request: Request, key: DocumentKey) -> Entry:
    """Make the form of a published record; NotFoundError or GoneError when it does not stand."""
    current = standing_record(request, key)
    form = released_forms()[key.type]
    data = _fields(to_plain(form, key, read_lines(current.triples)))
    return Entry(form, key, data, base=current.version, taken=_names(current))


def standing_record(request: Request, key: DocumentKey) -> StoredRecord:
    """Find what is published of a record; NotFoundError or GoneError when it does not stand."""
    current = _document(request, key)
    if current is None:
        raise NotFoundError(
            f"Det finnes ingen oppføring {key}. Se etter skrivefeil, eller foreslå en ny.",
            f"There is no record {key}. Check the spelling, or propose a new one.",
        )
    if current.deleted:
        raise GoneError(
            f"{key} er slettet og kan ikke endres.", f"{key} was deleted and cannot be changed."
        )
    return current


def draft_entry(request: Request, case: Case, secret: str) -> Entry:
    """Make the form of a draft; what was sent as RDF is shown as the fields it means."""
    submission = case.submission
    draft = submission.draft
    form = released_forms()[draft.key.type]
    if is_plain(draft.media_type):
        data = _fields(_read_json(draft.content or b"{}"))
    else:
        data = _fields(to_plain(form, draft.key, read_lines(draft.triples or ())))
    contact = (case.contact.name, case.contact.email) if case.contact else ("", "")
    return Entry(
        form,
        draft.key,
        data,
        base=draft.base,
        submission=submission.id,
        revision=submission.revision,
        secret=secret,
        reason=draft.reason,
        contact=contact,
        asked=_asked(case),
        taken=_names(_document(request, draft.key)),
    )


def _asked(case: Case) -> str:
    """Give what a reviewer has asked for, while it is for the submitter to do."""
    if case.submission.state is not State.CHANGES_REQUESTED:
        return ""
    return [event.why for event in case.events if event.act is Act.REQUEST_CHANGES][-1]


def save_entry(request: Request, entry: Entry, actor: Actor) -> Entry:
    """Save a form as a draft; give it with the draft it is saved as.

    Raises what the desk raises, and BadRequestError for a new record without a name.
    """
    desk = live_of(request).desk
    if entry.submission:
        draft, _ = read_draft(_draft(request, entry), _document(request, entry.key))
        given = None if actor.identity.is_known else entry.contact
        saved = desk.edit(entry.submission, entry.revision, draft, actor, contact=given)
        return replace(entry, revision=saved.revision)
    if entry.is_new:
        entry = replace(entry, key=_new_key(request, entry))
    if not actor.identity.is_known:
        request.app.state.newcomers.admit(client_of(request))
    draft, _ = read_draft(_draft(request, entry), _document(request, entry.key))
    opened = desk.open(draft, actor, contact=entry.contact if any(entry.contact) else None)
    submission = opened.submission
    secret = "" if actor.identity.is_known else opened.secret
    return replace(entry, submission=submission.id, revision=submission.revision, secret=secret)


def _draft(request: Request, entry: Entry) -> Draft:
    content = {"type": entry.key.type, "id": entry.key.slug, **entry.data}
    return Draft(
        entry.key,
        Intent.CREATE if entry.is_new else Intent.UPDATE,
        entry.base,
        json.dumps(content, ensure_ascii=False, indent=2).encode(),
        PLAIN,
        reason=entry.reason,
        language=site_of(request).language(request),
    )


def _new_key(request: Request, entry: Entry) -> DocumentKey:
    if entry.key.slug == _UNNAMED:
        label = entry.form.label
        raise BadRequestError(
            f"Skriv navnet før du lagrer: av det får oppføringen ({label.nb.lower()}) sin adresse.",
            f"Give the name before you save: the record ({label.en.lower()}) gets its address "
            "from it.",
        )
    return propose_key(live_of(request).desk.engine, entry.key.type, entry.data)


def _read_json(content: bytes) -> dict[str, Json]:
    """Read plain JSON for a form, where numbers are texts with the digits they were typed with."""
    parse_plain(content)  # says what is wrong with it
    data: dict[str, Json] = json.loads(content, parse_float=str)
    return data


def _fields(data: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in data.items() if name not in {"type", "id"}}


def _document(request: Request, key: DocumentKey) -> StoredRecord | None:
    with db.reading(live_of(request).desk.engine) as connection:
        return read_document(connection, key)


def _names(current: StoredRecord | None) -> frozenset[str]:
    """Give the names that parts of a record have now; no other part may get one of them."""
    found = {
        s.value.partition("#")[2] for s, _, _ in read_lines(current.triples if current else ())
    }
    return frozenset(found - {""})
