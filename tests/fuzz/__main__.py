"""Fuzz the running service: mutated queries over HTTP, and schemathesis on its OpenAPI document.

Every answer must come within a bound and be a success, a redirect, a refusal or 503; the log must
hold no traceback; memory and open files must not grow, and every worker must be there at the end.
What breaks this is written to a file with the request. Ends with exit code 1 on any finding.

Run: ``make fuzz`` (``FUZZ_SECONDS=600``), or ``PYTHONPATH=tests python -m fuzz --seconds 60``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.load import run
from bench.recovery import Service, supervised
from fuzz.mutate import read_seeds
from fuzz.sending import Requests
from fuzz.watch import Watch, open_files

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
HOOKS: Final = "fuzz.schemathesis_hooks"
SCHEMATHESIS: Final = ROOT / ".venv-fuzz" / "bin" / "schemathesis"
CLIENTS: Final = 6
QUERY_SECONDS: Final = 3.0
BOUND_SECONDS: Final = 20.0
GROWTH: Final = 1.25
SETTINGS: Final = {
    "PARTNERSKAP_MAX_QUERY_SECONDS": str(QUERY_SECONDS),
    "PARTNERSKAP_MAX_CLIENT_SECONDS": "1000000000",
    "PARTNERSKAP_MAX_CLIENT_FAILURES": "1000000000",
    "PARTNERSKAP_MAX_QUERY_MEMORY_BYTES": str(256 << 20),
    "PARTNERSKAP_CACHE_BYTES": str(8 << 20),
}
"""So that nobody is turned away, and what would be kept is soon as much as it may be."""


@dataclass(slots=True)
class Findings:
    """What was sent and met: answers by status, and the requests that broke a promise."""

    statuses: Counter[str] = field(default_factory=Counter)
    broken: list[dict[str, str]] = field(default_factory=list)
    slowest: float = 0.0
    other: int = 0
    said: str = ""

    def note(self, request: bytes, what: str, seconds: float) -> None:
        """Note one answer."""
        self.statuses[what] += 1
        self.slowest = max(self.slowest, seconds)
        fine = what[0] in "234" or what == "503"
        if not fine or seconds > BOUND_SECONDS:
            said = {"what": what, "seconds": f"{seconds:.1f}"}
            self.broken.append(said | {"request": request.decode("latin-1")})


async def _send(port: int, address: str, request: bytes) -> str:
    """Send one request; give its status, or what happened instead of one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    try:
        writer.write(request)
        head = await reader.readline()
        while await reader.read(1 << 16):
            pass
    finally:
        writer.transport.abort()
    return head[9:12].decode("latin-1") or "no answer"


async def _client(port: int, number: int, requests: Iterator[bytes], findings: Findings) -> None:
    address = f"127.0.0.{number + 10}"
    while True:
        request = next(requests)
        begun = time.monotonic()
        try:
            async with asyncio.timeout(2 * BOUND_SECONDS):
                what = await _send(port, address, request)
        except (OSError, TimeoutError) as error:
            what = type(error).__name__
        findings.note(request, what, time.monotonic() - begun)


async def _schemathesis(port: int, seconds: float, number: int, folder: Path) -> tuple[int, str]:
    """Let it try every operation of the OpenAPI document; give its exit code and its words."""
    if not SCHEMATHESIS.exists():
        return 1, "schemathesis is not installed: `make fuzz` installs it in .venv-fuzz"
    command = ["run", f"http://127.0.0.1:{port}/openapi.json", "--checks", "not_a_server_error"]
    command += ["--max-time", f"{max(1, int(seconds))}", "--seed", f"{number}", "--no-color"]
    command += ["--max-response-time", f"{BOUND_SECONDS}", "--continue-on-failure"]
    command += ["--request-timeout", f"{2 * BOUND_SECONDS}", "--suppress-health-check", "all"]
    process = await asyncio.create_subprocess_exec(
        SCHEMATHESIS,
        *command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HERE.parent), "SCHEMATHESIS_HOOKS": HOOKS},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode(errors="replace")


async def _fuzz(service: Service, watch: Watch, seconds: float, number: int) -> Findings:
    findings = Findings()
    seeds = read_seeds(ROOT / "ontology" / "questions")
    tasks = [asyncio.create_task(watch.go_on(1.0))]
    for each in range(CLIENTS):
        requests = iter(Requests(seeds, number + each))
        tasks.append(asyncio.create_task(_client(service.port, each, requests, findings)))
    trial = asyncio.create_task(_schemathesis(service.port, seconds, number, service.folder))
    await asyncio.sleep(seconds)
    findings.other, findings.said = await trial
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return findings


def _faults(findings: Findings, watch: Watch, log: str) -> list[str]:
    """Say what was not as it should be."""
    faults = [f"{len(findings.broken)} requests broke a promise"] if findings.broken else []
    if findings.other:
        faults.append(f"schemathesis ended with {findings.other}")
    if "Traceback" in log:
        faults.append(f"{log.count('Traceback')} tracebacks in the log")
    lowest = watch.lowest(10)
    (early, early_files), (late, late_files) = lowest[len(lowest) // 2], lowest[-1]
    if late > GROWTH * early:
        faults.append(f"memory grew from {early:.0f} to {late:.0f} MB in the second half")
    if late_files > early_files + 5:
        faults.append(f"open files grew from {early_files} to {late_files} in the second half")
    return faults


def main() -> int:
    """Fuzz for as long as the command line says and tell what was found."""
    parser = argparse.ArgumentParser(description="Fuzz the running service.")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=20_261_126)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="partnerskap-fuzz-"))
    with supervised(folder, SETTINGS) as service:
        service.answer_soon()
        time.sleep(2)  # until every worker is there
        front, workers = service.process.pid, len(service.workers)
        files, watch = open_files(front), Watch(front)
        findings = run(_fuzz(service, watch, asked.seconds, asked.seed))
        time.sleep(QUERY_SECONDS + 2)  # until what was left behind has been stopped
        alive = service.process.poll() is None
        after = len(service.workers) if alive else 0
        files_after = open_files(front)
        log = (folder / "service.log").read_text(errors="replace")
    faults = _faults(findings, watch, log)
    if after != workers:
        faults.append(f"{after} of {workers} workers were there at the end")
    (folder / "schemathesis.txt").write_text(findings.said)
    (folder / "broken.json").write_text(json.dumps(findings.broken, indent=1))
    _tell(asked, findings, watch)
    print(
        f"- workers {workers} before, {after} after; open files {files} before, {files_after} after"
    )
    print(f"- {'; '.join(faults) or 'nothing found'} (details in {folder})")
    return 1 if faults else 0


def _tell(asked: argparse.Namespace, findings: Findings, watch: Watch) -> None:
    sent = sum(findings.statuses.values())
    statuses = ", ".join(f"{what}: {count}" for what, count in findings.statuses.most_common())
    lowest = ", ".join(f"{memory:.0f} MB / {files}" for memory, files in watch.lowest(10))
    cases = [line.strip() for line in findings.said.splitlines() if " generated, " in line]
    print(f"### Fuzz\n\n{asked.seconds:.0f} s, seed {asked.seed}\n")
    print(f"- {sent} mutated queries: {statuses}; the slowest took {findings.slowest:.1f} s")
    print(f"- schemathesis: {', '.join(cases) or findings.said[-200:]}")
    print(f"- lowest memory / open files in each tenth of the time: {lowest}")


if __name__ == "__main__":
    sys.exit(main())
