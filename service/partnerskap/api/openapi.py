"""The OpenAPI 3.1 document: every address of the service, its parameters, answers and examples.

The plain routes are described in ``operations``; what FastAPI routes exist are added from their own
declarations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi.openapi.utils import get_openapi

from partnerskap import __version__
from partnerskap.api.account_operations import ACCOUNT_OPERATIONS
from partnerskap.api.examples import EXAMPLES
from partnerskap.api.operations import all_operations
from partnerskap.errors import (
    BadRequestError,
    BudgetError,
    ConflictError,
    FederationError,
    ForbiddenError,
    GoneError,
    InvalidDataError,
    LimitError,
    MethodNotAllowedError,
    NotAcceptableError,
    NotFoundError,
    PreconditionRequiredError,
    QueryTimeError,
    RangeError,
    StaleError,
    TooLargeError,
    UnauthorizedError,
    UnsupportedMediaTypeError,
)
from partnerskap.graph.terms import BASE

if TYPE_CHECKING:
    from fastapi import FastAPI

    from partnerskap.api.described import Operation, Parameter
    from partnerskap.errors import ServiceError

__all__ = ["describe_api"]

_FAILURES: Final = {
    kind.status: kind
    for kind in (
        BadRequestError,
        BudgetError,
        ConflictError,
        FederationError,
        ForbiddenError,
        GoneError,
        InvalidDataError,
        LimitError,
        MethodNotAllowedError,
        NotAcceptableError,
        NotFoundError,
        PreconditionRequiredError,
        QueryTimeError,
        RangeError,
        StaleError,
        TooLargeError,
        UnauthorizedError,
        UnsupportedMediaTypeError,
    )
}
_INFO: Final = (
    "Partnerships between Norwegian municipalities and academia, with a source for every fact. "
    "Every page is also data: choose the form with an Accept header or an extension. Failures are "
    "application/problem+json (RFC 9457) in Norwegian and English."
)


def describe_api(app: FastAPI) -> dict[str, object]:
    """Write the OpenAPI document of an application."""
    document: dict[str, object] = get_openapi(
        title="Partnerskapsgrafen",
        version=__version__,
        description=_INFO,
        routes=app.routes,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    declared = document.get("paths")
    paths: dict[str, object] = dict(declared) if isinstance(declared, dict) else {}
    with_accounts = getattr(app.state, "accounts", None) is not None
    for operation in (*all_operations(), *(ACCOUNT_OPERATIONS if with_accounts else ())):
        methods = paths.setdefault(operation.path, {})
        if isinstance(methods, dict):
            methods |= _methods(operation)
    sparql = paths["/sparql"]
    if isinstance(sparql, dict):
        sparql["post"] = _by_post(sparql["get"])
    document["paths"] = paths
    document["components"] = {"schemas": {"Problem": _PROBLEM}, "securitySchemes": _SECURITY}
    return document


def _methods(operation: Operation) -> dict[str, object]:
    described = _describe(operation)
    if operation.method != "get":
        return {operation.method: described}
    head = {**described, "operationId": f"{described['operationId']}-head"}
    return {"get": described, "head": head}


def _describe(operation: Operation) -> dict[str, object]:
    responses: dict[str, object] = {
        str(status): {"description": text, **_headers(status)}
        for status, text in operation.redirects.items()
    }
    if operation.media_types:
        responses[str(operation.status)] = {
            "description": operation.answer,
            "content": {
                media_type: _example(operation, media_type) for media_type in operation.media_types
            },
        }
    if operation.media_types and operation.method == "get" and not operation.login:
        responses["304"] = {"description": "You have this answer already (If-None-Match)."}
    responses |= {str(status): _problem(_FAILURES[status]) for status in operation.failures}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "tags": [operation.tag],
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
        "responses": dict(sorted(responses.items())),
        **_sent(operation),
    }


def _sent(operation: Operation) -> dict[str, object]:
    """Describe what an operation takes, and who may carry it out."""
    found: dict[str, object] = {}
    if operation.body:
        content = {
            media_type: {
                "schema": {"type": "string" if isinstance(example, str) else "object"},
                "example": example,
            }
            for media_type, example in operation.body.items()
        }
        found["requestBody"] = {"content": content}
    if operation.login:
        found["security"] = [{"token": []}, {"session": []}, {"link": []}]
    return found


def _by_post(described: dict[str, object]) -> dict[str, object]:
    """Describe the query endpoint when the query comes in the body."""
    query = "ASK { ?s ?p ?o }"
    form = {"type": "object", "properties": {"query": {"type": "string"}}}
    content = {
        "application/sparql-query": {"schema": {"type": "string"}, "example": query},
        "application/x-www-form-urlencoded": {"schema": form, "example": {"query": query}},
    }
    return {
        **described,
        "operationId": f"{described['operationId']}-post",
        "requestBody": {"required": True, "content": content},
        "parameters": [],
    }


def _example(operation: Operation, media_type: str) -> dict[str, object]:
    kind = "object" if media_type.endswith("json") else "string"
    example = operation.example if media_type == operation.media_types[0] else None
    return {"schema": {"type": kind}, "example": example or EXAMPLES[media_type]}


def _headers(status: int) -> dict[str, object]:
    if status != 303:
        return {}
    return {"headers": {"Location": {"schema": {"type": "string"}, "description": "The document"}}}


def _parameter(parameter: Parameter) -> dict[str, object]:
    schema: dict[str, object] = {"type": "string"}
    if parameter.allowed:
        schema["enum"] = list(parameter.allowed)
    if parameter.repeated:
        schema = {"type": "array", "items": schema}
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.place == "path",
        "description": parameter.meaning,
        "schema": schema,
        "example": [parameter.example] if parameter.repeated else parameter.example,
    }


def _problem(kind: type[ServiceError]) -> dict[str, object]:
    example = {
        "type": f"{BASE}/about/errors#{kind.slug}",
        "title": kind.title.en,
        "status": kind.status,
        "detail": "What happened, to what, and what to do next.",
        "instance": "/partnerships",
        "messages": {
            "nb": {"title": kind.title.nb, "detail": "Hva som skjedde, og hva du kan gjøre."},
            "en": {"title": kind.title.en, "detail": "What happened, and what you can do."},
        },
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {"application/problem+json": {"schema": schema, "example": example}}
    return {"description": kind.title.en, "content": content}


_SECURITY: Final = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token for programs."},
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-pk-session"},
    "link": {
        "type": "apiKey",
        "in": "header",
        "name": "Submission-Key",
        "description": "The secret that was given when the submission was made; also ?key=.",
    },
}
_MESSAGE: Final = {
    "type": "object",
    "required": ["title", "detail"],
    "properties": {"title": {"type": "string"}, "detail": {"type": "string"}},
}
_PROBLEM: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "messages"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "messages": {"type": "object", "properties": {"nb": _MESSAGE, "en": _MESSAGE}},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
    },
}
