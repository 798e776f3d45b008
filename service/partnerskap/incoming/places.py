"""Find, for what validation says, the place in the sender's own text.

The text is walked only when the first place is asked for: what is in order costs nothing.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.incoming.text import Span
from partnerskap.records.places import Place, Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from partnerskap.incoming.text import Site, Text
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.report import Result

__all__ = ["AllPlaces", "SentPlaces", "Sited", "TriplePlaces", "Words", "side_by_side", "written"]

Words = tuple[str, str, str]
Sited = tuple[Words, "Site"]


def written(term: NamedNode | BlankNode | Literal) -> str:
    """Give a term in the words results use: an IRI, ``_:label`` or the text of a literal."""
    return str(term) if isinstance(term, BlankNode) else term.value


def side_by_side(triples: Sequence[Triple], sites: Sequence[Site]) -> Iterable[Sited]:
    """Lay triples and sites, given in the same order, side by side.

    Where the two do not go together nothing is said, rather than something wrong.
    """
    if len(triples) != len(sites):
        return
    for (subject, predicate, value), site in zip(triples, sites, strict=True):
        yield (written(subject), predicate.value, written(value)), site


class SentPlaces(Places, Protocol):
    """The places of what one file holds."""

    def holds(self, focus: str) -> bool:
        """Tell whether the file states something about a node."""


class TriplePlaces:
    """The places of the triples of one text.

    ``walk`` gives the words of each triple and where it stands; ``pointers`` are JSON Pointers by
    span, for texts that have them.
    """

    def __init__(
        self,
        text: Text,
        walk: Callable[[], Iterable[Sited]],
        pointers: Mapping[Span, str] | None = None,
    ) -> None:
        self.text = text
        self._walk = walk
        self._pointers = pointers or {}

    def find(self, result: Result) -> Place | None:
        """Find the value; else the property, when it is there; else the node; None if unknown."""
        span = self.span(result.focus, result.path, result.value)
        return None if span is None else self.place(span)

    def holds(self, focus: str) -> bool:
        """Tell whether the text states something about a node."""
        return focus in self._subjects

    def exact(self, subject: str, predicate: str, value: str) -> Span | None:
        """Find the value of one triple."""
        found = self._by_property.get((subject, predicate), ())
        return next((site.object for words, site in found if words[2] == value), None)

    def span(self, focus: str, path: Sequence[str], value: str | None) -> Span | None:
        """Find the stretch of text that a result is about."""
        found: Span | None = None
        nodes = {focus}
        for step, predicate in enumerate(path, start=1):
            hits = [
                (words, site)
                for node in nodes
                for words, site in self._by_property.get((node, predicate), ())
            ]
            if not hits:
                break
            exact = [site.object for words, site in hits if words[2] == value]
            if exact and step == len(path):
                return exact[0]
            found = found or hits[0][1].predicate
            nodes = {words[2] for words, _ in hits}
        if value is not None and value != focus and (pointed := self._pointed(focus, value)):
            return pointed
        return found or self._subjects.get(focus) or self._objects.get(focus)

    def place(self, span: Span) -> Place:
        """Tell a stretch of text as line and column, and as a JSON Pointer where there is one."""
        line, column = self.text.place(span.start)
        return Place(self.text.name, line, column, pointer=self._pointers.get(span))

    def _pointed(self, focus: str, value: str) -> Span | None:
        """Find a value that is linked the other way round, or by a path that is not named."""
        ends = {focus, value}
        return next(
            (site.object for words, site in self._sited if {words[0], words[2]} == ends), None
        )

    @cached_property
    def _sited(self) -> list[Sited]:
        return list(self._walk())

    @cached_property
    def _by_property(self) -> dict[tuple[str, str], list[Sited]]:
        found: dict[tuple[str, str], list[Sited]] = {}
        for words, site in self._sited:
            found.setdefault(words[:2], []).append((words, site))
        return found

    @cached_property
    def _subjects(self) -> dict[str, Span]:
        return _first((words[0], site.subject) for words, site in self._sited)

    @cached_property
    def _objects(self) -> dict[str, Span]:
        return _first((words[2], site.object) for words, site in self._sited)


class AllPlaces:
    """The places of several texts, asked in turn."""

    def __init__(self, parts: Iterable[SentPlaces]) -> None:
        self.parts = tuple(parts)

    def holds(self, focus: str) -> bool:
        """Tell whether one of the texts states something about a node."""
        return any(part.holds(focus) for part in self.parts)

    def find(self, result: Result) -> Place | None:
        """Ask first the texts that state something about the node, then those that name it."""
        parts = sorted(self.parts, key=lambda part: not part.holds(result.focus))
        return next((p for part in parts if (p := part.find(result)) is not None), None)


def _first(pairs: Iterable[tuple[str, Span]]) -> dict[str, Span]:
    found: dict[str, Span] = {}
    for word, span in pairs:
        found.setdefault(word, span)
    return found
