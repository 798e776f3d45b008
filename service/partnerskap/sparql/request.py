"""Read what a client asks for from an HTTP request, as the SPARQL 1.1 Protocol says (section 2).

Pure: takes the parts of a request as values and gives one value back. Opens nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pyoxigraph import NamedNode
from werkzeug.http import parse_options_header

from partnerskap.errors import (
    BadRequestError,
    MethodNotAllowedError,
    TooLargeError,
    UnsupportedMediaTypeError,
)
from partnerskap.sparql.fields import Fields, decode, read_charset, read_fields
from partnerskap.sparql.limits import Limits

__all__ = ["Dataset", "Operation", "SparqlRequest", "read_graph_name", "read_request"]

FORM_TYPE: Final = "application/x-www-form-urlencoded"
QUERY_TYPE: Final = "application/sparql-query"
UPDATE_TYPE: Final = "application/sparql-update"
_BYTE_ORDER_MARK: Final = "\ufeff"


class Operation(StrEnum):
    """What a request asks the endpoint to do."""

    QUERY = "query"
    UPDATE = "update"
    DESCRIBE_SERVICE = "describe-service"


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs a client picks, by IRI; both empty means the store's own dataset."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """One request: ``text`` is the query or update, ``format`` names the answer's format.

    ``seconds`` is how long the client wants the query to work at most.
    """

    operation: Operation
    text: str = ""
    dataset: Dataset = Dataset()
    format: str | None = None
    seconds: float | None = None


def read_request(
    method: str, query_string: bytes, content_type: str, body: bytes, *, limits: Limits
) -> SparqlRequest:
    """Turn the parts of an HTTP request into a SparqlRequest.

    Raises BadRequestError for a missing, repeated or undecodable query, TooLargeError for one over
    the limit, UnsupportedMediaTypeError for a body of another type, and MethodNotAllowedError for
    a method that is neither GET, HEAD nor POST.
    """
    if len(query_string) > limits.query_bytes:
        raise too_large(limits.query_bytes)
    if len(body) > limits.update_bytes:
        raise too_large(limits.update_bytes)
    url = read_fields(query_string, "utf-8")
    if method in {"GET", "HEAD"}:
        return _from_url(url)
    if method != "POST":
        raise MethodNotAllowedError(
            f"{method} brukes ikke her. Still spørsmål med GET eller POST.",
            f"{method} is not used here. Ask with GET or POST.",
            headers={"Allow": "GET, HEAD, POST, OPTIONS"},
        )
    asked = _from_body(url, content_type, body)
    if asked.operation is Operation.QUERY and len(body) > limits.query_bytes:
        raise too_large(limits.query_bytes)
    return asked


def _from_body(url: Fields, content_type: str, body: bytes) -> SparqlRequest:
    media_type, options = parse_options_header(content_type)
    media_type = media_type.lower()
    charset = read_charset(options.get("charset", "utf-8"))
    if media_type == FORM_TYPE:
        return _from_form(url, read_fields(body, charset))
    if media_type in {QUERY_TYPE, UPDATE_TYPE}:
        return _direct(url, media_type, decode(body, charset))
    sent = media_type or "?"
    raise UnsupportedMediaTypeError(
        f"Vi leser ikke «{sent}». Send {QUERY_TYPE} eller {FORM_TYPE}.",
        f"We do not read {sent!r}. Send {QUERY_TYPE} or {FORM_TYPE}.",
        headers={"Accept-Post": f"{QUERY_TYPE}, {FORM_TYPE}"},
    )


def read_graph_name(query_string: bytes) -> str | None:
    """Read which graph a request to a graph store is about; None for the default graph.

    Raises BadRequestError unless exactly one of ``default`` and ``graph`` is there.
    """
    fields = read_fields(query_string, "utf-8")
    if ("default" in fields) == ("graph" in fields):
        raise BadRequestError(
            "Si hvilken graf det gjelder: ?default eller ?graph=IRI.",
            "Say which graph this is about: ?default or ?graph=IRI.",
        )
    name = _only(fields, "graph")
    return None if name is None else _iris((name,))[0]


def too_large(limit: int) -> TooLargeError:
    """Say that a query, an update or data are over the limit."""
    return TooLargeError(
        f"Det du sender, er lengre enn {limit} byte. Kort det ned, eller del det opp.",
        f"What you send is longer than {limit} bytes. Shorten it, or split it.",
        members={"limit": "max_query_bytes", "value": limit},
    )


def _from_url(url: Fields) -> SparqlRequest:
    if "update" in url:
        raise BadRequestError(
            "En oppdatering kan ikke sendes med GET. Send den med POST.",
            "An update cannot be sent by GET. Send it by POST.",
        )
    if "query" not in url:
        return SparqlRequest(Operation.DESCRIBE_SERVICE, format=_formats(url))
    return _query(_one(url, "query"), url)


def _from_form(url: Fields, form: Fields) -> SparqlRequest:
    """Read a form; settings may stand in the address too, the query itself only in the body."""
    if "query" in url or "update" in url or ("query" in form) == ("update" in form):
        raise BadRequestError(
            "Skjemaet må ha ett av feltene «query» og «update», og bare i meldingskroppen.",
            "The form must have one of the fields 'query' and 'update', and only in the body.",
        )
    fields = {name: url.get(name, ()) + form.get(name, ()) for name in dict.fromkeys((*url, *form))}
    if "query" in form:
        return _query(_one(form, "query"), fields)
    return _update(_one(form, "update"), fields)


def _direct(url: Fields, media_type: str, text: str) -> SparqlRequest:
    if "query" in url or "update" in url:
        raise BadRequestError(
            "Spørringen står både i adressen og i meldingskroppen. Behold den ene.",
            "The query stands both in the address and in the body. Keep one of them.",
        )
    return _query(text, url) if media_type == QUERY_TYPE else _update(text, url)


def _query(text: str, fields: Fields) -> SparqlRequest:
    text = text.removeprefix(_BYTE_ORDER_MARK)
    dataset = Dataset(
        _iris(fields.get("default-graph-uri", ())), _iris(fields.get("named-graph-uri", ()))
    )
    wanted = _seconds(_only(fields, "timeout"))
    return SparqlRequest(Operation.QUERY, text, dataset, _formats(fields), wanted)


def _update(text: str, fields: Fields) -> SparqlRequest:
    text = text.removeprefix(_BYTE_ORDER_MARK)
    dataset = Dataset(
        _iris(fields.get("using-graph-uri", ())), _iris(fields.get("using-named-graph-uri", ()))
    )
    return SparqlRequest(Operation.UPDATE, text, dataset)


def _seconds(text: str | None) -> float | None:
    """Read ``timeout``; BadRequestError for what is no number of seconds above 0."""
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < math.inf:
        raise BadRequestError(
            f"«timeout={text[:40]}» er ikke et antall sekunder over 0. Skriv for eksempel "
            "timeout=5.",
            f"'timeout={text[:40]}' is not a number of seconds above 0. Write timeout=5, for "
            "example.",
        )
    return seconds


def _one(fields: Fields, name: str) -> str:
    value = _only(fields, name)
    if value is None or not value.strip():
        raise BadRequestError(
            f"Feltet «{name}» er tomt. Skriv en spørring i det.",
            f"The field {name!r} is empty. Write a query in it.",
        )
    return value


def _only(fields: Fields, name: str) -> str | None:
    values = fields.get(name, ())
    if len(values) > 1:
        raise BadRequestError(
            f"Feltet «{name}» er gitt {len(values)} ganger. Gi det én gang.",
            f"The field {name!r} is given {len(values)} times. Give it once.",
        )
    return values[0] if values else None


def _formats(fields: Fields) -> str | None:
    """Join what clients send twice: a name of their own and the media type it stands for."""
    return ",".join(fields.get("format", ())) or None


def _iris(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        try:
            NamedNode(value)
        except ValueError:
            raise BadRequestError(
                f"«{value[:200]}» er ikke en hel IRI. Gi grafens fulle adresse.",
                f"{value[:200]!r} is not an absolute IRI. Give the full address of the graph.",
            ) from None
    return values
