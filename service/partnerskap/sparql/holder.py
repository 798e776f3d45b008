"""The process that keeps the graph and forks workers from it.

A fork shares the graph's memory, is ready in milliseconds, and can be killed without harm to
anyone. So this process never answers a question itself, has no second thread when it forks and
touches no file: it takes commands from one socket and ends when that closes; its workers end with
it.

Started by ``partnerskap.sparql.pool`` as ``python -m partnerskap.sparql.holder DESCRIPTOR``;
another module may have workers do something else.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

from pyoxigraph import RdfFormat, Store, parse

from partnerskap.sparql.frames import CutShortError, Frame, pack, receive, send
from partnerskap.sparql.functions import load_calls, load_prepare
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.preparing import Preparing
from partnerskap.sparql.worker import Allowance, change, work

__all__ = ["hold", "in_order", "patch_store", "serve"]

Work = Callable[[Store, socket.socket, Allowance], None]
"""What a worker does from birth to death: with a graph, by orders from a socket, within bounds."""

_P = ParamSpec("_P")
_T = TypeVar("_T")
_ADD: Final = b"A "
_DELETE: Final = b"D "
_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
_prctl: Final = ctypes.CDLL(None).prctl


def hold(control: socket.socket, work: Work = work) -> None:
    """Carry out commands until the front process goes away; ``work`` is what workers do."""
    store = Store()
    allowance = Allowance(0, Limits(), {})
    preparing = Preparing(store, None)
    while True:
        try:
            kind, payload = receive(control)
        except (CutShortError, ConnectionError):
            return
        match kind:
            case Frame.CONFIGURE:
                allowance = Allowance.decode(payload)
                load_calls(allowance.functions)  # once, for all workers
            case Frame.LOAD:
                store = _apart(_load, payload)
                preparing = Preparing(store, load_prepare(allowance.functions))
            case Frame.PATCH:
                _apart(patch_store, store, payload)
            case Frame.UPDATE:
                _apart(change, store, payload.decode())
            case Frame.PREPARE:
                send(control, Frame.DONE, _prepare(preparing))
                continue
            case _:
                _fork(store, control, allowance, work)
                continue
        send(control, Frame.DONE)


def _apart(work: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
    """Work on the graph in a thread that ends at once, so that its memory lies by itself.

    The allocator keeps the holes between a thread's pieces for that thread. A worker, born of the
    main thread, would else fill the holes of the graph: each lies on a page it shares with the
    holder, and the first word written to such a page copies it.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work, *given, **named).result()


def patch_store(store: Store, patch: bytes) -> None:
    """Change a store by lines ``D quad .`` and ``A quad .``; a quad in both stays."""
    lines = patch.splitlines(keepends=True)
    gone = b"".join(line[2:] for line in lines if line.startswith(_DELETE))
    new = b"".join(line[2:] for line in lines if line.startswith(_ADD))
    for quad in parse(gone, format=RdfFormat.N_QUADS):
        store.remove(quad)
    store.extend(parse(new, format=RdfFormat.N_QUADS))


def in_order(quads: bytes) -> bytes:
    """Put N-Quads in the order of subjects; loaded so, what is said of one thing lies together.

    A store gives its quads in the order of their hashes. Loaded so, a query that goes from thing
    to thing finds each on a page of its own, and a new worker copies every page it looks at.
    """
    return b"\n".join(sorted(quads.splitlines()))


def _load(quads: bytes) -> Store:
    store = Store()
    store.bulk_load(in_order(quads), format=RdfFormat.N_QUADS)
    _settle()
    return store


def _settle() -> None:
    """Move what lives on out of the collector's sight.

    A collection in a worker would otherwise write to pages it shares with everyone else.
    """
    gc.collect()
    gc.freeze()


def _prepare(preparing: Preparing) -> bytes:
    """Get ready for a moment; tell whether there is more, by a byte or none."""
    if preparing.go_on():
        return b"+"
    _settle()
    return b""


def _fork(store: Store, control: socket.socket, allowance: Allowance, work: Work) -> None:
    ours, theirs = socket.socketpair()
    holder = os.getpid()
    process = os.fork()
    if process == 0:
        try:
            _end_with(holder)
            control.close()
            theirs.close()
            work(store, ours, allowance)
        finally:  # whatever happens, a child never becomes a second holder
            os._exit(0)
    ours.close()
    socket.send_fds(control, [pack(Frame.FORK, process.to_bytes(8))], [theirs.fileno()])
    theirs.close()


def _end_with(holder: int) -> None:
    """Let the kernel kill this process when the holder ends, whatever it is computing then."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != holder:  # it ended before it was asked for
        os._exit(0)


def serve(work: Work = work) -> None:
    """Serve the socket whose number is the program's only argument."""
    # An interrupt from the terminal reaches the whole group; the front decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Dead workers need no one to wait for them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    hold(socket.socket(fileno=int(sys.argv[1])), work)


if __name__ == "__main__":
    serve()
