"""The links of a page as a document of its own (RFC 9264), as FAIR Signposting wants it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from partnerskap.api.dumps import shelf_of
from partnerskap.api.gone import find_record
from partnerskap.errors import BadRequestError
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.view import dump_json
from partnerskap.web.catalogue import publisher_of
from partnerskap.web.headers import make_etag, respond
from partnerskap.web.links import PLURALS
from partnerskap.web.signposting import (
    LINKSET,
    Signpost,
    dump_posts,
    record_posts,
    write_linkset,
)
from partnerskap.web.site import full_address, site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["ROUTES"]

_RECORD: Final = re.compile(r"/([a-z]{1,30})/([a-z0-9.-]{1,200})")
_DUMPS: Final = re.compile(r"/dumps/([0-9]{1,12})/")
_TYPES: Final = {folder: kind for kind, folder in PLURALS.items() if kind != "question"}


def show_linkset(request: Request) -> Response:
    """Show the links of the page that ``of`` names: a record's, or that of a version's files.

    Without ``of`` those of the newest version.
    """
    page = request.query_params.get("of") or f"/dumps/{site_of(request).graph.version}/"
    posts = _posts(request, page)

    def body() -> bytes:
        return dump_json(write_linkset(full_address(request, page), posts))

    etag = make_etag(*(str(post) for post in posts))
    return respond(request, body, content_type=LINKSET, etag=etag)


def _posts(request: Request, page: str) -> list[Signpost]:
    root = full_address(request, "")
    publisher = publisher_of(site_of(request).settings, root).iri
    if version := _DUMPS.fullmatch(page):
        return list(dump_posts(shelf_of(request).at(int(version[1])), root, publisher))
    found = _RECORD.fullmatch(page)
    if found is None or found[1] not in _TYPES:
        raise _unknown(page)
    kind = _TYPES[found[1]]
    try:
        document = find_record(request, DocumentKey(kind, found[2]))
    except ValueError:
        raise _unknown(page) from None
    iri = document.root.value if document.root else str(document.key.iri)
    return list(record_posts(kind, iri, f"{root}{page}", root=root, publisher=publisher))


def _unknown(page: str) -> BadRequestError:
    return BadRequestError(
        f"«of={page[:80]}» er ikke siden til en oppføring. Skriv stien til den, som "
        "/partnerships/trd3.",
        f"'of={page[:80]}' is not the page of a record. Write its path, like /partnerships/trd3.",
    )


ROUTES: Final = (Route("/linkset", show_linkset),)
