"""Ask the same server very often from one address, at a given rate; for sharing.py.

A process of its own, so that making the load does not slow the clock that measures. Reaches
loopback only and ends by itself.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import count

from bench.load import Connection, connect, get, run
from bench.peers import Server

__all__ = ["GREEDY_ADDRESS", "KINDS", "flood"]

GREEDY_ADDRESS = "127.0.0.99"
KINDS = ("anew", "kept")
CONNECTIONS = 16


def _requests(server: Server, texts: list[str], kind: str) -> Iterator[bytes]:
    """Write requests: each a new text that nothing can be kept of, or few that are kept."""
    accept = "application/sparql-results+json"
    for number in count():
        text = texts[number % len(texts)]
        if kind == "kept":
            yield get(server, texts[0], accept)
        else:
            stamp = f"{text}\n# flood {time.monotonic_ns()} {number}"
            yield get(server, stamp, accept, headers=["Cache-Control: no-cache"])


class _Clock:
    """Says when each request is due; one that is late is due at once."""

    def __init__(self, rate: float, seconds: float) -> None:
        self._rate = rate
        self._begun = time.monotonic()
        self._end = self._begun + seconds
        self._numbers = count()

    async def wait(self) -> bool:
        """Wait for the next moment; False when the time is out."""
        due = self._begun + next(self._numbers) / self._rate
        if due > self._end or time.monotonic() > self._end:
            return False
        if (left := due - time.monotonic()) > 0:
            await asyncio.sleep(left)
        return True


async def _keep_on(server: Server, requests: Iterator[bytes], clock: _Clock) -> Counter[str]:
    seen: Counter[str] = Counter()
    connection: Connection | None = None
    while await clock.wait():
        try:
            if connection is None or connection.lost:
                connection = await connect(server, address=GREEDY_ADDRESS)
            answer = await connection.ask(next(requests))
        except OSError as error:
            seen[type(error).__name__] += 1
            connection = None
        else:
            seen[str(answer.status)] += 1
    if connection is not None:
        connection.close()
    return seen


async def flood(
    server: Server, texts: list[str], kind: str, *, rate: float, seconds: float
) -> dict[str, int]:
    """Send so many requests a second for so long; count what came back, by status."""
    requests, clock = _requests(server, texts, kind), _Clock(rate, seconds)
    met: Counter[str] = Counter()
    tasks = [asyncio.create_task(_keep_on(server, requests, clock)) for _ in range(CONNECTIONS)]
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds + 5):
            await asyncio.gather(*tasks)
    for task in tasks:
        if task.done() and not task.cancelled():
            met.update(task.result())
    return dict(met)


def main() -> None:
    """Flood as each line of standard input asks for, and print what was met; texts come first."""
    texts = json.loads(sys.stdin.readline())
    for line in sys.stdin:
        asked = json.loads(line)
        server = Server("flooded", asked["port"], asked["path"], 0)
        seconds = min(asked["seconds"], 60.0)
        met = run(flood(server, texts, asked["kind"], rate=asked["rate"], seconds=seconds))
        print(json.dumps(met), flush=True)


if __name__ == "__main__":
    main()
