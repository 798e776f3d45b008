"""The quick way through the endpoint: from the parts of a GET to the bytes of its answer.

Most requests are plain: a short query by GET whose answer is kept, or comes from a worker in one
message within a moment. These are answered here without a framework, a task or a stream. The same
limits hold and the answer is the same. Whatever is the least out of the ordinary, a failure above
all, is left to the endpoint's ordinary way; what was begun by then goes with it.

Knows nothing of the server: that puts it before the application and lends it the connection.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from partnerskap.errors import ServiceError
from partnerskap.sparql.cache import Kept, Key, make_etag
from partnerskap.sparql.compression import compress_now, label
from partnerskap.sparql.execute import Job
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, Choice, choose, prefers_page
from partnerskap.sparql.kept import ALWAYS, Wishes, is_known, read_wishes
from partnerskap.sparql.plain import read_plain
from partnerskap.sparql.register import new_id
from partnerskap.sparql.request import Operation, read_request
from partnerskap.sparql.turnstile import Turn

if TYPE_CHECKING:
    from partnerskap.sparql.endpoint import SparqlEndpoint
    from partnerskap.sparql.errand import Errand
    from partnerskap.sparql.pool import WorkerPool

__all__ = ["BEGUN", "Begun", "Lane", "Reply"]

Headers = Sequence[tuple[bytes, bytes]]
BEGUN: Final = "partnerskap.begun"
"""The name in an ASGI scope of what was begun here."""
_SHORT: Final = 8_192


class Reply(Protocol):
    """Where an answer goes: the connection that a request came by."""

    def send(self, status: int, head: bytes, body: bytes) -> None:
        """Answer with header lines and a body."""

    def hand_over(self, begun: Begun) -> None:
        """Have the application answer, with what was begun as ``BEGUN`` in its scope."""


@dataclass(slots=True, eq=False)
class Begun:
    """A plain request while it is answered; ``place`` is where others wait for the same answer.

    ``turn`` is held until the answer is there or the request turns out not to be plain.
    """

    lane: Lane
    reply: Reply
    wishes: Wishes
    errand: Errand
    key: Key
    choice: Choice
    place: tuple[Key, str] | None
    turn: Turn

    def finish(self, body: bytes | None, version: str) -> None:
        """Send the answer and keep it, or have the application go on."""
        self.turn.end()
        if body is None:
            self.reply.hand_over(self)
        else:
            etag = make_etag(self.key, version)
            self.lane.give(self, Kept(self.key, version, self.choice.content_type, etag, body))

    def take_place(self) -> tuple[Key, str] | None:
        """Become the one who makes the answer that others wait for."""
        place, self.place = self.place, None
        return place

    def leave(self) -> None:
        """Give up what nobody went on with: the client has left."""
        self.turn.end()
        self.errand.leave()
        if (place := self.take_place()) is not None:
            self.lane.endpoint.cache.settle(place, None)


class Lane:
    """Answers what is plain; ``always`` are headers that every answer of the server carries."""

    def __init__(
        self, endpoint: SparqlEndpoint, pool: WorkerPool, always: Mapping[str, str]
    ) -> None:
        self.endpoint = endpoint
        self._pool = pool
        ours = dict(ALWAYS) | {b"cache-control": b"public, no-cache"}
        ours |= {b"link": endpoint.links.encode()} if endpoint.links else {}
        theirs = {name.lower().encode(): value.encode() for name, value in always.items()}
        self._tail = b"".join(b"%b: %b\r\n" % line for line in (theirs | ours).items())

    @property
    def trusts_proxies(self) -> bool:
        """Tell whether one connection may bring requests of several clients."""
        return self.endpoint.gate is not None and bool(self.endpoint.gate.proxies)

    def name(self, peer: str, headers: Headers) -> str:
        """Name the client behind a connection."""
        gate = self.endpoint.gate
        return "" if gate is None else gate.name_of(peer, headers)

    def take(
        self, query_string: bytes, headers: Headers, client: str, reply: Reply
    ) -> Begun | bool:
        """Answer a GET at once, or begin to answer it, or leave it to the application (False).

        Raises no expected failure: the application finds it again, and answers it properly.
        """
        wishes = read_wishes(query_string, headers)
        if not wishes.anew:
            kept = self.endpoint.cache.find_by_name(wishes.name(), self._pool.version)
            if kept is not None:
                return self._again(kept, wishes, client, reply)
        if wishes.known or len(query_string) > _SHORT:
            return False
        turn = self._let_in(client)
        if turn is None:
            return False  # it is the application that lets requests wait
        begun = None
        with suppress(ServiceError):
            begun = self._begin(wishes, client, reply, turn)
        if begun is None:
            turn.end()
        return begun or False

    def give(self, begun: Begun, kept: Kept) -> None:
        """Keep an answer, for others who wait for it too, and send it."""
        cache, wishes = self.endpoint.cache, begun.wishes
        cache.keep(kept)
        cache.name(wishes.name(), kept)
        if (place := begun.take_place()) is not None:
            cache.settle(place, kept)
        packed = compress_now(kept.body) if wishes.packs else None
        if packed is not None:
            kept.packed = packed
            cache.weigh(kept)
        running = begun.errand.running
        head = self._head(kept, running.client, packed=packed is not None)
        begun.reply.send(
            200,
            b"%bx-query-id: %b\r\nx-cache: miss\r\n" % (head, running.id.encode()),
            packed or kept.body,
        )

    def _again(self, kept: Kept, wishes: Wishes, client: str, reply: Reply) -> bool:
        packed = kept.packed if wishes.packs else None
        if wishes.packs and packed is None:
            return False  # the application compresses it, if that is worth while
        head = self._head(kept, client, packed=packed is not None)
        head += b"x-query-id: %b\r\nx-cache: hit\r\nage: %d\r\n" % (new_id().encode(), kept.age)
        if wishes.known and is_known(kept, wishes):
            reply.send(304, head, b"")
        else:
            reply.send(200, head, kept.body if packed is None else packed)
        return True

    def _head(self, kept: Kept, client: str, *, packed: bool) -> bytes:
        gate = self.endpoint.gate
        share = gate.budget.headers(client) if gate is not None else {}
        etag = label(kept.etag) if packed else kept.etag
        lines = [f"{name.lower()}: {value}\r\n" for name, value in share.items()]
        lines.append(f"content-type: {kept.content_type}\r\netag: {etag}\r\n")
        if packed:
            lines.append("content-encoding: gzip\r\n")
        return "".join(lines).encode() + self._tail

    def _let_in(self, client: str) -> Turn | None:
        gate = self.endpoint.gate
        return Turn() if gate is None else gate.turnstile.enter_now(client)

    def _begin(self, wishes: Wishes, client: str, reply: Reply, turn: Turn) -> Begun | None:
        endpoint = self.endpoint
        limits, cache = endpoint.limits, endpoint.cache
        asked = read_request("GET", wishes.query_string, "", b"", limits=limits)
        accept = wishes.accept.decode("latin-1") or None
        pages = endpoint.show is not None and prefers_page(accept, asked.format)
        if asked.operation is not Operation.QUERY or asked.seconds is not None or pages:
            return None
        query = read_plain(asked.text, limits)
        if query is None or query.volatile:
            return None
        choice = choose(
            GRAPH_FORMATS if query.form.gives_graph else ROW_FORMATS, accept, asked.format
        )
        key = (query.original, asked.dataset.default, asked.dataset.named, choice.media_type)
        place = None if wishes.anew else (key, self._pool.version)
        if place is not None and not cache.is_vacant(place):
            return None
        if endpoint.gate is not None:
            endpoint.gate.admit(client)
        errand = self._pool.errand(Job(query, asked.dataset, choice.format, client))
        if place is not None:
            cache.promise(place)
        begun = Begun(self, reply, wishes, errand, key, choice, place, turn)
        errand.start(begun.finish)
        return begun
