"""Find things by their names and texts, forgiving accents and typing errors.

The index lives in memory (SQLite FTS5), is made once per version and answers from several threads.
It gives IRIs, kinds and scores; how they are shown is not its business.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode
from rapidfuzz import fuzz, process

from partnerskap.graph.folding import fold, words
from partnerskap.graph.labels import fallbacks
from partnerskap.graph.questions import QUESTIONS
from partnerskap.graph.terms import BASE, NS, DocumentKey, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Store

__all__ = ["KINDS", "Hit", "SearchIndex", "kind_of"]

KINDS: Final = (
    "partnership",
    "actor",
    "theme",
    "scheme",
    "umbrella",
    "agreement",
    "county",
    "collection",
    "insight",
    "question",
    "source",
    "code",
    "term",
)
"""What a hit can be, in the order equal hits stand."""

_TITLES: Final = ("skos:prefLabel", "dct:title", "rdfs:label")
_OTHERS: Final = (
    "skos:altLabel",
    "skos:hiddenLabel",
    "org:identifier",
    "pk:municipalityNumber",
    "pk:formerMunicipalityNumber",
    "skos:notation",
)
_TEXTS: Final = (
    "dct:description",
    "skos:definition",
    "rdfs:comment",
    "skos:note",
    "schema:creditText",
)
_CLOSE: Final = 78
_CAP: Final = 400


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its IRI, what kind it is, how well it fits (0–100) and where it fits."""

    iri: str
    kind: str
    score: int
    snippet: str
    snippet_language: str


@dataclass(slots=True)
class _Entry:
    kind: str
    titles: list[str]
    others: list[str]
    texts: dict[str, str]


class SearchIndex:
    """Names and texts of everything one can look up, as they were when this was made."""

    __slots__ = ("_connection", "_entries", "_iris", "_lock", "_names", "_vocabulary")

    def __init__(self, store: Store) -> None:
        self._entries = _collect(store)
        self._iris = list(self._entries)
        self._lock = Lock()
        self._connection = _fill(self._entries)
        self._names = _names(self._entries)
        self._vocabulary = tuple(
            row[0] for row in self._connection.execute("SELECT term FROM vocabulary")
        )

    def find(
        self, query: str, language: str = "nb", *, kinds: frozenset[str] = frozenset()
    ) -> list[Hit]:
        """Rank what fits the query, best first; empty when the query has no letters or digits."""
        tokens = words(query)
        if not tokens:
            return []
        scores = self._by_words(tokens)
        for iri, score in self._by_name(query).items():
            scores[iri] = max(score, scores.get(iri, 0))
        wanted = [iri for iri in scores if not kinds or self._entries[iri].kind in kinds]
        wanted.sort(key=lambda iri: (-scores[iri], KINDS.index(self._entries[iri].kind), iri))
        return [self._hit(iri, scores[iri], tokens, language) for iri in wanted]

    def _by_words(self, tokens: list[str]) -> dict[str, int]:
        expression = " AND ".join(
            "(" + " OR ".join(f'"{word}"*' for word in self._known(token)) + ")" for token in tokens
        )
        with self._lock:
            rows = self._connection.execute(
                "SELECT rowid, bm25(entries, 10.0, 8.0, 1.0) FROM entries"
                " WHERE entries MATCH ? ORDER BY 2 LIMIT ?",
                (expression, _CAP),
            ).fetchall()
        best = min((rank for _, rank in rows), default=0.0) or -1.0
        return {self._iris[row]: 30 + round(30 * max(0.0, rank / best)) for row, rank in rows}

    def _known(self, token: str) -> list[str]:
        """Keep a word some text has; otherwise give the words nearest to it."""
        if any(word.startswith(token) for word in self._vocabulary):
            return [token]
        near = process.extract(
            token, self._vocabulary, scorer=fuzz.ratio, limit=3, score_cutoff=_CLOSE
        )
        return [word for word, _, _ in near] or [token]

    def _by_name(self, query: str) -> dict[str, int]:
        """Score names as a whole: the same name 100, a beginning 90, a likely misspelling less."""
        wanted = " ".join(words(query))
        scores: dict[str, int] = {}
        for name, iris in self._names.items():
            if name == wanted:
                score = 100
            elif name.startswith(wanted) and len(wanted) > 2:
                score = 90 if name[len(wanted)] == " " else 85
            else:
                continue
            scores.update({iri: max(score, scores.get(iri, 0)) for iri in iris})
        for name, ratio, _ in process.extract(
            wanted, list(self._names), scorer=fuzz.ratio, limit=8, score_cutoff=_CLOSE
        ):
            for iri in self._names[name]:
                scores[iri] = max(scores.get(iri, 0), round(ratio * 0.9))
        return scores

    def _hit(self, iri: str, score: int, tokens: list[str], language: str) -> Hit:
        entry = self._entries[iri]
        found, text = _best_text(entry.texts, tokens, language)
        return Hit(iri, entry.kind, score, text, found)


