"""Read the batches of the Reconciliation API 0.2: queries and requests for values."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Final

from partnerskap.errors import BadRequestError, TooLargeError
from partnerskap.linking.kinds import KINDS
from partnerskap.linking.matching import Condition, Types
from partnerskap.linking.properties import PROPERTIES

__all__ = ["BATCH", "Extension", "Query", "read_draft", "read_extension", "read_queries"]

BATCH: Final = 200
_LONGEST: Final = 500
_MOST: Final = 20
_FEW: Final = 5
_STRICT: Final = ("any", "all", "should")


@dataclass(frozen=True, slots=True)
class Query:
    """One name to be matched, and how many candidates are wanted."""

    text: str
    types: Types
    conditions: tuple[Condition, ...]
    limit: int
    required: frozenset[str] = frozenset()
    """The properties without which nothing is a candidate."""


@dataclass(frozen=True, slots=True)
class Extension:
    """The records and the properties whose values are wanted."""

    ids: tuple[str, ...]
    properties: tuple[str, ...]


def read_queries(text: str) -> dict[str, Query]:
    """Read ``queries``; BadRequestError for what is not one, TooLargeError for too many.

    >>> read_queries('{"q0": {"query": "Bergen"}}')["q0"].limit
    5
    """
    queries = _object(text, "queries")
    _within(len(queries), BATCH)
    return {name: _query(value) for name, value in queries.items()}


def read_draft(text: str) -> list[Query]:
    """Read a batch of 1.0-draft; errors as above, and for the conditions that are not understood.

    >>> batch = '{"queries": [{"conditions": [{"matchType": "name", "v": "Bergen"}]}]}'
    >>> [query.text for query in read_draft(batch)]
    ['Bergen']
    """
    return [_draft_query(each) for each in _listed(_object(text, "queries").get("queries"), BATCH)]


def _draft_query(value: object) -> Query:
    if not isinstance(value, dict):
        raise _bad("queries")
    conditions = [_understood(each) for each in _listed(value.get("conditions"), _MOST)]
    names = [each.get("v") for each in conditions if each.get("matchType") == "name"]
    properties = [each for each in conditions if each.get("matchType") == "property"]
    if len(names) + len(properties) != len(conditions) or not conditions:
        raise _bad("conditions")
    told = {key: value[key] for key in ("type", "limit") if key in value}
    name = next(iter(names), "")
    text = name[0] if isinstance(name, list) and name else name
    query = _query({**told, "query": text, "properties": properties})
    needed = frozenset(_property(each.get("pid")) for each in properties if each.get("required"))
    return replace(query, required=needed)


def _understood(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _bad("conditions")
    if value.get("matchQuantifier", "any") != "any" or "matchQualifier" in value:
        raise BadRequestError(
            "Tjenesten forstår bare matchQuantifier «any», og ingen matchQualifier.",
            "The service understands matchQuantifier 'any' only, and no matchQualifier.",
        )
    return value


def read_extension(text: str) -> Extension:
    """Read ``extend``; errors as above."""
    asked = _object(text, "extend")
    ids = tuple(map(_text, _listed(asked.get("ids"), BATCH)))
    names = [
        value.get("id") if isinstance(value, dict) else ""
        for value in _listed(asked.get("properties"), BATCH)
    ]
    return Extension(ids, tuple(_property(name) for name in names))


def _query(value: object) -> Query:
    if not isinstance(value, dict) or not ({"query", "properties"} & value.keys()):
        raise _bad("queries")
    given = _listed(value.get("properties") or [], _MOST)
    conditions = tuple(_condition(each) for each in given)
    return Query(_text(value.get("query", "")), _types(value), conditions, _limit(value))


def _types(value: dict[str, object]) -> Types:
    asked = value.get("type") or []
    ids = frozenset(map(_text, asked if isinstance(asked, list) else [asked]))
    if unknown := sorted(ids - set(KINDS)):
        raise BadRequestError(
            f"Typen «{unknown[0][:40]}» finnes ikke. Velg blant {', '.join(KINDS)}.",
            f"There is no type {unknown[0][:40]!r}. Choose among {', '.join(KINDS)}.",
        )
    strict = value.get("type_strict", "any")
    if not isinstance(strict, str) or strict not in _STRICT:
        raise BadRequestError(
            f"«type_strict» kan ikke være «{str(strict)[:40]}». Velg blant {', '.join(_STRICT)}.",
            f"'type_strict' cannot be {str(strict)[:40]!r}. Choose among {', '.join(_STRICT)}.",
        )
    return Types(ids, strict)


def _limit(value: dict[str, object]) -> int:
    limit = value.get("limit", _FEW)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit >= 1:
        raise BadRequestError(
            f"«limit» kan ikke være «{str(limit)[:40]}». Skriv et helt tall fra 1 til {_MOST}.",
            f"'limit' cannot be {str(limit)[:40]!r}. Write a whole number from 1 to {_MOST}.",
        )
    return int(min(limit, _MOST))


def _condition(value: object) -> Condition:
    if not isinstance(value, dict):
        raise _bad("queries")
    given = value.get("v")
    values = _listed(given, _MOST) if isinstance(given, list) else [given]
    return Condition(_property(value.get("pid")), tuple(map(_value, values)))


def _value(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("id", "")
    return _text(json.dumps(value) if isinstance(value, int | float) else value)


def _property(name: object) -> str:
    if not isinstance(name, str) or name not in PROPERTIES:
        raise BadRequestError(
            f"Egenskapen «{str(name)[:40]}» finnes ikke. Velg blant {', '.join(PROPERTIES)}.",
            f"There is no property {str(name)[:40]!r}. Choose among {', '.join(PROPERTIES)}.",
        )
    return name


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _bad("queries")
    return value[:_LONGEST]


def _listed(value: object, most: int) -> list[object]:
    if not isinstance(value, list):
        raise _bad("queries")
    _within(len(value), most)
    return value


def _object(text: str, name: str) -> dict[str, object]:
    try:
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        raise _bad(name) from None
    if not isinstance(found, dict):
        raise _bad(name)
    return found


def _within(number: int, most: int) -> None:
    if number > most:
        raise TooLargeError(
            f"Bunken har {number} deler der grensen er {most}. Del den opp.",
            f"The batch has {number} parts where the limit is {most}. Split it.",
        )


def _bad(name: str) -> BadRequestError:
    return BadRequestError(
        f"«{name}» er ikke slik Reconciliation API 0.2 beskriver. Se docs/linking.md.",
        f"{name!r} is not as the Reconciliation API 0.2 describes. See docs/linking.md.",
    )
