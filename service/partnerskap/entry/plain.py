"""Plain JSON of a record, both ways, and its limits.

``to_plain`` writes it, ``from_plain`` reads it, ``parse_plain`` makes it of bytes from outside.
How it looks is told in ``docs/entry.md``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from partnerskap.entry.plain_reading import PlainRead, from_plain
from partnerskap.entry.plain_writing import to_plain
from partnerskap.entry.values import Json
from partnerskap.errors import BadRequestError, TooLargeError

__all__ = ["Json", "PlainLimits", "PlainRead", "from_plain", "parse_plain", "to_plain"]


@dataclass(frozen=True, slots=True)
class PlainLimits:
    """How much JSON is read: bytes in all, how deep it nests, and how many values it has."""

    size: int = 2_000_000
    depth: int = 20
    values: int = 50_000


_LIMITS: Final = PlainLimits()


def parse_plain(body: bytes, limits: PlainLimits = _LIMITS) -> dict[str, object]:
    """Read one JSON object from outside; decimal numbers keep the digits they were written with.

    Raises TooLargeError over a limit, and BadRequestError for what is no JSON object, for a key
    that stands twice and for numbers that JSON does not have.
    """
    if len(body) > limits.size:
        raise _too_large("byte", "bytes", limits.size)
    try:
        data = json.loads(
            body, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once
        )
    except RecursionError:
        raise _too_large("nivåer", "levels", limits.depth) from None
    except ValueError as fault:
        raise BadRequestError(
            f"Innholdet er ikke gyldig JSON: {fault}.", f"The body is not valid JSON: {fault}."
        ) from fault
    if not isinstance(data, dict):
        raise BadRequestError(
            "Innholdet skal være ett JSON-objekt med oppføringens felt.",
            "The body must be one JSON object with the fields of the record.",
        )
    _measure(data, limits)
    return data


def _measure(data: object, limits: PlainLimits) -> None:
    level, count = [data], 0
    for _ in range(limits.depth + 1):
        count += len(level)
        if count > limits.values:
            raise _too_large("verdier", "values", limits.values)
        level = [
            item
            for value in level
            if isinstance(value, dict | list)
            for item in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return
    raise _too_large("nivåer", "levels", limits.depth)


def _too_large(nb: str, en: str, limit: int) -> TooLargeError:
    return TooLargeError(
        f"JSON-innholdet har mer enn {limit} {nb}. Del det opp.",
        f"The JSON has more than {limit} {en}. Divide it.",
        members={"limit": limit},
    )


def _no_constant(name: str) -> object:
    raise BadRequestError(f"JSON har ikke tallet {name}.", f"JSON has no number {name}.")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise BadRequestError(
            f"Nøkkelen «{double}» står to ganger i samme objekt. Fjern den ene.",
            f"The key {double!r} stands twice in one object. Remove one of them.",
        )
    return found
