"""An answer that was cut never looks whole: the worker ends after any number of bytes, all formats.

The endpoint runs as its users run it, and independent clients read what comes over real sockets.
"""

from __future__ import annotations

import asyncio
import gzip
import http.client
import os
import random
import select
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import pytest

from bench.peers import OURS, Server, running
from bench.processes import tree
from partnerskap.errors import LimitError
from partnerskap.sparql.execute import Answer, Job
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, choose
from partnerskap.sparql.guard import check
from partnerskap.sparql.holding import Snapshot
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.pool import PoolSize, WorkerPool
from partnerskap.sparql.request import Dataset
from partnerskap.sparql.session import Session
from partnerskap.sparql.worker import Allowance

ROWS: Final = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
GRAPH: Final = "CONSTRUCT { ?a ?e ?f . ?d ?b ?c } WHERE { ?a ?b ?c . ?d ?e ?f }"
ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
FORMATS: Final = (
    *((ROWS, form.names[0]) for form in ROW_FORMATS),
    *((GRAPH, form.names[0]) for form in GRAPH_FORMATS),
)
CURL: Final = shutil.which("curl")
RESULT_BYTES: Final = 8_000_000
"""Where every answer of these tests ends at the latest; beyond what sockets and buffers hold."""
FARTHEST: Final = 1_000_000
CHANCE: Final = random.Random(20261126)  # noqa: S311 - the same places in every run


def graph() -> bytes:
    """Make facts whose product has hundreds of megabytes that hardly compress."""
    return b"".join(
        b'<http://example.org/%d> <http://example.org/p%d> "%s" .\n'
        % (number, number, CHANCE.randbytes(90).hex().encode())
        for number in range(1_500)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cut")


@pytest.fixture(scope="module")
def log(folder: Path, server: Server) -> Path:
    return folder / f"{server.name}.log"


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    data = folder / "graph.nt"
    data.write_bytes(graph())
    settings = {
        "PARTNERSKAP_MAX_RESULT_BYTES": str(RESULT_BYTES),
        "PARTNERSKAP_MAX_CLIENT_FAILURES": "1000",
        "PARTNERSKAP_MAX_CLIENT_SECONDS": "1000",
        "PARTNERSKAP_QUERY_WORKERS": "2",
    }
    with running(OURS, data, folder, settings=settings) as found:
        yield found


def target(query: str, form: str) -> str:
    # Each text is new, so that no answer of another test is waited for or given again.
    stamp = f"{query} # {CHANCE.random()}"
    return f"/sparql?{urlencode({'query': stamp, 'format': form})}"


def kill_workers(server: Server) -> None:
    """End every worker of the service: the processes that its holder has forked."""
    holder = tree(server.process_id)[1]
    for worker in tree(holder)[1:]:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


@contextmanager
def asking(
    server: Server, query: str, form: str, encoding: str
) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=20)
    connection.connect()
    # A narrow door, so that the answer is still being made when the worker ends.
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    connection.request("GET", target(query, form), headers={"Accept-Encoding": encoding})
    with closing(connection), connection.getresponse() as response:
        assert response.status == 200
        assert response.getheader("transfer-encoding") == "chunked"
        yield response


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize(("query", "form"), FORMATS, ids=[form for _, form in FORMATS])
def test_a_worker_killed_after_any_byte_leaves_an_answer_that_is_not_whole(
    server: Server, query: str, form: str, encoding: str
) -> None:
    for place in (CHANCE.randrange(1, 65_536), CHANCE.randrange(1, FARTHEST)):
        with asking(server, query, form, encoding) as response:
            begun = response.read(place)
            assert len(begun) == place
            kill_workers(server)
            with pytest.raises(http.client.IncompleteRead) as caught:
                response.read()
        assert len(begun) + len(caught.value.partial) < RESULT_BYTES
        if encoding == "gzip":
            with pytest.raises(EOFError):
                gzip.decompress(begun + caught.value.partial)


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize(("query", "form"), FORMATS, ids=[form for _, form in FORMATS])
def test_an_answer_that_meets_its_limit_on_the_way_is_not_whole(
    server: Server, query: str, form: str, encoding: str
) -> None:
    with (
        asking(server, query, form, encoding) as response,
        pytest.raises(http.client.IncompleteRead) as caught,
    ):
        response.read()

    if encoding == "identity":
        assert len(caught.value.partial) <= RESULT_BYTES
    else:
        with pytest.raises(EOFError):
            gzip.decompress(caught.value.partial)


@pytest.mark.skipif(CURL is None, reason="asks with curl")
@pytest.mark.parametrize("more", ["--http1.1", "--compressed", "--http1.0"])
@pytest.mark.parametrize("case", [FORMATS[2], FORMATS[5]], ids=["csv", "nt"])
def test_curl_ends_with_a_failure_when_an_answer_is_cut(
    server: Server, case: tuple[str, str], more: str, tmp_path: Path
) -> None:
    """CSV and N-Triples are what looks whole when it ends after a line."""
    url = f"http://{server.host}:{server.port}{target(*case)}"
    command = [CURL or "", "--silent", more, "--output", str(tmp_path / "answer"), url]
    done = subprocess.run(command, check=False)

    assert (tmp_path / "answer").stat().st_size > 1_000_000
    assert done.returncode in {18, 56}, "18: a part of the file; 56: the connection was reset"


def test_a_cut_answer_is_one_line_in_the_log_and_not_a_traceback(server: Server, log: Path) -> None:
    before = len(log.read_text())
    with asking(server, ROWS, "csv", "identity") as response:
        response.read(70_000)
        kill_workers(server)
        with pytest.raises(http.client.IncompleteRead):
            response.read()
    said = log.read_text()[before:]

    assert "Traceback" not in said
    assert "An answer was cut: The query needed more than" in said


def test_a_worker_killed_before_anything_was_sent_gives_a_problem_and_no_answer(
    server: Server,
) -> None:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=20)
    with closing(connection):
        connection.request("GET", target(ENDLESS, "csv"))
        assert select.select([connection.sock], [], [], 0.3)[0] == []
        kill_workers(server)
        with connection.getresponse() as response:
            kind = response.getheader("content-type")

    assert (response.status, kind) == (413, "application/problem+json")


async def drain(answer: Answer) -> None:
    async for _ in answer.chunks:
        pass


@pytest.mark.parametrize(("query", "form"), FORMATS, ids=[form for _, form in FORMATS])
def test_the_reader_of_a_pool_is_told_when_its_worker_was_killed(query: str, form: str) -> None:
    guarded = check(query, Limits())
    formats = GRAPH_FORMATS if guarded.form.gives_graph else ROW_FORMATS
    job = Job(guarded, Dataset(), choose(formats, None, form).format)
    allowance = Allowance(256 << 20, Limits(), {})
    start = Snapshot("1", graph())

    async def scene() -> None:
        async with WorkerPool(allowance, PoolSize(1, 4), lambda: start) as pool:
            answer = await pool.run(job)
            assert answer.body is None
            for _ in range(CHANCE.randrange(1, 60)):
                await anext(answer.chunks)
            assert isinstance(answer.chunks, Session)
            os.kill(answer.chunks.worker.process, signal.SIGKILL)
            with pytest.raises(LimitError):
                await drain(answer)

    asyncio.run(scene())
