"""The process that checks what is large or not trusted: forked for one check, then gone.

It may use so much memory and time and no more. Whatever a body does to a parser, it does here.

Started by ``partnerskap.checking.front`` as ``python -m partnerskap.checking.worker DESCRIPTOR``.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from partnerskap.checking.check import check
from partnerskap.checking.failing import encode_failure, too_much_memory
from partnerskap.checking.task import Task
from partnerskap.checking.writing import write
from partnerskap.errors import ServiceError
from partnerskap.records.validation import released_validator
from partnerskap.sparql.frames import CutShortError, Frame, receive, send
from partnerskap.sparql.holder import serve
from partnerskap.sparql.worker import bound_memory, bound_processor_time

if TYPE_CHECKING:
    from socket import socket

    from pyoxigraph import Store

    from partnerskap.sparql.worker import Allowance

__all__ = ["work"]


def work(graph: Store, front: socket, allowance: Allowance) -> None:
    """Check one thing and say how it ended."""
    bound_memory(allowance.memory_bytes)
    bound_processor_time(allowance.limits.seconds)
    with suppress(CutShortError, ConnectionError):
        _, message = receive(front)
        try:
            answer = _answer(Task.decode(message), graph, front)
        except ServiceError as error:
            send(front, Frame.FAILURE, encode_failure(error))
        except MemoryError:
            send(front, Frame.FAILURE, encode_failure(too_much_memory(allowance.memory_bytes)))
        else:
            send(front, Frame.END, answer)


def _answer(task: Task, graph: Store, front: socket) -> bytes:
    def tell(step: str) -> None:
        send(front, Frame.STEP, step.encode())

    checked = check(task, graph, tell)
    tell("writing")
    return write(checked, task, graph)


if __name__ == "__main__":
    released_validator()  # once, for all workers
    serve(work)
