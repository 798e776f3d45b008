"""Show that runaway queries slow nobody else: latency, memory and recovery under hostile load.

Twenty queries that never end run against our endpoint, from twenty addresses, while one more
client looks up records. Ends with exit code 1 when a target is missed.

Run: ``make bench``, or ``PYTHONPATH=tests .venv/bin/python -m bench.hostile --help``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.generate import generate
from bench.load import Connection, Limit, Tally, connect, drive, get, percentile, run
from bench.peers import OURS, Server, UnavailableError, running
from bench.processes import PeakMemory, memory_megabytes, tree
from bench.queries import Query, workload

__all__ = ["Figures", "measure_hostile", "verdicts"]

TIMES_IDLE: Final = 10.0
RECOVERY_SECONDS: Final = 1.0
PATIENCE_SECONDS: Final = 5.0
AT_ONCE: Final = 16
CEILING_MEGABYTES: Final = 8192  # of any one process, and of all: this machine has other users


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; seconds, megabytes and failures by name."""

    idle_p99: float
    hostile_p99: float
    lookups: int
    idle_megabytes: float
    peak_megabytes: float
    recovery: float
    after_p99: float
    failures: dict[str, int] = field(default_factory=dict)
    met: dict[str, dict[str, int]] = field(default_factory=dict)


def verdicts(figures: Figures, *, budget: float) -> list[tuple[str, bool]]:
    """Hold the figures against the targets: each line with whether it is met."""
    idle, hostile = 1000 * figures.idle_p99, 1000 * figures.hostile_p99
    failed = sum(figures.failures.values())
    latency = f"p99 of a lookup {hostile:.1f} ms, {hostile / idle:.1f} × its {idle:.1f} ms idle"
    lost = f"{failed} of {figures.lookups + failed} lookups failed {figures.failures or ''}".strip()
    memory = f"memory {figures.idle_megabytes:,.0f} MB idle, {figures.peak_megabytes:,.0f} at most"
    back = f"{AT_ONCE} lookups at once answered {figures.recovery:.2f} s after the attack"
    return [
        (f"{latency} (at most {TIMES_IDLE:g} ×)", hostile <= TIMES_IDLE * idle),
        (f"{lost} (none)", not failed),
        (f"{memory} (budget {budget:,.0f})", figures.peak_megabytes <= budget),
        (f"{back} (at most {RECOVERY_SECONDS:g} s)", figures.recovery <= RECOVERY_SECONDS),
    ]


class _Probe:
    """One polite client: a lookup, a short pause, and again, each text a new one."""

    def __init__(self, server: Server, query: Query) -> None:
        self._server = server
        self._query = query
        self._number = 0
        self._connection: Connection | None = None

    def request(self, _number: int = 0) -> bytes:
        self._number += 1
        text = self._query.texts[self._number % len(self._query.texts)]
        stamp = f"{text}\n# {time.monotonic_ns()} {self._number}"
        return get(self._server, stamp, self._query.accept, headers=["Cache-Control: no-cache"])

    async def once(self, tally: Tally) -> None:
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                if self._connection is None or self._connection.lost:
                    self._connection = await connect(self._server)
                answer = await self._connection.ask(self.request())
        except (OSError, TimeoutError) as error:
            tally.failures[type(error).__name__] += 1
            self.close()
            return
        tally.latencies.append(time.perf_counter() - begun)
        if answer.status != 200:
            tally.latencies.pop()
            tally.failures[f"status {answer.status}"] += 1

    async def until(self, done: Callable[[], bool]) -> Tally:
        tally = Tally()
        while not done():
            await self.once(tally)
            await asyncio.sleep(0.005)
        return tally

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _guarded_memory(process_id: int) -> float:
    """Read the memory of a tree, and end it before it takes the machine down."""
    megabytes = memory_megabytes(process_id)
    if megabytes > CEILING_MEGABYTES:
        os.killpg(process_id, signal.SIGKILL)  # its own session: peers.py started it so
    return megabytes


