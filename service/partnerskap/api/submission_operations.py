"""Says in words what the addresses of submissions take and answer, with an example of each."""

from __future__ import annotations

from typing import Final

from partnerskap.api.described import Operation, Parameter
from partnerskap.entry.states import State
from partnerskap.graph.terms import PREFIXES

__all__ = ["SUBMISSION_OPERATIONS"]

_JSON: Final = ("application/json",)
_ID: Final = Parameter("id", "The submission.", "2rYbqx3mGfJH0oZyQyqk7w", "path")
_IF_MATCH: Final = Parameter("If-Match", "The ETag of the submission.", '"r2"', "header")
_KEY: Final = Parameter("key", "The secret of the submission's link.", "c2VjcmV0")
_SAID: Final = (
    Parameter("record", "The record, as type/name.", "theme/fjordhelse"),
    Parameter("kind", "`delete` to propose that the record goes.", "delete", allowed=("delete",)),
    Parameter("reason", "Why; becomes the reason in the history.", "Nytt tema fra avtalen"),
    Parameter("language", "Language of messages to the submitter.", "nb"),
    Parameter("replacedBy", "For a deletion: the record that takes its place.", "theme/helse"),
    Parameter(
        "If-Match",
        'For a change: the version it was made from ("v12"), or the ETag of an RDF form.',
        '"v12"',
        "header",
    ),
    Parameter("If-None-Match", "`*` for a record that must be new.", "*", "header"),
    Parameter("Idempotency-Key", "The same key again gives the same submission.", "8c2e", "header"),
)
_RECORD: Final = {"type": "theme", "id": "fjordhelse", "name": {"nb": "Fjordhelse"}}
_TURTLE: Final = f'@prefix skos: <{PREFIXES["skos"]}> .\n<> skos:prefLabel "Fjordhelse"@nb .\n'
_PATCH: Final = '<https://w3id.org/partnerskap/id/theme/fjordhelse> <urn:p> "x" .\n'
_SUBMISSION: Final = {
    "id": "2rYbqx3mGfJH0oZyQyqk7w",
    "url": "/submissions/2rYbqx3mGfJH0oZyQyqk7w",
    "record": "theme/fjordhelse",
    "kind": "create",
    "state": "submitted",
    "revision": 2,
    "reason": "Nytt tema fra avtalen",
    "version": None,
}
_CASE: Final = {**_SUBMISSION, "acts": ["withdraw"], "events": [], "comments": []}
_CHANGE: Final = (400, 401, 403, 404, 409, 412, 422, 428)


def _act(name: str, summary: str, description: str = "", *, reason: str = "") -> Operation:
    return Operation(
        f"/submissions/{{id}}/{name}" if name == "comment" else "/submissions/{id}/{act}",
        f"submission-{name}",
        summary,
        "submissions",
        description,
        (_ID, _KEY) if name == "comment" else (_ID, _ACT, _IF_MATCH, _KEY),
        _JSON,
        "The submission as it is then.",
        _CASE,
        failures=(400, 401, 403, 404, 413) if name == "comment" else _CHANGE,
        method="post",
        body={"application/json": {"text" if name == "comment" else "reason": reason}},
        login=True,
    )


