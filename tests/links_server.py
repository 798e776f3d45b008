"""A web site for link checks: pages that answer, are gone, move, and lead astray."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["Site", "links_server"]


@dataclass
class Site:
    """The site at work: where it is, what it was asked, and how many at once."""

    port: int
    asked: list[str] = field(default_factory=list)
    under_way: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answer(self, method: str, path: str) -> tuple[int, str]:
        """Give the status and the location that a path stands for."""
        _, kind, *rest = path.split("/")
        match kind:
            case "no-head" if method == "HEAD":
                return 405, ""
            case "status":
                return int(rest[0]), ""
            case "moved":
                return int(rest[0]), "/ok"
            case "loop":
                return 302, "/loop"
            case "inside":
                return 301, f"http://{rest[0]}:{self.port}/ok"
        return 200, ""


@contextmanager
def links_server() -> Iterator[Site]:
    """Serve on a free port of this machine."""
    site = Site(0)

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def _answer(self) -> None:
            with site.lock:
                site.asked.append(f"{self.command} {self.path}")
                site.under_way += 1
                site.most_at_once = max(site.most_at_once, site.under_way)
            status, location = site.answer(self.command, self.path)
            with site.lock:
                site.under_way -= 1
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join(5)
