"""Measure how soon the service answers again, with the same data, when its processes are killed.

Kills (SIGKILL) a worker, all workers, the holder, holder and workers, and the front process of the
real command, between questions and under load. The front is started again by the smallest
supervisor there is: this program, which waits for its end. Ends with exit code 1 when an answer
takes too long, differs, or anything of a killed service lives on.

Run: ``make bench``, or ``PYTHONPATH=tests .venv/bin/python -m bench.recovery``.
"""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from bench.processes import free_port, stop, tree

__all__ = ["MOST_SECONDS", "VICTIMS", "Recovery", "Service", "measure", "supervised"]

MOST_SECONDS: Final = 2.0
PATIENCE_SECONDS: Final = 60.0
CHECK: Final = (
    "SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?things) (SUM(STRLEN(STR(?o))) AS ?text) "
    "WHERE { ?s ?p ?o }"
)
"""Another graph would hardly give the same answer to this."""
ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a killing cost: seconds until the same answer came, and what lived on of the killed."""

    seconds: float
    same: bool
    left: int = 0


class Service:
    """``partnerskap serve`` on one port, begun anew whenever it has been killed."""

    def __init__(self, folder: Path, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        self.port = free_port()
        self.folder = folder
        self._settings = settings
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, **self._settings}
        environment["PARTNERSKAP_DATA_DIR"] = str(self.folder / "data")
        command = [sys.executable, "-m", "partnerskap", "serve", "--port", str(self.port)]
        with (self.folder / "service.log").open("ab") as log:
            return subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def revive(self) -> None:
        """Do what a supervisor does: wait for the end of the process and start another."""
        self.process.wait()
        self.process = self._start()

    def stop(self) -> None:
        """End it for good."""
        stop(self.process)

    @property
    def holder(self) -> int:
        """The process that holds the graph."""
        return tree(self.process.pid)[1]

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        return tree(self.holder)[1:]

    def answer(self, query: str = CHECK) -> bytes:
        """Ask once, past what is kept; raise OSError or HTTPException when that fails."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        target = f"/sparql?{urlencode({'query': query, 'format': 'csv'})}"
        try:
            connection.request("GET", target, headers={"Cache-Control": "no-cache"})
            with connection.getresponse() as response:
                body = response.read()
        finally:
            connection.close()
        if response.status != 200:
            raise ConnectionError(f"status {response.status}")
        return body

    def answer_soon(self) -> bytes:
        """Ask until there is an answer."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self.answer()
            except (OSError, http.client.HTTPException):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)


@contextmanager
def supervised(
    folder: Path, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Service]:
    """Run the service with its state in a folder until the block ends."""
    service = Service(folder, settings)
    try:
        yield service
    finally:
        service.stop()


def _one_worker(service: Service) -> list[int]:
    return service.workers[:1]


def _all_workers(service: Service) -> list[int]:
    return service.workers


def _holder(service: Service) -> list[int]:
    return [service.holder]


def _both(service: Service) -> list[int]:
    return [service.holder, *service.workers]


def _front(service: Service) -> list[int]:
    return [service.process.pid]


VICTIMS: Final[Mapping[str, Callable[[Service], list[int]]]] = {
    "one worker": _one_worker,
    "all workers": _all_workers,
    "the holder": _holder,
    "holder and workers": _both,
    "the front process": _front,
}


def _send_endless(port: int) -> http.client.HTTPConnection:
    """Keep a worker busy, so that something is killed in the middle of its work."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    connection.request("GET", f"/sparql?{urlencode({'query': ENDLESS})}")
    return connection


def _alive(process: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z"
    return False


def _count_left(processes: list[int]) -> int:
    """Count who lives on; what is killed needs a moment to give back its memory."""
    deadline = time.monotonic() + MOST_SECONDS
    while (left := sum(map(_alive, processes))) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(service: Service, victim: str, *, busy: bool) -> Recovery:
    """Kill the victim, and tell how soon the answer of before comes again.

    When the front is killed, nothing of what it had started may live on.
    """
    expected = service.answer_soon()
    load = _send_endless(service.port) if busy else None
    if busy:
        time.sleep(0.3)  # until it is past what is quick
    old = tree(service.process.pid)
    ends = VICTIMS[victim](service)
    begun = time.perf_counter()
    for process in ends:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    if service.process.pid in ends:
        service.revive()
    else:
        old = ends
    answer = service.answer_soon()
    seconds = time.perf_counter() - begun
    if load is not None:
        load.close()
    return Recovery(seconds, answer == expected, _count_left(old))


def _line(victim: str, found: list[Recovery]) -> tuple[str, bool]:
    seconds = sorted(each.seconds for each in found)
    same, left = all(each.same for each in found), sum(each.left for each in found)
    middle, longest = seconds[len(seconds) // 2], seconds[-1]
    text = f"| {victim} | {middle:.2f} | {longest:.2f} | {'yes' if same else '**no**'} | {left} |"
    return text, same and not left and longest <= MOST_SECONDS


def main() -> int:
    """Kill everything a few times and tell what it cost."""
    parser = argparse.ArgumentParser(description="Measure recovery from killed processes.")
    parser.add_argument("--rounds", type=int, default=6)
    asked = parser.parse_args()
    print("### Killed processes\n")
    print("| killed | median s | longest s | same answer | left of the killed |")
    print("| --- | ---: | ---: | --- | ---: |")
    good = True
    with (
        tempfile.TemporaryDirectory(prefix="partnerskap-bench-") as name,
        supervised(Path(name)) as service,
    ):
        for victim in VICTIMS:
            found = [
                measure(service, victim, busy=number % 2 == 1) for number in range(asked.rounds)
            ]
            text, met = _line(victim, found)
            good = good and met
            print(text, flush=True)
        work = _processor_seconds(service.process.pid)
    print(f"\nOf its last start the front process had worked {work:.1f} s when it answered.")
    print(
        f"At most {MOST_SECONDS:g} s, same answer, nothing left: {'met' if good else '**missed**'}"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
