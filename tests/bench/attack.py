"""Send hostile queries for a while, each from a client address of its own; for hostile.py.

A process of its own, so that making the load does not slow the clock that measures. Reaches
loopback only, holds one connection a query, and leaves in the middle of everything at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import time
from collections import Counter

from bench.bombs import Bomb, bombs
from bench.load import run

__all__ = ["FIRST_ADDRESS", "attack"]

FIRST_ADDRESS = 10  # 127.0.0.10 and on: as many clients as queries
PAUSE_SECONDS = 0.25  # before a refused query is sent again


def _head(bomb: Bomb, port: int, path: str) -> bytes:
    length = bomb.body_bytes or len(bomb.text.encode())
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/sparql-query",
        f"Content-Length: {length}",
        "Connection: close",
    )
    return "\r\n".join([*lines, "", ""]).encode()


async def _send(writer: asyncio.StreamWriter, bomb: Bomb) -> None:
    with contextlib.suppress(ConnectionError):  # refused before all was sent: the answer tells
        for piece in bomb.body():
            writer.write(piece)
            await writer.drain()


async def _once(bomb: Bomb, address: str, port: int, path: str) -> str:
    """Send one query and read the answer to its end; give the status, or what happened."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    try:
        writer.write(_head(bomb, port, path))
        sending = asyncio.create_task(_send(writer, bomb))
        try:
            status = (await reader.readline())[9:12].decode() or "cut"
            while await reader.read(65_536):
                pass
        finally:
            sending.cancel()
        return status
    finally:
        writer.transport.abort()


async def _keep_on(bomb: Bomb, address: str, port: int, path: str) -> Counter[str]:
    seen: Counter[str] = Counter()
    try:
        while True:
            try:
                seen[await _once(bomb, address, port, path)] += 1
            except OSError as error:
                seen[type(error).__name__] += 1
            await asyncio.sleep(PAUSE_SECONDS)
    except asyncio.CancelledError:
        seen["running at the end"] += 1
        return seen


async def attack(port: int, path: str, *, number: int, seconds: float) -> dict[str, dict[str, int]]:
    """Keep so many hostile queries running for so long; give what each kind met, by name."""
    chosen = bombs(number)
    begun = time.monotonic()
    tasks = [
        asyncio.create_task(_keep_on(bomb, f"127.0.0.{FIRST_ADDRESS + place}", port, path))
        for place, bomb in enumerate(chosen)
    ]
    await asyncio.sleep(max(0.0, seconds - (time.monotonic() - begun)))
    for task in tasks:
        task.cancel()
    met: dict[str, Counter[str]] = {}
    for bomb, seen in zip(chosen, await asyncio.gather(*tasks), strict=True):
        met.setdefault(bomb.name, Counter()).update(seen)
    return {name: dict(seen) for name, seen in met.items()}


def main() -> None:
    """Attack the port the command line names and print what was met as JSON."""
    parser = argparse.ArgumentParser(description="Send hostile queries to a loopback port.")
    parser.add_argument("port", type=int)
    parser.add_argument("path")
    parser.add_argument("--number", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=10.0)
    asked = parser.parse_args()
    seconds = min(asked.seconds, 120.0)
    met = run(attack(asked.port, asked.path, number=min(asked.number, 100), seconds=seconds))
    print(json.dumps(met))


if __name__ == "__main__":
    main()
