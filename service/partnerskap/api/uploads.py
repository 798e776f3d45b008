"""Workbooks and CSV: the template, an upload looked at before anything is handed in, and the yes.

Nothing of an upload is submitted before a person has seen what it would do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from partnerskap.api.csrf import check_csrf
from partnerskap.api.desk import live_of
from partnerskap.api.login import personal_page
from partnerskap.api.multipart import MULTIPART, read_parts, read_within
from partnerskap.api.submissions import actor_of
from partnerskap.api.upload_bodies import imported_as_json, page_of, record_type, rows_to_hand_in
from partnerskap.entry.forms import released_forms
from partnerskap.entry.handing_in import Parcel, hand_in
from partnerskap.entry.kept_uploads import KeptUploads, Waiting
from partnerskap.entry.lines import read_lines
from partnerskap.entry.plain import to_plain
from partnerskap.entry.submission import Upload
from partnerskap.errors import BadRequestError, UnauthorizedError
from partnerskap.graph.terms import DocumentKey
from partnerskap.records import database as db
from partnerskap.records.reading import read_document
from partnerskap.records.validation import validate
from partnerskap.records.view import dump_json
from partnerskap.tables.importing import Ground
from partnerskap.tables.layout import lay_out
from partnerskap.tables.limits import TableLimits
from partnerskap.tables.uploading import mark_upload, read_upload
from partnerskap.tables.workbook_writing import write_workbook
from partnerskap.web.account import mark_private
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.negotiate import accepts_html
from partnerskap.web.render import page_version
from partnerskap.web.site import carried, root_path, site_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from partnerskap.entry.plain import Json
    from partnerskap.records.neighbours import Triple
    from partnerskap.tables.importing import Imported

__all__ = ["ROUTES"]

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LIMITS: Final = TableLimits()
_SLACK: Final = 65_536  # for what a form has around a file


def show_template(request: Request) -> Response:
    """Give the template of a record type, empty or filled with what is published."""
    site, kind = site_of(request), record_type(request.path_params["type"])
    filled = request.query_params.get("filled", "") not in {"", "0", "false"}
    language = site.language(request)

    def body() -> bytes:
        records = _published(request, kind) if filled else []
        return write_workbook(lay_out(released_forms()[kind]), site.finding, language, records)

    name = f"{kind}-filled.xlsx" if filled else f"{kind}.xlsx"
    return respond(
        request,
        body,
        content_type=_XLSX,
        etag=make_etag(site.graph.content_hash, page_version(), name, language),
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def show_upload(request: Request) -> Response:
    """Show the form that takes a file."""
    live_of(request)
    kind = record_type(request.query_params.get("type") or "partnership")
    return await personal_page(
        request, "upload.html", forms=tuple(released_forms().values()), chosen=kind
    )


async def take_upload(request: Request) -> Response:
    """Take a file, from a form or by itself, and lead to what it would do."""
    live_of(request)
    body = await read_within(request, _LIMITS.bytes + _SLACK)
    waiting = _read(request, body)
    imported = await run_in_threadpool(_import, request, waiting)
    name = await run_in_threadpool(_kept(request).keep, waiting)
    path = f"{root_path(request)}/upload/{name}"
    if accepts_html(request.headers.get("accept")):
        mark_private(request.scope)
        return RedirectResponse(path + carried(request), status_code=303)
    told = {"upload": path, **imported_as_json(imported)}
    return _private_json(request, told, 201, Location=path)


async def show_preview(request: Request) -> Response:
    """Show what an upload would do to the records as they stand now."""
    waiting = await run_in_threadpool(_kept(request).find, request.path_params["name"])
    imported = await run_in_threadpool(_import, request, waiting)
    if not accepts_html(request.headers.get("accept")):
        return _private_json(request, imported_as_json(imported))
    return await _preview(request, waiting, imported)


async def show_marked(request: Request) -> Response:
    """Give the file back with every cell to be mended marked."""
    waiting = await run_in_threadpool(_kept(request).find, request.path_params["name"])
    language = site_of(request).language(request)

    def make() -> bytes:
        return mark_upload(waiting, _import(request, waiting), _LIMITS, language)

    body = await run_in_threadpool(make)
    mark_private(request.scope)
    name = f"{waiting.type}-marked.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=_XLSX, headers=headers)


async def hand_in_upload(request: Request) -> Response:
    """Hand in what an upload would create and change, one submission for each record."""
    actor = await actor_of(request)
    if not actor.identity.is_known:
        raise UnauthorizedError(
            "Logg inn for å sende inn en hel fil, på /login. Enkeltoppføringer kan sendes inn fra "
            "skjemaet.",
            "Log in to hand in a whole file, at /login. Single records can be handed in from the "
            "form.",
        )
    form = await _form(request)
    check_csrf(request, form)
    waiting = await run_in_threadpool(_kept(request).find, request.path_params["name"])
    imported = await run_in_threadpool(_import, request, waiting)
    language = site_of(request).language(request)
    rows = rows_to_hand_in(imported)
    parcel = Parcel(rows, form.get("reason", "")[:2_000].strip(), language, waiting.upload)
    live = live_of(request)
    handed = await run_in_threadpool(hand_in, live.desk, parcel, actor, live.graph.store)
    if accepts_html(request.headers.get("accept")):
        return await _preview(request, waiting, imported, handed=handed)
    told = [
        {
            "record": str(each.key),
            "submission": f"{root_path(request)}/submissions/{each.submission.id}"
            if each.submission
            else None,
            "repeated": each.repeated,
            "refusal": {"nb": each.refusal.nb, "en": each.refusal.en} if each.refusal else None,
        }
        for each in handed
    ]
    return _private_json(request, {"handedIn": told})


async def _preview(
    request: Request, waiting: Waiting, imported: Imported, *, handed: Sequence[object] = ()
) -> Response:
    language = site_of(request).language(request)
    return await personal_page(
        request,
        "preview.html",
        upload=request.path_params["name"],
        received=waiting,
        page=page_of(imported, language),
        handed=handed,
        form=released_forms()[waiting.type],
    )


def _read(request: Request, body: bytes) -> Waiting:
    """Find the file in a body: a form with ``file`` and ``type``, or the file itself."""
    content_type = request.headers.get("content-type", "")
    if not content_type.lower().startswith(MULTIPART):
        asked = request.query_params
        upload = Upload(asked.get("name", "")[:200], content_type[:200], body)
        return Waiting(record_type(asked.get("type", "")), _not_empty(upload))
    parts = {part.name: part for part in read_parts(body, content_type)}
    if "file" not in parts:
        raise _no_file()
    file = parts["file"]
    kind = parts["type"].text if "type" in parts else request.query_params.get("type", "")
    upload = Upload(file.filename[:200], file.content_type[:200], file.body)
    return Waiting(record_type(kind), _not_empty(upload))


def _not_empty(upload: Upload) -> Upload:
    if not upload.body:
        raise _no_file()
    return upload


def _no_file() -> BadRequestError:
    return BadRequestError(
        "Det kom ingen fil. Velg en arbeidsbok (.xlsx) eller en CSV-fil.",
        "No file came. Choose a workbook (.xlsx) or a CSV file.",
    )


async def _form(request: Request) -> dict[str, str]:
    """Read a small form; a program may send none."""
    body = await read_within(request, _SLACK)
    parts = read_parts(body, request.headers.get("content-type", "")) if body else []
    return {part.name: part.text for part in parts}


def _import(request: Request, waiting: Waiting) -> Imported:
    site, engine = site_of(request), live_of(request).desk.engine

    def published(key: DocumentKey) -> tuple[Sequence[Triple], int]:
        with db.reading(engine) as connection:
            found = read_document(connection, key)
        if found is None or found.deleted:
            return (), 0
        return read_lines(found.triples), found.version

    ground = Ground(site.store, published, site.finding, site.choices, validate)
    return read_upload(waiting, ground, _LIMITS)


def _published(request: Request, kind: str) -> list[dict[str, Json]]:
    form, graph = released_forms()[kind], site_of(request).graph
    keys = sorted(key for key in graph.keys if key.type == kind)
    with db.reading(live_of(request).desk.engine) as connection:
        found = [read_document(connection, key) for key in keys]
    return [
        to_plain(form, each.key, read_lines(each.triples))
        for each in found
        if each is not None and not each.deleted
    ]


def _kept(request: Request) -> KeptUploads:
    return KeptUploads(site_of(request).settings.data_dir / "uploads")


def _private_json(
    request: Request, told: dict[str, object], status: int = 200, **headers: str
) -> Response:
    mark_private(request.scope)
    return Response(dump_json(told), status, headers=headers, media_type="application/json")


ROUTES: Final = (
    Route("/template/{type}.xlsx", show_template),
    Route("/upload", show_upload),
    Route("/upload", take_upload, methods=["POST"]),
    Route("/upload/{name}", show_preview),
    Route("/upload/{name}/marked.xlsx", show_marked),
    Route("/upload/{name}/submit", hand_in_upload, methods=["POST"]),
)
