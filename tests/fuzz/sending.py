"""Put mutated queries into HTTP requests of every shape, sound and unsound."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote, urlencode

from fuzz.mutate import Mutator

__all__ = ["Requests"]

FORMATS: Final = (
    *("json", "xml", "csv", "tsv", "ttl", "nt", "rdf", "jsonld", "nq", "trig", "html", "", "none"),
)
ACCEPTS: Final = (
    *("*/*", "text/html", "application/sparql-results+json", "text/csv;q=0.3, text/turtle", ""),
    *("application/*;q=nonsense", "text/html,application/xhtml+xml", ",,;;", "image/png"),
    "x" * 5_000,
)


class Requests:
    """Puts mutated queries into requests of every shape."""

    def __init__(self, seeds: Sequence[str], number: int) -> None:
        self._mutator = Mutator(seeds, number)
        self._chance = random.Random(number)  # noqa: S311 - to be the same every time

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield self._make(self._mutator.make())

    def _make(self, query: str) -> bytes:
        chance = self._chance
        more = {"format": chance.choice(FORMATS)} if chance.random() < 0.6 else {}
        if chance.random() < 0.1:
            more["default-graph-uri"] = chance.choice(
                ("urn:g", "", "relative", "http://[", "urn:" + "x" * 999)
            )
        if chance.random() < 0.1:
            more["timeout"] = chance.choice(("0.05", "1", "-1", "inf", "1e9", ""))
        way = chance.choice(("get", "get", "get", "form", "direct", "raw"))
        headers = {"Accept": chance.choice(ACCEPTS)}
        if chance.random() < 0.3:
            headers["Accept-Encoding"] = chance.choice(("gzip", "br", "gzip;q=0", "*"))
        encoded = query.encode("utf-8", "surrogatepass")
        if way == "get":
            more["query"] = query
            return _write("GET", f"/sparql?{_form(more)}", headers)
        if way == "raw":  # an address that no client would write
            noise = bytes(chance.randrange(33, 256) for _ in range(chance.randrange(1, 60)))
            return _write(
                "GET", "/sparql?query=" + quote(encoded[:2_000]) + noise.decode("latin-1"), headers
            )
        if way == "form":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            return _write("POST", "/sparql", headers, _form({"query": query, **more}).encode())
        headers["Content-Type"] = chance.choice(
            ("application/sparql-query", "application/sparql-update")
        )
        return _write("POST", f"/sparql?{_form(more)}", headers, encoded)


def _form(values: dict[str, str]) -> str:
    return urlencode(values, errors="surrogatepass")


def _write(method: str, target: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body
