"""A forked process that answers one question at a time over a socket.

It may use so much memory and no more; time is the front process's affair, which kills a worker
that takes too long. Nothing a worker does outlives it, and it knows no one but the front.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from socket import socket
from typing import Final, Self

from pyoxigraph import Store

from partnerskap.errors import ConflictError, ServiceError
from partnerskap.sparql.execute import write_answer
from partnerskap.sparql.frames import CutShortError, Frame, receive, send
from partnerskap.sparql.functions import load_calls
from partnerskap.sparql.guard import check
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.request import Operation, SparqlRequest
from partnerskap.sparql.syntax import explain_syntax_error
from partnerskap.sparql.tickets import Ticket, encode_failure
from partnerskap.sparql.update import read_update
from partnerskap.sparql.writer import Writer, over_memory

__all__ = ["Allowance", "bound_memory", "bound_processor_time", "change", "work"]

_GRACE_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one worker may use for one question, and the prefixes it writes graphs with.

    ``memory_bytes`` counts what is asked for beyond the memory a worker is born with.
    ``functions`` names the module whose functions queries may call.
    """

    memory_bytes: int
    limits: Limits
    prefixes: Mapping[str, str]
    functions: str = ""

    def encode(self) -> bytes:
        """Write as JSON."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, payload: bytes) -> Self:
        """Read what ``encode`` wrote."""
        parts = json.loads(payload)
        limits = Limits(**parts["limits"] | {"services": tuple(parts["limits"]["services"])})
        return cls(parts["memory_bytes"], limits, parts["prefixes"], parts["functions"])


def work(store: Store, front: socket, allowance: Allowance) -> None:
    """Answer questions until the front process hangs up."""
    bound_memory(allowance.memory_bytes)
    bounded = -1.0
    with suppress(CutShortError, ConnectionError):
        while True:
            _, payload = receive(front)
            if (now := time.monotonic()) - bounded >= 1:  # what it has used since is less
                bound_processor_time(allowance.limits.seconds)
                bounded = now
            _serve(store, front, Ticket.decode(payload), allowance)


def _serve(store: Store, front: socket, ticket: Ticket, allowance: Allowance) -> None:
    """Answer one question or try one update out; say how it ended."""
    rest = b""
    try:
        if ticket.question is None:
            _try_out(store, ticket, allowance)
        else:
            rest = _answer(store, front, ticket, allowance)
    except ServiceError as error:
        send(front, Frame.FAILURE, encode_failure(error))
    except MemoryError:
        send(front, Frame.FAILURE, encode_failure(over_memory(allowance.memory_bytes)))
    else:
        send(front, Frame.END, rest)


def _answer(store: Store, front: socket, ticket: Ticket, allowance: Allowance) -> bytes:
    """Send the answer but for its last bytes, and give those."""
    if ticket.question is None:
        return b""
    writer = Writer(lambda block: send(front, Frame.CHUNK, block), allowance.limits.result_bytes)
    try:
        calls = load_calls(allowance.functions)
        write_answer(store, ticket.question, writer, allowance.prefixes, calls=calls)
    except SyntaxError as error:
        # Reading the text again costs only those who sent a faulty one.
        raise explain_syntax_error(check(ticket.original, allowance.limits), error) from error
    return writer.finish()


def _try_out(store: Store, ticket: Ticket, allowance: Allowance) -> None:
    asked = SparqlRequest(Operation.UPDATE, ticket.original, ticket.dataset)
    update = read_update(asked, allowance.limits)
    try:
        change(store, update.text)
    except SyntaxError as error:
        raise explain_syntax_error(update, error) from error


def change(store: Store, update: str) -> None:
    """Carry out an update; raise SyntaxError, or ConflictError when the graphs do not allow it."""
    try:
        store.update(update)
    except RuntimeError as error:
        raise ConflictError(
            f"Oppdateringen ble ikke utført: {error}. Ingenting er endret.",
            f"The update was not carried out: {error}. Nothing has changed.",
        ) from error


def bound_memory(budget: int) -> None:
    """Let allocations fail beyond the budget; pages shared with the holder are in the base."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    bound = pages * resource.getpagesize() + budget
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))


def bound_processor_time(seconds: float) -> None:
    """End a worker that lost its front process while it was computing."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + _GRACE_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
