"""What comes in when someone submits, and what goes out when a submission is shown."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.api.preconditions import record_etag
from partnerskap.entry.intake import PLAIN, find_key, is_plain
from partnerskap.entry.keys import propose_key
from partnerskap.entry.news import put_into_words
from partnerskap.entry.plain import parse_plain
from partnerskap.entry.states import STATE_NAMES
from partnerskap.entry.submission import Intent
from partnerskap.errors import BadRequestError
from partnerskap.graph.terms import RECORD_TYPES, DocumentKey
from partnerskap.web.links import document_path
from partnerskap.web.site import root_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine
    from starlette.requests import Request

    from partnerskap.entry.desk import Case
    from partnerskap.entry.outbox import Item
    from partnerskap.entry.submission import Comment, Contact, Draft, Event, Submission

__all__ = ["Asked", "case_as_json", "read_asked", "read_object", "submission_as_json"]

_ADDRESS: Final = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,189}")
_LANGUAGES: Final = ("nb", "nn", "en")


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone wants to submit: the record, the content, and what they say about it."""

    key: DocumentKey
    deletes: bool
    content: bytes
    media_type: str
    reason: str = ""
    language: str = "nb"
    replaced_by: str = ""
    tombstone: bool = False
    contact: tuple[str, str] | None = None


def read_asked(
    request: Request, body: bytes, engine: Engine, *, key: DocumentKey | None = None
) -> Asked:
    """Read a submission: RDF or plain JSON as it is, or in an envelope of JSON.

    An envelope has ``data`` (plain JSON) or ``rdf`` with ``mediaType``, and beside it ``record``
    (type/name), ``kind`` (delete), ``reason``, ``language``, ``contact``, ``replacedBy`` and
    ``tombstone``. Without one these stand in the query. ``key`` is the record, where that is
    settled. Raises BadRequestError, InvalidDataError, TooLargeError or UnsupportedMediaTypeError.
    """
    media_type = request.headers.get("content-type") or (PLAIN if not body else "")
    said: dict[str, object] = dict(request.query_params)
    content = body
    if is_plain(media_type) and body:
        data = parse_plain(body)
        if data.keys() & {"data", "rdf"} or data.get("kind") == Intent.DELETE.value:
            said |= data
            content, media_type = _enveloped(data)
    return Asked(
        key=key or _key(said, content, media_type, engine),
        deletes=said.get("kind") == Intent.DELETE.value,
        content=content,
        media_type=media_type,
        reason=_text(said, "reason"),
        language=_language(said),
        replaced_by=_text(said, "replacedBy"),
        tombstone=said.get("tombstone") in {True, "true", "1"},
        contact=_contact(said.get("contact")),
    )


def read_object(body: bytes) -> Mapping[str, object]:
    """Read a small JSON object; an empty body is an empty one."""
    return parse_plain(body) if body.strip() else {}


def case_as_json(request: Request, case: Case) -> dict[str, object]:
    """Write a submission with its story."""
    contact = case.contact
    return {
        **submission_as_json(request, case.submission),
        **_content(case.submission.draft),
        "parts": sorted(part.value for part in case.parts),
        "acts": [act.value for act in case.acts],
        "events": [_event(event) for event in case.events],
        "comments": [_comment(comment) for comment in case.comments],
        "report": json.loads(case.submission.report) if case.submission.report else None,
        "news": [_news(item, case.submission.draft) for item in case.news],
        "contact": _contact_as_json(contact) if contact else None,
    }


def submission_as_json(request: Request, submission: Submission) -> dict[str, object]:
    """Write a submission as a line of a list."""
    draft, root = submission.draft, root_path(request)
    name = STATE_NAMES[submission.state]
    path = document_path(draft.key)
    return {
        "id": submission.id,
        "url": f"{root}/submissions/{submission.id}",
        "record": str(draft.key),
        "recordUrl": f"{root}{path}" if path else None,
        "kind": draft.intent.value,
        "state": submission.state.value,
        "stateName": {"nb": name.nb, "nn": name.nb, "en": name.en},
        "revision": submission.revision,
        "base": record_etag(draft.base).strip('"') if draft.base else None,
        "reason": draft.reason,
        "language": draft.language,
        "replacedBy": draft.replaced_by,
        "reverts": draft.reverts,
        "submitter": submission.submitter,
        "version": submission.version,
        "created": submission.created,
        "changed": submission.changed,
    }