def kind_of(iri: str, *, insight: bool = False) -> str | None:
    """Tell what kind of hit an IRI would be; None for things that have no page of their own.

    >>> kind_of(f"{BASE}/id/actor/ntnu"), kind_of(f"{BASE}/code/role/host"), kind_of("urn:x")
    ('actor', 'code', None)
    """
    if iri.startswith(f"{BASE}/code/"):
        return "code"
    if iri.startswith(QUESTIONS):
        return None if "/" in iri.removeprefix(QUESTIONS) else "question"
    if iri.startswith(NS):
        return "term"
    key = DocumentKey.of_iri(iri)
    if key is None:
        return None
    if "#" in iri:
        return "insight" if insight else None
    return key.type if key.type in KINDS else None


def _literals(store: Store, names: Iterable[str]) -> Iterator[tuple[str, Literal]]:
    for name in names:
        for quad in store.quads_for_pattern(None, NamedNode(expand(name)), None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                yield quad.subject.value, quad.object


def _collect(store: Store) -> dict[str, _Entry]:
    insights = {
        quad.subject.value
        for quad in store.quads_for_pattern(
            None, NamedNode(expand("rdf:type")), NamedNode(expand("pk:Insight")), DefaultGraph()
        )
        if isinstance(quad.subject, NamedNode)
    }
    entries: dict[str, _Entry] = {}

    def entry(iri: str) -> _Entry | None:
        kind = kind_of(iri, insight=iri in insights)
        return None if kind is None else entries.setdefault(iri, _Entry(kind, [], [], {}))

    for iri, literal in _literals(store, _TITLES):
        if found := entry(iri):
            found.titles.append(literal.value)
    for iri, literal in _literals(store, _OTHERS):
        if found := entry(iri):
            found.others.append(literal.value)
    for iri, literal in _literals(store, _TEXTS):
        if found := entry(iri):
            found.texts.setdefault(literal.language or "", literal.value)
    return dict(sorted(entries.items()))


def _fill(entries: Mapping[str, _Entry]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("CREATE VIRTUAL TABLE entries USING fts5(titles, others, texts)")
    connection.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(entries, 'row')")
    connection.executemany(
        "INSERT INTO entries(rowid, titles, others, texts) VALUES (?, ?, ?, ?)",
        (
            (
                row,
                *(
                    fold(" ".join(part))
                    for part in (entry.titles, entry.others, entry.texts.values())
                ),
            )
            for row, entry in enumerate(entries.values())
        ),
    )
    return connection


def _names(entries: Mapping[str, _Entry]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for iri, entry in entries.items():
        for name in (*entry.titles, *entry.others):
            iris = names.setdefault(" ".join(words(name)), [])
            if iri not in iris:
                iris.append(iri)
    return names


def _best_text(texts: Mapping[str, str], tokens: list[str], language: str) -> tuple[str, str]:
    """Choose the text to show and cut it around the first word that fits."""
    order = [code for code in (*fallbacks(language), *sorted(texts)) if code in texts]
    for code in order:
        for match in texts[code].split():
            if any(word.startswith(token) for token in tokens for word in words(match)):
                return code, _around(texts[code], match)
    return (order[0], _around(texts[order[0]], "")) if order else ("", "")


def _around(text: str, word: str, width: int = 160) -> str:
    start = max(0, text.find(word) - width // 2)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    piece = text[start : start + width]
    if start + width < len(text):
        piece = piece.rsplit(" ", 1)[0] + " …"
    return ("… " if start else "") + piece
