"""The graphs tests ask: a small invented world, and the release as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import html5lib  # type: ignore[import-untyped]  # it comes without types
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.graph.loading import Release, read_document
from partnerskap.graph.reading import canonical_lines, read_turtle
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import DocumentKey
from partnerskap.settings import Settings

WORLD: Final = Path(__file__).parent / "world"
_TYPES: Final = {"counties": "county"}


@dataclass(frozen=True, slots=True)
class Stated:
    """A document as the graph wants it."""

    key: DocumentKey
    triples: tuple[str, ...]

    @property
    def content_hash(self) -> str:
        return sha256("\n".join(self.triples).encode()).hexdigest()


def read_world() -> list[Stated]:
    """Read the invented world: its folders are named as those of the release."""
    return [
        Stated(
            DocumentKey(
                _TYPES.get(path.parent.name, path.parent.name.removesuffix("s")), path.stem
            ),
            canonical_lines(read_turtle(path.read_text("utf-8"), name=path.name)),
        )
        for path in sorted(WORLD.rglob("*.ttl"))
    ]


def load_world() -> GraphStore:
    """Make the graph of the invented world, new each time."""
    return GraphStore(read_world(), version=7)


def world_client() -> TestClient:
    """Make a client of a service that knows the invented world only."""
    return TestClient(create_app(Settings(), load_world()), follow_redirects=False)


@cache
def load_release() -> GraphStore:
    """Make the graph of everything that is released."""
    release = Release.open()
    documents = [Stated(file.key, read_document(release, file)) for file in release.files]
    return GraphStore(documents, version=1)


@cache
def release_client() -> TestClient:
    """Make a client of a service with everything that is released."""
    return TestClient(create_app(Settings(), load_release()), follow_redirects=False)


@contextmanager
def running(graph: GraphStore) -> Iterator[TestClient]:
    """Run a service with its SPARQL workers for as long as the client is used."""
    with TestClient(create_app(Settings(query_workers=1), graph), follow_redirects=False) as client:
        yield client


def check_html(text: str) -> None:
    """Fail with the first fault of a page that is not valid HTML, or with the ids it doubles."""
    tree = html5lib.HTMLParser(strict=True).parse(text)
    ids = Counter(each.get("id") for each in tree.iter() if each.get("id"))
    assert {name for name, times in ids.items() if times > 1} == set()
