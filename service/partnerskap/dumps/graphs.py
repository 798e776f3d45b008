"""Write the graph of a version in every RDF form, in memory that does not grow with the graph.

The same bytes as ``records.dumping`` writes from documents in memory: N-Quads and TriG keep each
document in its named graph, the other forms hold the merge, each triple once and in order.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

from pyoxigraph import RdfFormat, parse, serialize

from partnerskap.graph.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from partnerskap.records.record import StoredRecord

__all__ = ["GraphWriter"]

_QUADS: Final = "graph.nq"
_TRIPLES: Final = "graph.nt"
_SORTING: Final = "sorting.sqlite3"
_FROM_TRIPLES: Final = {
    "graph.ttl": RdfFormat.TURTLE,
    "graph.jsonld": RdfFormat.JSON_LD,
    "graph.rdf": RdfFormat.RDF_XML,
}


class GraphWriter:
    """Takes the documents of a version one by one and leaves six files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # A file of SQLite's sorts and keeps apart what memory might not hold.
        self._lines = sqlite3.connect(folder / _SORTING, isolation_level=None)
        self._lines.execute("PRAGMA journal_mode=OFF")
        self._lines.execute("PRAGMA synchronous=OFF")
        self._lines.execute("CREATE TABLE line (text TEXT PRIMARY KEY) WITHOUT ROWID")

    def write(self, documents: Iterable[StoredRecord]) -> Iterator[StoredRecord]:
        """Write the documents that pass through, and all files when the last has passed."""
        with closing(self._lines), (self._folder / _QUADS).open("wb") as quads:
            self._lines.execute("BEGIN")
            for document in documents:
                end = f" <{document.key.graph}> .\n"
                quads.write("".join(f"{line}{end}" for line in document.triples).encode())
                rows = ((line,) for line in document.triples)
                self._lines.executemany("INSERT OR IGNORE INTO line VALUES (?)", rows)
                yield document
            self._lines.execute("COMMIT")
            self._write_merged()
        (self._folder / _SORTING).unlink()
        self._write_from(_QUADS, "graph.trig", RdfFormat.TRIG)
        for name, form in _FROM_TRIPLES.items():
            self._write_from(_TRIPLES, name, form)

    def _write_merged(self) -> None:
        with (self._folder / _TRIPLES).open("wb") as triples:
            for (line,) in self._lines.execute("SELECT text FROM line ORDER BY text"):
                triples.write(f"{line} .\n".encode())

    def _write_from(self, source: str, name: str, form: RdfFormat) -> None:
        with (self._folder / name).open("wb") as out:
            quads = parse(path=str(self._folder / source), format=RdfFormat.N_QUADS)
            serialize(quads, out, format=form, prefixes=PREFIXES)
