"""What a change says it was made from: If-Match and If-None-Match (RFC 9110, sections 13.1.1-2).

Records are named by ``"v12"``, their version, or by the ETag of one of their RDF forms;
submissions by ``"r3"``, their revision.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from werkzeug.http import parse_etags

from partnerskap.errors import BadRequestError, PreconditionRequiredError, StaleError
from partnerskap.records.patch import apply
from partnerskap.records.reading import read_history
from partnerskap.web.documents import rdf_etags
from partnerskap.web.links import document_path

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.requests import Request

    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.record import StoredRecord

__all__ = ["base_of", "record_etag", "revision_etag", "revision_of"]

_VERSION: Final = re.compile(r"v(\d{1,12})")
_REVISION: Final = re.compile(r"r(\d{1,12})")


def record_etag(version: int) -> str:
    """Name a state of a record."""
    return f'"v{version}"'


def revision_etag(revision: int) -> str:
    """Name a state of a submission."""
    return f'"r{revision}"'


def base_of(
    request: Request, connection: Connection, key: DocumentKey, current: StoredRecord | None
) -> int:
    """Read which version of a record a request was made from; 0 for a record that is to be new.

    An ETag is looked for in the journal, not among the pages, which may be a moment behind. Raises
    PreconditionRequiredError when a record exists and nothing is said, StaleError when what is
    named is none of its versions, or when it should not exist.
    """
    if current is None:
        return 0
    given = parse_etags(request.headers.get("if-match"))
    if given.star_tag:
        return current.version
    tags = [tag for tag in given.as_set() if tag]
    if not tags:
        if "if-none-match" in request.headers:
            raise StaleError(
                f"{key} finnes fra før (versjon {current.version}).",
                f"{key} exists already (version {current.version}).",
            )
        raise PreconditionRequiredError(
            f"Si hvilken utgave av {key} endringen bygger på: If-Match: "
            f"{record_etag(current.version)}, eller ETag-en du fikk da du hentet den.",
            f"Say which state of {key} the change was made from: If-Match: "
            f"{record_etag(current.version)}, or the ETag you got when you fetched it.",
        )
    versions = [int(found[1]) for tag in tags if (found := _VERSION.fullmatch(tag))]
    if versions:
        return max(versions)
    base = _version_of(connection, key, tags)
    if base is None:
        raise StaleError(
            f"ETag-en i If-Match er ikke fra noen utgave av {key}. Hent den på nytt.",
            f"The ETag in If-Match is from no version of {key}. Fetch it again.",
        )
    return base


def revision_of(request: Request, current: int) -> int:
    """Read which revision of a submission a request was made from.

    Raises PreconditionRequiredError when nothing is said, BadRequestError for what is no revision.
    """
    given = parse_etags(request.headers.get("if-match"))
    if given.star_tag:
        return current
    tags = [tag for tag in given.as_set() if tag]
    if not tags:
        raise PreconditionRequiredError(
            f"Si hvilken utgave av forslaget du mener, med If-Match: {revision_etag(current)}.",
            f"Say which revision of the submission you mean, with If-Match: "
            f"{revision_etag(current)}.",
        )
    revisions = [int(found[1]) for tag in tags if (found := _REVISION.fullmatch(tag))]
    if not revisions:
        raise BadRequestError(
            'If-Match må være ETag-en til forslaget, som «"r3"».',
            "If-Match must be the ETag of the submission, like '\"r3\"'.",
        )
    return current if current in revisions else max(revisions)


def _version_of(connection: Connection, key: DocumentKey, tags: list[str]) -> int | None:
    """Find the last version of a record that had one of these ETags."""
    path = document_path(key) or ""
    lines: tuple[str, ...] = ()
    found = None
    for step in read_history(connection, key):
        lines = apply(step.entries[0].patch, lines)
        known = rdf_etags(key, lines, path)
        if any(f'"{tag}"' in known for tag in tags):
            found = step.seq
    return found