def _enveloped(data: Mapping[str, object]) -> tuple[bytes, str]:
    if "rdf" in data:
        return _text(data, "rdf").encode(), _text(data, "mediaType") or "text/turtle"
    record = data.get("data", {})
    if not isinstance(record, dict):
        raise BadRequestError(
            "«data» skal være oppføringen som et JSON-objekt.",
            "'data' must be the record as a JSON object.",
        )
    return json.dumps(record, ensure_ascii=False, default=str).encode(), PLAIN


def _key(
    said: Mapping[str, object], content: bytes, media_type: str, engine: Engine
) -> DocumentKey:
    """Find which record is meant: by name, by the type and name in plain JSON, or by the RDF."""
    try:
        if named := _text(said, "record"):
            return DocumentKey.parse(named)
        if not is_plain(media_type):
            return find_key(content, media_type)
        data = parse_plain(content or b"{}")
        kind = str(data.get("type") or _text(said, "type"))
        if kind in RECORD_TYPES:
            return propose_key(engine, kind, data)
    except ValueError as fault:
        raise BadRequestError(
            "Navnet på oppføringen kan bare ha små bokstaver a–z, tall og bindestrek, som "
            "partnership/trd3.",
            "The name of the record may only have lower-case letters a–z, digits and hyphens, "
            "like partnership/trd3.",
        ) from fault
    raise BadRequestError(
        f"Si hvilken type oppføring dette er, i «type»: {', '.join(RECORD_TYPES)}.",
        f"Say which type of record this is, in 'type': {', '.join(RECORD_TYPES)}.",
    )


def _text(said: Mapping[str, object], name: str) -> str:
    value = said.get(name, "")
    if not isinstance(value, str) or len(value) > 2_000_000:
        raise BadRequestError(f"«{name}» skal være en tekst.", f"{name!r} must be a text.")
    return value.strip() if name != "rdf" else value


def _language(said: Mapping[str, object]) -> str:
    language = _text(said, "language") or _text(said, "lang")
    return language if language in _LANGUAGES else "nb"


def _contact(value: object) -> tuple[str, str] | None:
    if value is None:
        return None
    name, email = (
        (value.get(each, "") for each in ("name", "email"))
        if isinstance(value, dict)
        else (None, None)
    )
    if not isinstance(name, str) or not isinstance(email, str) or "\n" in name + email:
        raise BadRequestError(
            "«contact» skal ha «name» og «email».", "'contact' must have 'name' and 'email'."
        )
    if email and not _ADDRESS.fullmatch(email):
        raise BadRequestError(
            f"«{email[:80]}» er ikke en e-postadresse.", f"{email[:80]!r} is no e-mail address."
        )
    return " ".join(name.split())[:200], email


def _content(draft: Draft) -> dict[str, object]:
    upload = draft.upload
    text = draft.content.decode("utf-8", errors="replace")
    return {
        "mediaType": draft.media_type,
        "content": _as_json(text) if is_plain(draft.media_type) else text,
        "triples": None if draft.triples is None else list(draft.triples),
        "upload": {
            "name": upload.name,
            "mediaType": upload.media_type,
            "bytes": len(upload.body),
            "sha256": upload.digest,
        }
        if upload
        else None,
    }


def _as_json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:  # a draft may be unfinished; then it stands as it was typed
        return text


def _event(event: Event) -> dict[str, object]:
    return {
        "at": event.at,
        "who": event.who,
        "act": event.act.value,
        "from": event.before.value if event.before else None,
        "to": event.after.value,
        "why": event.why,
        "revision": event.revision,
    }


def _news(item: Item, draft: Draft) -> dict[str, object]:
    words = put_into_words(item.act, draft, item.text)
    return {"at": item.created, "subject": words.subject, "text": words.text}


def _comment(comment: Comment) -> dict[str, object]:
    return {"at": comment.at, "who": comment.who, "text": comment.text}


def _contact_as_json(contact: Contact) -> dict[str, object]:
    if contact.erased:
        return {"erased": contact.erased}
    return {"name": contact.name, "email": contact.email}
