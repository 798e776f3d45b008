"""Show what one client who asks a hundred times as often as the others costs these others.

A few polite clients, each from an address of its own, look up records at a steady pace. By turns
they are alone, beside one more client at a hundred times their pace, and beside the same load on
another server: what that costs is the machine's affair, which has to make the load too. Ends with
exit code 1 when the greedy client slows the others by more than a fifth.

Run: ``make bench``, or ``PYTHONPATH=tests .venv/bin/python -m bench.sharing --help``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Final, Self

from bench.flood import KINDS
from bench.generate import generate
from bench.load import connect, get, percentile, run
from bench.peers import OURS, Server, UnavailableError, running
from bench.processes import free_port, stop
from bench.queries import Query, workload

__all__ = ["Latencies", "Plan", "bare_server", "measure", "slower"]

MOST_SLOWER: Final = 1.2
POLITE: Final = 8
FIRST_ADDRESS: Final = 2  # 127.0.0.2 and on
ROUND_SECONDS: Final = 0.8
LEAD_SECONDS: Final = 0.2
ALONE: Final = "alone"
ELSEWHERE: Final = "beside the same load on another server"
BARE: Final = """
async def app(scope, receive, send):
    headers = [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
"""


@dataclass(slots=True)
class Latencies:
    """The seconds polite clients waited, and what else they met."""

    seconds: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)

    @property
    def row(self) -> tuple[float, float, float]:
        """Median, mean and 95th percentile, in milliseconds."""
        found = (percentile(self.seconds, 0.5), mean(self.seconds), percentile(self.seconds, 0.95))
        median, middle, high = (1000 * value for value in found)
        return median, middle, high


def slower(beside: Latencies, alone: Latencies) -> float:
    """Tell how many times as long a lookup takes, the usual one or one in twenty."""
    return max(beside.row[0] / alone.row[0], beside.row[2] / alone.row[2])


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of whom: the query, how often by each polite client, how often by the other."""

    server: Server
    bare: Server
    query: Query
    pace: float = 5.0
    times: float = 100.0
    rounds: int = 20


async def _polite(plan: Plan, number: int, found: Latencies, until: float) -> None:
    """Look records up at a steady pace, begun at a moment of its own."""
    address, texts = f"127.0.0.{FIRST_ADDRESS + number}", plan.query.texts
    due = time.monotonic() + number / POLITE / plan.pace
    connection = await connect(plan.server, address=address)
    while due < until:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        due += 1 / plan.pace
        text = f"{texts[number % len(texts)]}\n# {time.monotonic_ns()} {number}"
        request = get(plan.server, text, plan.query.accept, headers=["Cache-Control: no-cache"])
        begun = time.perf_counter()
        answer = await connection.ask(request)
        if answer.status == 200:
            found.seconds.append(time.perf_counter() - begun)
        else:
            found.failures[f"status {answer.status}"] += 1
    connection.close()


class _Flooder:
    """The process of the greedy client, which does as it is told."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, texts: Sequence[str]) -> Self:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bench.flood",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        )
        flooder = cls(process)
        flooder._say(list(texts))
        return flooder

    async def flood(self, target: Server, kind: str, rate: float) -> Counter[str]:
        self._say(
            {
                "port": target.port,
                "path": target.path,
                "kind": kind,
                "rate": rate,
                "seconds": LEAD_SECONDS + ROUND_SECONDS,
            }
        )
        assert self._process.stdout is not None
        return Counter(json.loads(await self._process.stdout.readline()))

    async def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    def _say(self, what: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")


async def _round(plan: Plan, found: Latencies) -> None:
    await asyncio.sleep(LEAD_SECONDS)  # until the greedy one, if any, has begun
    until = time.monotonic() + ROUND_SECONDS
    await asyncio.gather(*(_polite(plan, number, found, until) for number in range(POLITE)))


async def measure(plan: Plan) -> tuple[dict[str, Latencies], dict[str, Counter[str]]]:
    """Measure each situation in turn, so many rounds, so that noise falls on all alike."""
    found = {name: Latencies() for name in (ALONE, *KINDS, ELSEWHERE)}
    met: dict[str, Counter[str]] = {name: Counter() for name in (*KINDS, ELSEWHERE)}
    flooder = await _Flooder.start(plan.query.texts[:200])
    for _ in range(plan.rounds):
        for name, latencies in found.items():
            load = None
            if name != ALONE:
                target, kind = (plan.bare, KINDS[0]) if name == ELSEWHERE else (plan.server, name)
                load = asyncio.create_task(flooder.flood(target, kind, plan.times * plan.pace))
            await _round(plan, latencies)
            if load is not None:
                met[name] += await load
    await flooder.stop()
    return found, met


@contextmanager
def bare_server(folder: Path) -> Iterator[Server]:
    """Run the least that answers, in the same way as we do."""
    (folder / "bare.py").write_text(BARE)
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "bare:app", "--app-dir", str(folder)]
    command += ["--port", str(port), "--log-level", "critical", "--no-access-log"]
    process = subprocess.Popen(command, start_new_session=True)
    try:
        yield Server("bare", port, "/", process.pid)
    finally:
        stop(process)


def _table(found: dict[str, Latencies], met: dict[str, Counter[str]]) -> str:
    lines = [
        "| situation | p50 ms | mean ms | p95 ms | ÷ alone | failed | the greedy one met |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for name, latencies in found.items():
        row = " | ".join(f"{value:.2f}" for value in latencies.row)
        ratio, failed = slower(latencies, found[ALONE]), sum(latencies.failures.values())
        said = ", ".join(f"{what}: {number}" for what, number in met.get(name, {}).items())
        lines.append(f"| {name} | {row} | {ratio:.2f} | {failed} | {said} |")
    return "\n".join(lines)


def _verdict(found: dict[str, Latencies]) -> tuple[str, bool]:
    """Hold the figures against the target, and against what the load costs the machine itself."""
    ratio, rest = (
        max(slower(found[kind], found[other]) for kind in KINDS) for other in (ALONE, ELSEWHERE)
    )
    text = f"slower than alone: {ratio:.2f} × at most, {rest:.2f} × beside the same load elsewhere"
    if ratio <= MOST_SLOWER:
        return f"{text}: met", True
    word = "met but for what the load costs the machine" if rest <= MOST_SLOWER else "**missed**"
    return f"{text}: {word}", rest <= MOST_SLOWER


def main() -> int:
    """Measure sharing as the command line asks for and tell what was found."""
    parser = argparse.ArgumentParser(description="Measure what a greedy client costs others.")
    parser.add_argument("--size", type=int, default=100_000, help="triples")
    parser.add_argument("--pace", type=float, default=5.0, help="lookups a second, polite client")
    parser.add_argument("--times", type=float, default=100.0, help="the greedy one's pace to that")
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="partnerskap-bench-") as name:
        folder = Path(name)
        data = folder / "graph.nt"
        lookup = next(q for q in workload(generate(data, asked.size)) if q.name == "lookup")
        try:
            with running(OURS, data, folder) as server, bare_server(folder) as bare:
                plan = Plan(server, bare, lookup, asked.pace, asked.times, asked.rounds)
                found, met = run(measure(plan))
        except UnavailableError as error:
            print(f"{OURS}: not measured: {error}")
            return 1
    print("### A greedy client\n")
    print(f"{POLITE} polite clients look up {asked.pace:g} records a second each; one more sends ")
    print(
        f"{asked.times * asked.pace:g} a second, anew or such as are kept.\n\n{_table(found, met)}"
    )
    text, good = _verdict(found)
    print(f"\nA lookup is at most a fifth {text}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