def _limit_memory(process_id: int) -> None:
    """Cap each process, so that a server without limits of its own cannot harm this machine."""
    ceiling = CEILING_MEGABYTES * 1024 * 1024
    for member in tree(process_id):
        _, hard = resource.prlimit(member, resource.RLIMIT_AS)
        if hard != resource.RLIM_INFINITY and hard <= ceiling:
            continue  # it has a limit of its own, which only root could raise
        resource.prlimit(member, resource.RLIMIT_AS, (ceiling, ceiling))


async def _recover(server: Server, probe: _Probe) -> float:
    """Tell the seconds until so many lookups at once are all answered."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < 4 * PATIENCE_SECONDS:
        limit = Limit(requests=AT_ONCE, seconds=PATIENCE_SECONDS, patience=PATIENCE_SECONDS)
        try:
            tally = await drive(server, probe.request, connections=AT_ONCE, limit=limit)
        except OSError:
            break
        if len(tally.latencies) == AT_ONCE:
            return time.perf_counter() - begun
        await asyncio.sleep(0.02)
    return float("inf")


async def _under_attack(
    server: Server, probe: _Probe, number: int, seconds: float
) -> tuple[Tally, dict[str, dict[str, int]]]:
    command = ["-m", "bench.attack", str(server.port), server.path]
    command += ["--number", str(number), "--seconds", str(seconds)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    attacker = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.PIPE, env=environment
    )
    output = asyncio.create_task(attacker.communicate())
    tally = await probe.until(output.done)
    told, _ = await output
    return tally, json.loads(told) if told else {}


async def measure_hostile(server: Server, query: Query, *, number: int, seconds: float) -> Figures:
    """Measure idle, then under attack, then after it."""
    probe = _Probe(server, query)
    try:
        idle_until = time.monotonic() + min(5.0, seconds)
        idle = await probe.until(lambda: time.monotonic() > idle_until)
        idle_megabytes = memory_megabytes(server.process_id)
        _limit_memory(server.process_id)
        async with PeakMemory(server.process_id, read=_guarded_memory) as peak:
            hostile, met = await _under_attack(server, probe, number, seconds)
        recovery = await _recover(server, probe)
        after_until = time.monotonic() + 1.0
        after = await probe.until(lambda: time.monotonic() > after_until)
    finally:
        probe.close()
    return Figures(
        idle_p99=percentile(idle.latencies, 0.99),
        hostile_p99=percentile(hostile.latencies, 0.99),
        lookups=len(hostile.latencies),
        idle_megabytes=idle_megabytes,
        peak_megabytes=peak.megabytes,
        recovery=recovery,
        after_p99=percentile(after.latencies, 0.99),
        failures=dict(idle.failures + hostile.failures),
        met=met,
    )


def _measure(size: int, number: int, seconds: float) -> Figures:
    with tempfile.TemporaryDirectory(prefix="partnerskap-bench-") as name:
        data = Path(name) / "graph.nt"
        lookup = next(query for query in workload(generate(data, size)) if query.name == "lookup")
        with running(OURS, data, Path(name)) as server:
            return run(measure_hostile(server, lookup, number=number, seconds=seconds))


def main() -> int:
    """Run the attack the command line asks for and tell what it did."""
    parser = argparse.ArgumentParser(description="Measure our endpoint under hostile load.")
    parser.add_argument("--size", type=int, default=100_000, help="triples")
    parser.add_argument("--number", type=int, default=20, help="hostile queries at once")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of the attack")
    parser.add_argument("--budget", type=float, default=4096.0, help="megabytes, all processes")
    asked = parser.parse_args()
    try:
        figures = _measure(asked.size, asked.number, asked.seconds)
    except UnavailableError as error:
        print(f"{OURS}: not measured: {error}")
        return 1
    print(f"### Hostile load\n\n{asked.number} runaway queries for {asked.seconds:g} s.\n")
    lines = verdicts(figures, budget=asked.budget)
    print("\n".join(f"- {text}: {'met' if good else '**missed**'}" for text, good in lines))
    print(f"- p99 in the second after: {1000 * figures.after_p99:.1f} ms\n")
    print("| hostile query | met with |\n| --- | --- |")
    for name, seen in figures.met.items():
        print(f"| {name} | {', '.join(f'{what}: {count}' for what, count in seen.items())} |")
    return 0 if all(good for _, good in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
