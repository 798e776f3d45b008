"""What the Reconciliation API demands of answers, restated as JSON Schemas of our own."""

from __future__ import annotations

from typing import Final

__all__ = [
    "CANDIDATES",
    "DRAFT_CANDIDATES",
    "DRAFT_MANIFEST",
    "ENTITIES",
    "EXTENDED",
    "MANIFEST",
    "PROPERTIES",
    "PROPOSED",
    "TYPES",
]

_TEXT: Final = {"type": "string", "minLength": 1}
_NAME: Final[dict[str, object]] = {
    "id": _TEXT,
    "name": _TEXT,
    "description": {"type": "string"},
}


def _object(required: list[str], properties: dict[str, object]) -> dict[str, object]:
    return {"type": "object", "required": required, "properties": properties}


def _list(items: dict[str, object]) -> dict[str, object]:
    return {"type": "array", "items": items}


_NAMED: Final = _object(["id", "name"], _NAME)
_TYPE: Final = _object(["id", "name"], {**_NAME, "broader": _list(_NAMED)})
_URL: Final[dict[str, object]] = {"url": {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}}
_TEMPLATE: Final = _object(["url"], _URL)
_PLACE: Final = {
    "type": "object",
    "required": ["service_url", "service_path"],
    "properties": {
        "service_url": {"type": "string", "pattern": "^https?://"},
        "service_path": {"type": "string", "pattern": "^/"},
    },
}
MANIFEST: Final = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "items": _TEXT, "contains": {"const": "0.2"}},
        "name": _TEXT,
        "identifierSpace": {"type": "string", "pattern": "^https?://"},
        "schemaSpace": {"type": "string", "pattern": "^https?://"},
        "documentation": {"type": "string", "pattern": "^https?://"},
        "logo": {"type": "string", "pattern": "^https?://"},
        "serviceVersion": _TEXT,
        "view": _TEMPLATE,
        "feature_view": _TEMPLATE,
        "defaultTypes": {"type": "array", "items": _TYPE, "uniqueItems": True},
        "suggest": {
            "type": "object",
            "properties": {"entity": _PLACE, "type": _PLACE, "property": _PLACE},
            "additionalProperties": False,
        },
        "preview": _object(
            ["url", "width", "height"],
            {**_URL, "width": {"type": "integer"}, "height": {"type": "integer"}},
        ),
        "extend": {
            "type": "object",
            "properties": {"propose_properties": _PLACE, "property_settings": {"type": "array"}},
        },
        "batchSize": {"type": "integer", "minimum": 1},
    },
}
_FEATURE: Final = {
    "type": "object",
    "required": ["id", "name", "value"],
    "properties": {"id": _TEXT, "name": _TEXT, "value": {"type": ["number", "boolean"]}},
}
_CANDIDATE: Final[dict[str, object]] = {
    "type": "object",
    "required": ["id", "name", "score", "match", "type", "features"],
    "properties": {
        **_NAME,
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": _TYPE, "minItems": 1},
        "features": {"type": "array", "items": _FEATURE},
    },
}
CANDIDATES: Final = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "properties": {"result": {"type": "array", "items": _CANDIDATE}},
    },
}
TYPES: Final = {
    "type": "object",
    "required": ["result"],
    "properties": {"result": {"type": "array", "items": _TYPE}},
}
PROPERTIES: Final = {
    "type": "object",
    "required": ["result"],
    "properties": {"result": {"type": "array", "items": _NAMED}},
}
ENTITIES: Final = _object(
    ["result"], {"result": _list(_object(["id", "name"], {**_NAME, "notable": _list(_TYPE)}))}
)
PROPOSED: Final = {
    "type": "object",
    "required": ["properties"],
    "properties": {"type": _TEXT, "properties": {"type": "array", "items": _NAMED, "minItems": 1}},
}


def _only(name: str, kind: str) -> dict[str, object]:
    return {
        "type": "object",
        "required": [name],
        "properties": {name: {"type": kind}},
        "additionalProperties": False,
    }


EXTENDED: Final = {
    "type": "object",
    "required": ["meta", "rows"],
    "properties": {
        "meta": {"type": "array", "items": _NAMED},
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {
                    "type": "array",
                    "items": {
                        "oneOf": [
                            {**_NAMED, "additionalProperties": False},
                            _only("str", "string"),
                            _only("int", "integer"),
                        ]
                    },
                },
            },
        },
    },
}

_YES: Final = {"type": "boolean"}
DRAFT_MANIFEST: Final = _object(
    ["versions", "name", "view"],
    {
        "versions": {"type": "array", "items": _TEXT, "contains": {"const": "1.0-draft"}},
        "name": _TEXT,
        "view": _object(["url"], {"url": {"type": "string", "pattern": r"\{[^}]*id[^}]*\}"}}),
        "defaultTypes": {"type": "array", "items": _TYPE, "uniqueItems": True},
        "suggest": _object(
            ["entity", "property", "type"], {"entity": _YES, "property": _YES, "type": _YES}
        ),
        "preview": _object(
            ["width", "height"], {"width": {"type": "integer"}, "height": {"type": "integer"}}
        ),
        "standardizedScore": {"const": True},
    },
)
DRAFT_CANDIDATES: Final = _object(
    ["results"],
    {"results": _list(_object(["candidates"], {"candidates": _list(_CANDIDATE)}))},
)
