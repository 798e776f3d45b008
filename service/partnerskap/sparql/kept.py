"""Give a kept answer again, with as little work as can be.

Reads the few headers that decide what is given, and writes the answer without a framework.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Final

from starlette.types import Receive, Scope, Send
from werkzeug.http import parse_etags

from partnerskap.sparql.cache import Kept, ResultCache
from partnerskap.sparql.compression import compress, label, wants_gzip
from partnerskap.sparql.exchange import CORS

__all__ = ["ALWAYS", "KeptResponse", "Wishes", "is_known", "read_wishes"]

ALWAYS: Final = (
    *((name.lower().encode(), value.encode()) for name, value in CORS.items()),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"Accept, Accept-Encoding"),
)
_TELLING: Final = frozenset(
    {b"accept", b"accept-encoding", b"cache-control", b"content-type", b"if-none-match"}
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a request says about the answer: its address and the headers that matter."""

    query_string: bytes
    accept: bytes
    content_type: bytes
    packs: bool
    known: bytes
    anew: bool

    def name(self, body: bytes | None = None) -> Hashable:
        """Name the request: another of this name gets the same answer; only a POST has a body."""
        if body is None:
            return (self.query_string, self.accept)
        return (self.query_string, self.accept, body, self.content_type)


def read_wishes(query_string: bytes, headers: Iterable[tuple[bytes, bytes]]) -> Wishes:
    """Read what matters from the headers of a request."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in _TELLING:
            found[name] = found[name] + b"," + value if name in found else value
    packs = b"accept-encoding" in found and wants_gzip(found[b"accept-encoding"].decode("latin-1"))
    return Wishes(
        query_string=query_string,
        accept=found.get(b"accept", b""),
        content_type=found.get(b"content-type", b""),
        packs=packs,
        known=found.get(b"if-none-match", b""),
        anew=b"no-cache" in found.get(b"cache-control", b""),
    )


def is_known(kept: Kept, wishes: Wishes) -> bool:
    """Tell whether who asks has this answer already."""
    told = wishes.known.decode("latin-1")
    names = (kept.etag, label(kept.etag)) if wishes.packs else (kept.etag,)
    if told in names:
        return True  # nearly always
    known = parse_etags(told)
    return any(known.contains_weak(name.strip('"')) for name in names)


@dataclass(slots=True)
class KeptResponse:
    """An ASGI application that gives one kept answer."""

    kept: Kept
    wishes: Wishes
    id: str
    links: str
    cache: ResultCache
    hit: bool = field(kw_only=True)
    more: dict[str, str] = field(default_factory=dict, kw_only=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send it, or 304 and no body to whom has it."""
        kept, method = self.kept, scope["method"]
        packed = await self._packed() if self.wishes.packs else None
        etag = kept.etag if packed is None else label(kept.etag)
        headers = self._headers()
        if method != "POST":
            headers += [(b"etag", etag.encode()), (b"cache-control", b"public, no-cache")]
            if self.wishes.known and is_known(kept, self.wishes):
                await send({"type": "http.response.start", "status": 304, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
                return
        else:
            headers.append((b"cache-control", b"no-store"))
        body = kept.body if packed is None else packed
        headers.append((b"content-length", b"%d" % len(body)))
        if packed is not None:
            headers.append((b"content-encoding", b"gzip"))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})

    def _headers(self) -> list[tuple[bytes, bytes]]:
        headers = [
            (b"content-type", self.kept.content_type.encode()),
            (b"x-query-id", self.id.encode()),
            (b"x-cache", b"hit" if self.hit else b"miss"),
            *ALWAYS,
        ]
        if self.hit:
            headers.append((b"age", b"%d" % self.kept.age))
        if self.links:
            headers.append((b"link", self.links.encode()))
        headers += [(name.lower().encode(), value.encode()) for name, value in self.more.items()]
        return headers

    async def _packed(self) -> bytes | None:
        kept = self.kept
        if kept.packed is None:
            kept.packed = await compress(kept.body)
            self.cache.weigh(kept)
        return kept.packed
