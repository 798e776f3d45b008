"""The files of each version: a list as page and JSON, the files whole or in part, their checksums.

What has an address with a version never changes; ``latest`` leads to the version of today.
"""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route
from werkzeug.http import parse_etags

from partnerskap.api.desk import live_of
from partnerskap.dumps.files import SUMS, checksum_lines
from partnerskap.dumps.shelf import Shelf
from partnerskap.errors import NotFoundError, RangeError
from partnerskap.records.view import dump_json
from partnerskap.web.catalogue import publisher_of
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.negotiate import HTML, JSON, PAGE_FORMATS, choose
from partnerskap.web.render import page_version, render_page
from partnerskap.web.signposting import Signpost, dump_posts, write_header
from partnerskap.web.site import full_address, root_path, site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.dumps.files import Dumped, DumpFile
    from partnerskap.web.negotiate import Format

__all__ = ["FOREVER", "ROUTES", "dumped_now", "shelf_of"]

FOREVER: Final = "public, max-age=31536000, immutable"
_LATEST: Final = "latest"
_INDEXES: Final = {f"index.{form.extension}": form for form in PAGE_FORMATS}
_HIGHEST: Final = 10**12
_PART: Final = r"([0-9]{1,15}-[0-9]{0,15}|-[0-9]{1,15})"
_BOUNDS: Final = re.compile(r"([0-9]{1,15})-([0-9]{1,15})")
_STARTS: Final = re.compile(r"[=,\s]([0-9]{1,15})-")
_RANGE: Final = re.compile(rf"bytes={_PART}(\s*,\s*{_PART})*")


def shelf_of(request: Request) -> Shelf:
    """Find what makes and keeps files; StorageError where the service has no journal."""
    live_of(request)
    shelf = request.app.state.shelf
    if not isinstance(shelf, Shelf):
        raise TypeError("The application has no shelf")
    return shelf


def dumped_now(request: Request) -> Dumped:
    """Give the files of the version that is answered from; raises as ``Shelf.at``."""
    return shelf_of(request).at(site_of(request).graph.version)


def list_files(request: Request) -> Response:
    """List the files of a version."""
    if request.path_params["version"] == _LATEST:
        return _lead_to_latest(request, "")
    return _show(request, choose(request.headers.get("accept"), PAGE_FORMATS))


def give_file(request: Request) -> Response:
    """Give one file, or the part of it that is asked for."""
    name = request.path_params["name"]
    if request.path_params["version"] == _LATEST:
        return _lead_to_latest(request, name)
    if name in _INDEXES:
        return _show(request, _INDEXES[name])
    dumped = _dumped(request)
    if name == SUMS:
        return respond(
            request,
            lambda: checksum_lines(dumped.files),
            content_type="text/plain; charset=utf-8",
            etag=make_etag(SUMS, dumped.hash),
            headers={"Cache-Control": FOREVER},
        )
    file = dumped.find(name)
    if file is None:
        raise NotFoundError(
            f"Versjon {dumped.version} har ingen fil «{name[:80]}». Listen er på "
            f"/dumps/{dumped.version}/.",
            f"Version {dumped.version} has no file {name[:80]!r}. The list is at "
            f"/dumps/{dumped.version}/.",
        )
    return _send(request, dumped, file)


def lead_to_list(request: Request) -> Response:
    """Lead to the files of the newest version."""
    return _lead_to_latest(request, "")


def _send(request: Request, dumped: Dumped, file: DumpFile) -> Response:
    etag = f'"{file.sha256[:32]}"'
    folder = f"{root_path(request)}/dumps/{dumped.version}/"
    headers = {
        "ETag": etag,
        "Cache-Control": FOREVER,
        "Last-Modified": format_datetime(datetime.fromisoformat(dumped.at), usegmt=True),
        "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(file.sha256)).decode()}:",
        "Link": str(Signpost("collection", folder, HTML.media_type)),
    }
    if parse_etags(request.headers.get("if-none-match")).contains_weak(etag.strip('"')):
        return Response(status_code=304, headers=headers)
    _forget_odd_range(request)
    if request.headers.get("if-range", etag) == etag:
        _refuse_beyond(request, file)
    return FileResponse(
        shelf_of(request).path(dumped, file.name),
        headers=headers,
        media_type=file.media_type,
        filename=file.name,
    )


def _forget_odd_range(request: Request) -> None:
    """Take away a Range that says nothing: it is to be answered as if it were not there."""
    asked = request.headers.get("range", "")
    backwards = any(int(first) > int(last) for first, last in _BOUNDS.findall(asked))
    if backwards or not _RANGE.fullmatch(asked):
        kept = [(name, value) for name, value in request.scope["headers"] if name != b"range"]
        request.scope["headers"] = kept


def _refuse_beyond(request: Request, file: DumpFile) -> None:
    asked = request.headers.get("range", "")
    if any(int(first) >= file.size for first in _STARTS.findall(asked)):
        raise RangeError(
            f"«{file.name}» er på {file.size} byte, og delen du ber om, begynner etter slutten. "
            "Be om hele filen, eller om en del av den.",
            f"{file.name!r} has {file.size} bytes, and the part you ask for begins after its end. "
            "Ask for the whole file, or for a part of it.",
            headers={"Content-Range": f"bytes */{file.size}"},
        )


def _show(request: Request, form: Format) -> Response:
    dumped = _dumped(request)
    site = site_of(request)
    language = site.language(request)
    root = f"{root_path(request)}/dumps"

    def body() -> bytes:
        if form == JSON:
            return dump_json(_as_json(request, dumped))
        return render_page(
            request,
            "dumps.html",
            language,
            dumped=dumped,
            folder=f"{root}/{dumped.version}/",
            sums=SUMS,
            before=f"{root}/{dumped.version - 1}/" if dumped.version > 1 else "",
            latest="" if dumped.version == site.graph.version else f"{root}/{_LATEST}/",
        )

    etag = make_etag(dumped.hash, str(site.graph.version), page_version(), form.extension, language)
    publisher = publisher_of(site.settings, "").iri
    headers = {"Link": write_header(dump_posts(dumped, root_path(request), publisher))}
    if form == HTML:
        headers["Content-Language"] = language
    return respond(request, body, content_type=form.content_type, etag=etag, headers=headers)


def _as_json(request: Request, dumped: Dumped) -> dict[str, object]:
    folder = full_address(request, f"/dumps/{dumped.version}/")
    return {
        "version": dumped.version,
        "at": dumped.at,
        "checksums": f"{folder}{SUMS}",
        "items": [
            {
                "name": file.name,
                "url": f"{folder}{file.name}",
                "mediaType": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in dumped.files
        ],
    }


def _dumped(request: Request) -> Dumped:
    text = request.path_params["version"]
    if not text.isdecimal() or int(text) >= _HIGHEST:
        raise NotFoundError(
            f"«{text[:40]}» er ikke et versjonsnummer. Den nyeste er på /dumps/latest/.",
            f"{text[:40]!r} is no version number. The newest is at /dumps/latest/.",
        )
    return shelf_of(request).at(int(text))


def _lead_to_latest(request: Request, name: str) -> Response:
    live_of(request)
    place = f"{root_path(request)}/dumps/{site_of(request).graph.version}/{name}"
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{place}{query}", 303, headers={"Cache-Control": "no-cache"})


ROUTES: Final = (
    Route("/dumps", lead_to_list),
    Route("/dumps/{version}/", list_files),
    Route("/dumps/{version}/{name}", give_file),
)
