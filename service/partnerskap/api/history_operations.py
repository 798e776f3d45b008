"""Says in words what the addresses of changes and histories answer."""

from __future__ import annotations

from typing import Final

from partnerskap.api.described import LANGUAGE, Operation, Parameter, media_types
from partnerskap.web.links import PLURALS
from partnerskap.web.negotiate import DOCUMENT_FORMATS, FEED_FORMATS, PAGE_FORMATS

__all__ = ["HISTORY_OPERATIONS"]

_NUMBER: Final = Parameter("number", "The version.", "1", "path")
_VERSION: Final = Parameter("version", "The version.", "1", "path")
_CHANGE: Final = {
    "version": 12,
    "url": "/changes/12",
    "at": "2026-11-26T08:00:00.000+00:00",
    "reason": "Avtalen er forlenget",
    "roles": ["submitter", "reviewer"],
    "records": [{"record": "partnership/trd3", "kind": "updated", "url": "/partnerships/trd3"}],
}
_DIFFERENCE: Final = {
    "about": {"nb": "TRD3.0", "nn": "TRD3.0", "en": "TRD3.0"},
    "field": {"nb": "Navn", "nn": "Namn", "en": "Name"},
    "removed": [],
    "added": [{"text": {"nb": "TRD4.0", "nn": "TRD4.0", "en": "TRD4.0"}, "language": "nb"}],
}
_EXAMPLES: Final = {
    "partnership": "trd3",
    "actor": "ntnu",
    "theme": "helse",
    "scheme": "baerum-fond",
    "source": "ks-trd",
    "county": "trondelag",
    "collection": "ks-erfaringssamling",
    "umbrella": "usn",
    "agreement": "usn-grenland",
    "code": "role",
    "reference": "los",
}


def _of_record(kind: str, folder: str) -> tuple[Operation, ...]:
    slug = Parameter("slug", f"Short name of the {kind}.", _EXAMPLES[kind], "path")
    return (
        Operation(
            f"/{folder}/{{slug}}/history",
            f"get-{kind}-history",
            f"All versions of one {kind}, the newest first",
            "history",
            "In RDF the history is PROV-O: versions are entities, changes are activities, people "
            "appear by the part they played.",
            (slug, LANGUAGE),
            media_types(DOCUMENT_FORMATS),
            "The versions.",
            {"record": f"{kind}/{slug.example}", "version": 12, "items": [_CHANGE]},
            failures=(400, 404, 406),
        ),
        Operation(
            f"/{folder}/{{slug}}/versions/{{version}}",
            f"get-{kind}-version",
            f"One {kind} as it was at a version",
            "history",
            "",
            (slug, _VERSION, LANGUAGE),
            media_types(DOCUMENT_FORMATS),
            failures=(400, 404, 406, 410),
        ),
        _comparison(kind, folder, slug),
    )


def _comparison(kind: str, folder: str, slug: Parameter) -> Operation:
    return Operation(
        f"/{folder}/{{slug}}/compare",
        f"compare-{kind}-versions",
        f"What sets two versions of one {kind} apart, in words",
        "history",
        "Without `from` and `to`: the last change.",
        (
            slug,
            Parameter("from", "The earlier version.", "1"),
            Parameter("to", "The later version.", "1"),
            LANGUAGE,
        ),
        media_types(PAGE_FORMATS),
        "Lines of fields and values by their labels.",
        {"record": f"{kind}/{slug.example}", "from": 1, "to": 12, "difference": [_DIFFERENCE]},
        failures=(400, 404, 406),
    )


HISTORY_OPERATIONS: Final = (
    Operation(
        "/changes",
        "list-changes",
        "Everything that was published, the latest first",
        "history",
        "As a page, as JSON and as an Atom feed (RFC 4287), page by page (RFC 5005).",
        (
            Parameter("record", "Only of this record.", "partnership/trd3"),
            Parameter("before", "Only versions below this number.", "100"),
            Parameter("limit", "Most on one page, 1 to 200.", "50"),
            LANGUAGE,
        ),
        (*media_types(PAGE_FORMATS), FEED_FORMATS[2].media_type),
        "A page of changes, and the address of the next.",
        {"list": "changes", "items": [_CHANGE], "next": None},
        failures=(400, 406),
    ),
    Operation(
        "/changes/{number}",
        "get-change",
        "What one change did to each record, in words",
        "history",
        "",
        (_NUMBER, LANGUAGE),
        media_types(PAGE_FORMATS),
        "The change.",
        {**_CHANGE, "differences": {"partnership/trd3": [_DIFFERENCE]}},
        failures=(404, 406),
    ),
    Operation(
        "/changes/{number}/revert",
        "revert-change",
        "Take a change back, as a new change",
        "history",
        "For reviewers. Where later changes touched the same, it is refused with 409; with "
        "`?as=submission` it becomes a submission instead.",
        (_NUMBER, Parameter("as", "Make a submission of it.", "submission")),
        ("application/json",),
        "The new version.",
        {"version": 13, "url": "/changes/13", "reverts": 12},
        failures=(400, 401, 403, 404, 409, 422),
        method="post",
        body={"application/json": {"reason": "Feil avtale"}},
        status=201,
        login=True,
    ),
    *(
        operation
        for kind, folder in PLURALS.items()
        if kind != "question"
        for operation in _of_record(kind, folder)
    ),
)
