"""How much one question or one change may ask for."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds, each refused with an error that names it.

    ``steps`` counts brackets, operators and keywords: the engine's parser calls itself once or
    more for each, and was measured to overflow its stack from 3 000 of the costliest on.
    ``seconds`` is working time; time spent waiting for a slow reader does not count. ``services``
    are the endpoints that queries may ask with SERVICE.
    """

    query_bytes: int = 262_144
    update_bytes: int = 2_097_152
    query_depth: int = 128
    query_steps: int = 2_000
    result_bytes: int = 268_435_456
    upload_bytes: int = 67_108_864
    seconds: float = 30.0
    services: tuple[str, ...] = ()
