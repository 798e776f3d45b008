"""Says in words what the routes about forms answer."""

from __future__ import annotations

from typing import Final

from partnerskap.api.described import LANGUAGE, Operation, Parameter
from partnerskap.graph.terms import RECORD_TYPES

__all__ = ["FORM_OPERATIONS"]

_TYPE: Final = Parameter("type", "Type of record.", "partnership", "path", RECORD_TYPES)

FORM_OPERATIONS: Final = (
    Operation(
        "/ns/forms",
        "list-forms",
        "The types of record that can be entered",
        "entry",
        parameters=(LANGUAGE,),
        media_types=("text/html",),
    ),
    Operation(
        "/ns/forms/{type}",
        "get-form",
        "The fields of one type of record: keys, meanings, allowed values",
        "entry",
        parameters=(_TYPE, LANGUAGE),
        media_types=("text/html",),
        failures=(400, 404),
    ),
    Operation(
        "/schemas/{type}.json",
        "get-schema",
        "The JSON Schema of one type of record",
        "entry",
        "Made from the SHACL shapes. Titles and descriptions follow the language asked for.",
        (_TYPE, LANGUAGE),
        ("application/schema+json",),
        "A schema in the 2020-12 dialect.",
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Partnerskap"},
        failures=(400, 404),
    ),
    Operation(
        "/choices/{name}",
        "find-choices",
        "What can be chosen in a field",
        "entry",
        "Codes and records by any of their names, forgiving typing errors; municipalities also by "
        "old and new number, actors by organisation number.",
        (
            Parameter(
                "name",
                "A code list, a type of record, or a field such as partnership.members.actor.",
                "partnership.members.actor",
                "path",
            ),
            Parameter("q", "What somebody has typed; everything when it is empty.", "trondhjem"),
            Parameter("limit", "Choices, 1 to 500.", "20"),
            LANGUAGE,
        ),
        ("application/json",),
        "Choices, best first. 'value' is what plain JSON has.",
        {
            "list": "actor",
            "q": "trondhjem",
            "language": "nb",
            "total": 1,
            "items": [
                {
                    "value": "trondheim-kommune",
                    "label": "Trondheim kommune",
                    "detail": "kommune 5001",
                    "definition": "",
                    "iri": "https://w3id.org/partnerskap/id/actor/trondheim-kommune",
                }
            ],
        },
        failures=(400, 404, 413),
    ),
)
