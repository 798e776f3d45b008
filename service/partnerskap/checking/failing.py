"""How a check can fail that is not the fault of the data, and failures between processes."""

from __future__ import annotations

import json
from typing import Final

from partnerskap.errors import (
    BadRequestError,
    BudgetError,
    InvalidDataError,
    LimitError,
    ServiceError,
    TooLargeError,
    UnsupportedMediaTypeError,
)

__all__ = [
    "busy",
    "decode_failure",
    "encode_failure",
    "too_many_checks",
    "too_much_memory",
    "too_slow",
    "was_lost",
]

_KINDS: Final = {
    kind.slug: kind
    for kind in (BadRequestError, InvalidDataError, TooLargeError, UnsupportedMediaTypeError)
}
"""What a check raises."""


def encode_failure(error: ServiceError) -> bytes:
    """Write an expected failure."""
    said = {"nb": error.detail.nb, "en": error.detail.en}
    parts = {"slug": error.slug, **said, "headers": error.headers, "members": error.members}
    return json.dumps(parts).encode()


def decode_failure(payload: bytes) -> ServiceError:
    """Read a failure that ``encode_failure`` wrote."""
    parts = json.loads(payload)
    kind = _KINDS.get(parts["slug"], ServiceError)
    return kind(parts["nb"], parts["en"], headers=parts["headers"], members=parts["members"])


def too_slow(seconds: float) -> TooLargeError:
    """Say that a check took longer than it may."""
    return TooLargeError(
        f"Kontrollen ble stoppet etter {seconds:g} sekunder. Del dataene opp, eller kjør "
        "«partnerskap validate» på egen maskin.",
        f"The check was stopped after {seconds:g} seconds. Split the data, or run "
        "“partnerskap validate” on a machine of your own.",
        members={"limit": "max_check_seconds", "value": seconds},
    )


def too_much_memory(limit: int) -> TooLargeError:
    """Say that a check asked for more memory than it may use."""
    return TooLargeError(
        f"Kontrollen trenger mer minne enn de {limit} byte den har. Del dataene opp.",
        f"The check needs more memory than the {limit} bytes it has. Split the data.",
        members={"limit": "max_check_memory_bytes", "value": limit},
    )


def was_lost() -> LimitError:
    """Say that the process that checked is gone."""
    return LimitError(
        "Prosessen som kontrollerte dataene, stoppet brått, trolig fordi de krever mer minne enn "
        "den har, eller på grunn av noe i dem. Tjenesten ellers går som før. Send en mindre del.",
        "The process that checked the data stopped abruptly, probably because they need "
        "more memory than it has, or because of something in them. The service itself goes on. "
        "Send a smaller part.",
    )


def busy(limit: int) -> LimitError:
    """Say that there are as many jobs as there may be."""
    return LimitError(
        f"Det er {limit} kontroller i gang eller i kø, og det er ikke plass til flere. Prøv igjen "
        "om litt.",
        f"There are {limit} checks under way or waiting, and no room for more. Try again in a "
        "while.",
        headers={"Retry-After": "10"},
        members={"limit": "max_check_jobs", "value": limit},
    )


def too_many_checks(limit: int) -> BudgetError:
    """Say that a client has as many checks under way as it may."""
    return BudgetError(
        f"Du har {limit} kontroller i gang, og flere kan ikke være det samtidig. Vent til noen er "
        "ferdige.",
        f"You have {limit} checks under way, and no more may be at once. Wait until some are done.",
        headers={"Retry-After": "1"},
        members={"limit": "max_client_checks", "value": limit},
    )
