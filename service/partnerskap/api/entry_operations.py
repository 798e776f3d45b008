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
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UPLOAD: Final = Parameter(
    "name", "Name of the upload.", "GTKjy83apLK3H2-ku0dFME3TRuEbODi-", "path"
)
_PREVIEW: Final = {
    "counts": {"created": 0, "changed": 0, "unchanged": 16, "wrong": 1},
    "remarks": [
        {
            "message": {
                "nb": "«28.03.2021» er lest som 2021-03-28.",
                "nn": "«28.03.2021» er lest som 2021-03-28.",
                "en": "“28.03.2021” was read as 2021-03-28.",
            },
            "grave": False,
            "sheet": "Partnerskap",
            "cell": "S3",
        }
    ],
    "records": [],
}

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
        "/contribute/{type}/{slug}/delete",
        "show-deletion-form",
        "A form for proposing that a published record goes, with what refers to it",
        "entry",
        parameters=(_TYPE, _SLUG, LANGUAGE),
        media_types=("text/html",),
        failures=(400, 404, 410),
    ),
    Operation(
        "/contribute/{type}/{slug}/delete",
        "post-deletion",
        "Propose that a published record goes",
        "entry",
        "A record that others refer to can only give way to another or leave its name.",
        (_TYPE, _SLUG, LANGUAGE),
        ("text/html",),
        "",
        None,
        {303: "The submission that was made."},
        (400, 401, 403, 404, 409, 410, 413, 415, 429),
        "post",
        {_FORM: {"reason": "Slått sammen med folkehelse", "replaced_by": "theme/folkehelse"}},
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
    Operation(
        "/template/{type}.xlsx",
        "get-template",
        "The workbook to fill in, made from the shapes",
        "entry",
        "A sheet for the records and one for each kind of part; drop-downs, help, look-up lists.",
        (
            _TYPE,
            Parameter("filled", "1: with all that is published, to be corrected.", "1"),
            LANGUAGE,
        ),
        (_XLSX,),
        "A workbook.",
        failures=(400,),
    ),
    Operation(
        "/upload",
        "show-upload",
        "The form that takes a workbook or CSV",
        "entry",
        parameters=(
            Parameter("type", "Type of record.", "partnership", allowed=RECORD_TYPES),
            LANGUAGE,
        ),
        media_types=("text/html",),
    ),
    Operation(
        "/upload",
        "upload-table",
        "Look at what a workbook or CSV would do",
        "entry",
        "Send the file itself, or a form with 'file' and 'type'. Nothing is submitted yet.",
        (
            Parameter("type", "Type of record, when the file comes by itself.", "actor"),
            Parameter("name", "Name of the file, when it comes by itself.", "kommuner.csv"),
            LANGUAGE,
        ),
        ("application/json",),
        "What would be created, changed and left unchanged, and what is wrong, cell by cell.",
        {"upload": "/upload/GTKjy83apLK3H2-ku0dFME3TRuEbODi-", **_PREVIEW},
        {303: "The page of the upload, for browsers."},
        (400, 413),
        "post",
        {"text/csv": "Nøkkel;Navn (bokmål)\r\nny-kommune;Ny kommune"},
        201,
    ),
    Operation(
        "/upload/{name}",
        "show-preview",
        "What an upload would do to the records as they stand now",
        "entry",
        parameters=(_UPLOAD, LANGUAGE),
        media_types=("application/json", "text/html"),
        example=_PREVIEW,
        failures=(400, 404),
        login=True,
    ),
    Operation(
        "/upload/{name}/marked.xlsx",
        "get-marked-workbook",
        "The uploaded file with every cell to be mended marked and explained",
        "entry",
        parameters=(_UPLOAD, LANGUAGE),
        media_types=(_XLSX,),
        failures=(400, 404),
        login=True,
    ),
    Operation(
        "/upload/{name}/submit",
        "submit-upload",
        "Submit what an upload would create and change, record by record",
        "entry",
        "Sent twice it makes no doubles: what waits for a reviewer just so is left alone.",
        (_UPLOAD, LANGUAGE),
        ("application/json", "text/html"),
        "What became of each record.",
        {
            "handedIn": [
                {
                    "record": "partnership/prove",
                    "submission": "/submissions/rI8LFrsxAMUHxOyH1SKZAg",
                    "repeated": False,
                    "refusal": None,
                }
            ]
        },
        {},
        (400, 401, 403, 404, 413),
        "post",
        {_FORM: {"reason": "Årlig oppdatering"}},
        login=True,
    ),
)
