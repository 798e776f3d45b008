"""From settings to limits, to a pool of workers, and to what stands before it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from starlette.types import ASGIApp

from partnerskap.settings import Settings
from partnerskap.sparql.addresses import read_endpoints, read_hosts
from partnerskap.sparql.budget import Budget, Share
from partnerskap.sparql.cache import ResultCache
from partnerskap.sparql.doorway import Doorway
from partnerskap.sparql.exchange import RenderError
from partnerskap.sparql.federation import FederatedEngine
from partnerskap.sparql.gate import Gate, read_networks
from partnerskap.sparql.holding import Holder, Snapshot
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.pool import PoolSize, WorkerPool
from partnerskap.sparql.register import Register
from partnerskap.sparql.turnstile import Turnstile
from partnerskap.sparql.worker import Allowance

__all__ = [
    "make_cache",
    "make_doorway",
    "make_engine",
    "make_gate",
    "make_limits",
    "make_pool",
]


def make_limits(settings: Settings) -> Limits:
    """Take the upper bounds from the settings."""
    return Limits(
        query_bytes=settings.max_query_bytes,
        query_depth=settings.max_query_depth,
        result_bytes=settings.max_result_bytes,
        upload_bytes=settings.max_upload_bytes,
        seconds=settings.max_query_seconds,
        services=read_endpoints(settings.service_endpoints),
    )


def make_cache(settings: Settings) -> ResultCache:
    """Make an empty cache of answers."""
    return ResultCache(settings.cache_bytes)


def make_gate(settings: Settings) -> Gate:
    """Make what keeps each client to its share, with a register of the queries under way."""
    share = Share(
        settings.max_client_seconds, settings.max_client_failures, settings.max_client_queries
    )
    budget = Budget(share)
    register = Register(settings.slow_query_seconds, budget.spend)
    # Half of the workers are free of what one client has just asked.
    turnstile = Turnstile(max(1, _workers(settings) // 2))
    return Gate(budget, register, read_networks(settings.trusted_proxies), turnstile)


def make_doorway(
    settings: Settings, gate: Gate, render_error: RenderError
) -> Callable[[ASGIApp], Doorway]:
    """Make the middleware that stands before an application."""

    def place(app: ASGIApp) -> Doorway:
        return Doorway(app, gate, render_error, seconds=settings.quick_query_seconds)

    return place


def make_pool(
    settings: Settings,
    snapshot: Callable[[], Snapshot],
    prefixes: Mapping[str, str],
    *,
    functions: str = "",
    register: Register | None = None,
    spare: Holder | None = None,
) -> WorkerPool:
    """Make a pool that is not yet started; ``prefixes`` shorten the IRIs of graphs it writes.

    ``functions`` names the module whose functions queries may call; ``register`` is to know of
    every query; ``spare`` is a process that was started to hold the graph.
    """
    limits = make_limits(settings)
    allowance = Allowance(settings.max_query_memory_bytes, limits, prefixes, functions)
    size = PoolSize(_workers(settings), settings.max_waiting_queries, settings.quick_query_seconds)
    return WorkerPool(allowance, size, snapshot, register, spare=spare)


def make_engine(settings: Settings, pool: WorkerPool, agent: str) -> WorkerPool | FederatedEngine:
    """Let the queries of a pool ask the endpoints that the settings allow, if there are any.

    ``agent`` says to them who asks.
    """
    if not read_endpoints(settings.service_endpoints):
        return pool
    # The HTTP client takes a while to load; whoever asks nobody does not wait for it.
    from partnerskap.sparql.fetching import CallBounds, Fetcher  # noqa: PLC0415
    from partnerskap.sparql.relay import Relay  # noqa: PLC0415

    bounds = CallBounds(
        settings.max_service_seconds, settings.max_service_bytes, settings.max_service_calls
    )
    inside = read_hosts(settings.private_service_hosts)
    where = f" (+{settings.public_url})" if settings.public_url else ""
    return FederatedEngine(pool, Relay(Fetcher(bounds, f"{agent}{where}", inside=inside)))


def _workers(settings: Settings) -> int:
    return settings.query_workers or 2 * (os.cpu_count() or 1)
