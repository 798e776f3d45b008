"""From settings to limits and to a pool of workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from partnerskap.settings import Settings
from partnerskap.sparql.holding import Snapshot
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.pool import PoolSize, WorkerPool
from partnerskap.sparql.worker import Allowance

__all__ = ["make_limits", "make_pool"]


def make_limits(settings: Settings) -> Limits:
    """Take the upper bounds from the settings."""
    return Limits(
        query_bytes=settings.max_query_bytes,
        query_depth=settings.max_query_depth,
        result_bytes=settings.max_result_bytes,
        upload_bytes=settings.max_upload_bytes,
        seconds=settings.max_query_seconds,
    )


def make_pool(
    settings: Settings,
    snapshot: Callable[[], Snapshot],
    prefixes: Mapping[str, str],
    *,
    functions: str = "",
) -> WorkerPool:
    """Make a pool that is not yet started; ``prefixes`` shorten the IRIs of graphs it writes.

    ``functions`` names the module whose functions queries may call.
    """
    limits = make_limits(settings)
    allowance = Allowance(settings.max_query_memory_bytes, limits, prefixes, functions)
    workers = settings.query_workers or 2 * (os.cpu_count() or 1)
    return WorkerPool(allowance, PoolSize(workers, settings.max_waiting_queries), snapshot)