_ACT: Final = Parameter(
    "act",
    "What is done to it.",
    "submit",
    "path",
    ("submit", "withdraw", "request-changes", "accept", "reject"),
)
SUBMISSION_OPERATIONS: Final = (
    Operation(
        "/submissions",
        "list-submissions",
        "Submissions, those changed last first",
        "submissions",
        "Reviewers see all, others their own.",
        (
            Parameter(
                "state", "Only in this state.", "submitted", allowed=tuple(State), repeated=True
            ),
            Parameter("record", "Only about this record.", "theme/fjordhelse"),
            Parameter("limit", "Most on one page, 1 to 199.", "50"),
            Parameter("next", "Where the page begins, from `next` of the one before.", "W10"),
        ),
        _JSON,
        "A page of submissions, and the address of the next.",
        {"list": "submissions", "items": [_SUBMISSION], "next": None},
        failures=(400, 401, 403),
        login=True,
    ),
    Operation(
        "/submissions",
        "create-submission",
        "Propose a new record, a change or a deletion",
        "submissions",
        "The body is the record as plain JSON or RDF, or an envelope with `data` or `rdf` and, "
        "beside it, what otherwise stands in the query. It is kept as a draft, byte for byte, also "
        "with faults; `submit` judges it. The answer has the secret of its link.",
        _SAID,
        _JSON,
        "The draft, its secret link, and what could not be read.",
        {**_SUBMISSION, "state": "draft", "link": "/submissions/…?key=…", "problems": []},
        failures=(400, 401, 403, 404, 409, 410, 412, 413, 415, 422, 428, 429),
        method="post",
        body={
            "application/json": {
                "data": _RECORD,
                "reason": "Nytt tema",
                "contact": {"name": "Kari Nordmann", "email": "kari@example.org"},
            },
            "application/ld+json": {"@id": "https://w3id.org/partnerskap/id/theme/fjordhelse"},
            "text/turtle": _TURTLE,
        },
        status=201,
    ),
    Operation(
        "/submissions/{id}",
        "get-submission",
        "One submission with its content, its story and what you may do",
        "submissions",
        "For whoever made it, by account or secret link, and for reviewers.",
        (_ID, _KEY),
        _JSON,
        "The submission; the ETag names its revision.",
        _CASE,
        failures=(401, 404),
        login=True,
    ),
    Operation(
        "/submissions/{id}",
        "replace-submission",
        "Put new content in place of the old",
        "submissions",
        "Also `?base=v13`, once you have seen what others changed and start from there.",
        (_ID, _IF_MATCH, _KEY, Parameter("base", "The version it is made from.", "v13")),
        _JSON,
        "The submission as it is then.",
        _CASE,
        failures=(*_CHANGE, 413, 415),
        method="put",
        body={"application/json": _RECORD, "text/turtle": _TURTLE},
        login=True,
    ),
    Operation(
        "/submissions/{id}",
        "patch-submission",
        "Change the content",
        "submissions",
        "Plain JSON by JSON Merge Patch (RFC 7396); triples of any content by RDF Patch.",
        (_ID, _IF_MATCH, _KEY),
        _JSON,
        "The submission as it is then.",
        _CASE,
        failures=(*_CHANGE, 413, 415),
        method="patch",
        body={
            "application/merge-patch+json": {"name": {"nb": "Fjordhelse"}},
            "application/rdf-patch": f"A {_PATCH}",
        },
        login=True,
    ),
    Operation(
        "/submissions/{id}",
        "delete-submission",
        "Take a submission back for good",
        "submissions",
        "The same as the act `withdraw`.",
        (_ID, _IF_MATCH, _KEY),
        _JSON,
        "The submission as it is then.",
        {**_CASE, "state": "withdrawn"},
        failures=_CHANGE,
        method="delete",
        login=True,
    ),
    Operation(
        "/submissions/{id}/difference",
        "submission-difference",
        "What a submission changes, in words, and what others changed meanwhile",
        "submissions",
        "",
        (_ID, _KEY),
        _JSON,
        "Lines of fields and values by their labels; terms stand beside.",
        {"record": "theme/fjordhelse", "base": 12, "version": 13, "yours": [], "theirs": []},
        failures=(401, 404),
        login=True,
    ),
    Operation(
        "/submissions/{id}/contact",
        "forget-submitter",
        "Erase the submitter's name and e-mail address",
        "submissions",
        "The submission and the history stay.",
        (_ID, _KEY),
        _JSON,
        "The submission as it is then.",
        _CASE,
        failures=(401, 403, 404),
        method="delete",
        login=True,
    ),
    _act(
        "act",
        "Submit, withdraw, ask for changes, accept or reject",
        "Submitting judges the record by the shapes; accepting judges it again and publishes it. "
        "Asking for changes and rejecting need a `reason`.",
        reason="Fint, takk.",
    ),
    _act("comment", "Add a remark to the thread", reason="Hvilken kilde?"),
)
