"""Says in words what the forms for entering records and for uploading tables answer."""

from __future__ import annotations

from typing import Final

from partnerskap.api.described import LANGUAGE, Operation, Parameter
from partnerskap.graph.terms import RECORD_TYPES

__all__ = ["ENTRY_OPERATIONS"]

_TYPE: Final = Parameter("type", "Type of record.", "partnership", "path", RECORD_TYPES)
_SLUG: Final = Parameter("slug", "Name of the record.", "trd3", "path")
_ID: Final = Parameter("id", "Id of the submission.", "rI8LFrsxAMUHxOyH1SKZAg", "path")
_FORM: Final = "application/x-www-form-urlencoded"
_TYPED: Final = {_FORM: {"/name/nb": "Nytt samarbeid", "/members/0/actor": "5001", "do": "check"}}
_POSTED: Final = (
    "The names of the fields are JSON Pointers into plain JSON. 'do' is check, save or submit; "
    "'add' and 'remove' name a row, 'apply' a proposal. Nothing that was typed is ever lost."
)
_SAVED: Final = {303: "The draft that was saved, or the submission."}

ENTRY_OPERATIONS: Final = (
    Operation(
        "/contribute",
        "choose-form",
        "What can be entered, and how",
        "entry",
        parameters=(LANGUAGE,),
        media_types=("text/html",),
    ),
    Operation(
        "/contribute/{type}",
        "show-empty-form",
        "The empty form of a record type, made from the shapes",
        "entry",
        parameters=(_TYPE, LANGUAGE),
        media_types=("text/html",),
        failures=(400, 404),
    ),
    Operation(
        "/contribute/{type}",
        "post-new-record",
        "Check, save or submit a new record from its form",
        "entry",
        _POSTED,
        (_TYPE, LANGUAGE),
        ("application/json", "text/html"),
        "What is wrong so far, by the element it is about; as a page, the form with it.",
        {
            "faults": [
                {
                    "id": "f-name-en",
                    "field": "Navn på engelsk",
                    "message": "Navn på engelsk mangler. Skriv ett navn på engelsk.",
                    "grave": True,
                }
            ]
        },
        _SAVED,
        (400, 401, 403, 404, 409, 413, 415, 422, 429),
        "post",
        _TYPED,
    ),
    Operation(
        "/contribute/{type}/{slug}",
        "show-record-form",
        "A published record as a form, for a change to be proposed",
        "entry",
        parameters=(_TYPE, _SLUG, LANGUAGE),
        media_types=("text/html",),
        failures=(400, 404, 410),
    ),
    Operation(
        "/contribute/{type}/{slug}",
        "post-record-change",
        "Check, save or submit a change from the form of a record",
        "entry",
        _POSTED,
        (_TYPE, _SLUG, LANGUAGE),
        ("text/html",),
        "The form with what is wrong so far.",
        None,
        _SAVED,
        (400, 401, 403, 404, 409, 410, 412, 413, 415, 422, 429),
        "post",
        _TYPED,
    ),
    Operation(
        "/submissions/{id}/edit",
        "show-draft-form",
        "A draft as a form",
        "entry",
        parameters=(_ID, LANGUAGE),
        media_types=("text/html",),
        redirects={303: "The submission, when it can be changed no more."},
        failures=(400, 404),
        login=True,
    ),
    Operation(
        "/submissions/{id}/edit",
        "post-draft-form",
        "Check, save or submit a draft from its form",
        "entry",
        _POSTED,
        (_ID, LANGUAGE),
        ("text/html",),
        "The form with what is wrong so far.",
        None,
        _SAVED,
        (400, 403, 404, 409, 412, 413, 415, 422),
        "post",
        _TYPED,
        login=True,
    ),
)
