"""Says in words what the routes for linking lists and registers answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from partnerskap.api.described import LANGUAGE, Operation, Parameter

__all__ = ["LINKING_OPERATIONS"]

_JSON: Final = ("application/json",)
_QUERIES: Final = '{"q0": {"query": "Bergen", "type": "municipality"}}'
_EXTEND: Final = '{"ids": ["id/actor/ntnu"], "properties": [{"id": "ror"}]}'
_BATCHES: Final = "The service itself without parameters; at most 200 queries or ids at a time."

_DRAFT: Final = {
    "queries": [{"type": "municipality", "conditions": [{"matchType": "name", "v": "Bergen"}]}]
}
_SUGGEST: Final = Operation(
    "/reconcile/suggest/{what}",
    "suggest",
    "Suggest records, types or properties as one types",
    "linking",
    "",
    (
        Parameter("what", "What to suggest.", "entity", "path", ("entity", "type", "property")),
        Parameter("prefix", "What was typed.", "Berg"),
        Parameter("type", "Type of the records.", "municipality"),
        Parameter("cursor", "How many suggested records to skip.", "10"),
        LANGUAGE,
    ),
    _JSON,
    failures=(400, 404),
)
_PREVIEW: Final = Operation(
    "/reconcile/preview",
    "preview-record",
    "A record in a few words, for a frame",
    "linking",
    "",
    (Parameter("id", "Id of the record.", "id/actor/ntnu"), LANGUAGE),
    ("text/html",),
    failures=(400, 404),
)

LINKING_OPERATIONS: Final = (
    Operation(
        "/about/linking",
        "read-of-linking",
        "How lists are matched in OpenRefine and what the scores mean",
        "linking",
        "",
        (LANGUAGE,),
        ("text/html",),
    ),
    Operation(
        "/reconcile",
        "reconcile",
        "Match names against the graph: Reconciliation API 0.2",
        "linking",
        _BATCHES,
        (
            Parameter("queries", "A batch of queries.", _QUERIES),
            Parameter("extend", "Records and properties to give the values of.", _EXTEND),
            LANGUAGE,
        ),
        _JSON,
        failures=(400, 413, 429, 503),
    ),
    Operation(
        "/reconcile",
        "reconcile-form",
        "The same with the batch in a form",
        "linking",
        _BATCHES,
        media_types=_JSON,
        failures=(400, 413, 429, 503),
        method="post",
        body={"application/x-www-form-urlencoded": {"queries": _QUERIES}},
    ),
    _SUGGEST,
    Operation(
        "/reconcile/extend/propose",
        "propose-properties",
        "The properties that records of a type have",
        "linking",
        "",
        (Parameter("type", "A type.", "municipality"), LANGUAGE),
        _JSON,
    ),
    _PREVIEW,
    Operation(
        "/reconcile/1.0-draft",
        "describe-draft",
        "The service as 1.0-draft of the Reconciliation API describes one",
        "linking",
        "",
        (LANGUAGE,),
        _JSON,
    ),
    Operation(
        "/reconcile/1.0-draft/reconcile",
        "reconcile-draft",
        "Match names as 1.0-draft asks",
        "linking",
        "At most 200 queries at a time.",
        media_types=_JSON,
        failures=(400, 413, 429, 503),
        method="post",
        body={"application/json": _DRAFT},
    ),
    *(
        replace(each, path=f"/reconcile/1.0-draft{each.path.removeprefix('/reconcile')}", name=name)
        for each, name in ((_SUGGEST, "suggest-draft"), (_PREVIEW, "preview-draft"))
    ),
    Operation(
        "/lookup",
        "look-up",
        "The record with a number or an address in another register",
        "linking",
        "An old municipality number leads to today's municipality, told in the Link header; one "
        "that was split is answered 300 with the choices.",
        (
            Parameter("orgnr", "Organisation number.", "974767880"),
            Parameter("kommunenummer", "Municipality number, also of 2020–2023.", "4601"),
            Parameter("ror", "ROR id.", "05xg72x27"),
            Parameter("wikidata", "Wikidata id.", "Q314536"),
            Parameter("uri", "Address in another register.", "https://ror.org/05xg72x27"),
            Parameter("id", "Id as the reconciliation service gives it.", "id/actor/ntnu"),
            LANGUAGE,
        ),
        _JSON,
        redirects={303: "See the record."},
        failures=(400, 404),
    ),
)
