"""What can be chosen in a field, and what somebody who misspelt a choice may have meant.

Codes come from the lists that the field names, records from the search. Records are also found by
organisation number, by municipality number old or new, and by their Sámi and nynorsk names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode
from rapidfuzz import fuzz

from partnerskap.entry.fields import Field, Kind
from partnerskap.entry.values import shorten
from partnerskap.errors import NotFoundError
from partnerskap.graph.folding import fold, words
from partnerskap.graph.labels import readable
from partnerskap.graph.terms import CODE_LISTS, PREFIXES, RECORD_TYPES, DocumentKey, expand
from partnerskap.records.wording import NOTHING, Wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Store

    from partnerskap.entry.fields import Form
    from partnerskap.graph.labels import Labels
    from partnerskap.graph.search import SearchIndex

__all__ = ["Choice", "Choices", "find_field"]

_NOWHERE: Final = DocumentKey("none", "none")
_NUMBER: Final = re.compile(r"[0-9 .\u00a0]{3,14}")
_NEAR: Final = 68
_LIKELY: Final = 62
_SAME_WORD: Final = 80
_AS_LIKELY: Final = 10
_MOST_MEANT: Final = 3
_NUMBERS: Final = tuple(
    NamedNode(expand(name)) for name in ("pk:municipalityNumber", "org:identifier")
)
_CLASSIFICATION: Final = NamedNode(expand("org:classification"))


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: how plain JSON writes it, what it is called, and what it means.

    ``detail`` tells records with like names apart: what kind of actor it is, and its number.
    """

    term: NamedNode | Literal
    word: str
    label: Wording
    definition: Wording = NOTHING
    detail: Wording = NOTHING


class Choices:
    """The choices that one version of the graph offers."""

    __slots__ = ("_labels", "_search", "_store")

    def __init__(self, store: Store, labels: Labels, search: SearchIndex) -> None:
        self._store = store
        self._labels = labels
        self._search = search

    def __contains__(self, iri: object) -> bool:
        if not isinstance(iri, str):
            return False
        pattern = (NamedNode(iri), None, None, DefaultGraph())
        return any(True for _ in self._store.quads_for_pattern(*pattern))

    def entries(self, field: Field, language: str = "nb") -> list[Choice]:
        """List all that can be chosen in a field, by label in one language."""
        found = [self._choice(field, term) for term in self._terms(field)]
        return sorted(found, key=lambda c: (fold(c.label.in_language(language)), c.word))

    def find(self, field: Field, text: str, language: str = "nb") -> list[Choice]:
        """Rank what fits a text that somebody is typing, best first; all when there is no text."""
        if not words(text):
            return self.entries(field, language)
        if field.kind is Kind.CODE:
            return [choice for choice, _ in self._codes(field, text)]
        return [self._choice(field, node) for node, _ in self._records(field, text, language)]

    def suggest(self, field: Field, text: str) -> tuple[tuple[NamedNode | Literal, Wording], ...]:
        """Give up to three choices that ``text`` may stand for, the likeliest first."""
        if field.kind not in {Kind.CODE, Kind.REFERENCE, Kind.PART} or not words(text):
            return ()
        name = text.rstrip("/").rpartition("/")[2]
        if field.kind is Kind.CODE:
            scored = [pair for pair in self._codes(field, name) if pair[1] >= _NEAR]
        else:
            found = self._records(field, name, "nb")[:_MOST_MEANT]
            scored = [(self._choice(field, n), score) for n, score in found if score >= _LIKELY]
        best = scored[0][1] if scored else 0
        meant = [choice for choice, score in scored if score >= best - _AS_LIKELY]
        return tuple((choice.term, choice.label) for choice in meant[:_MOST_MEANT])

    def _terms(self, field: Field) -> list[NamedNode | Literal]:
        if field.options:
            return [option.term for option in field.options]
        names = field.lists or field.record_types or RECORD_TYPES
        iris = (iri for name in names for iri in self._labels.under(PREFIXES[name]))
        return [NamedNode(iri) for iri in sorted(iris) if "#" not in iri]

    def _codes(self, field: Field, text: str) -> list[tuple[Choice, float]]:
        """Score codes by their labels in every language and by their short names."""
        wanted = " ".join(words(text))
        scored = [
            (max(_score(wanted, name) for name in self._names(term)), term)
            for term in self._terms(field)
        ]
        scored.sort(key=lambda pair: (-pair[0], pair[1].value))
        return [(self._choice(field, term), score) for score, term in scored if score >= _LIKELY]

    def _names(self, term: NamedNode | Literal) -> set[str]:
        own = term.value.rpartition("/")[2]
        names = () if isinstance(term, Literal) else self._labels.names(term.value).values()
        return {" ".join(words(name)) for name in (own, *names)}

    def _records(self, field: Field, text: str, language: str) -> list[tuple[NamedNode, float]]:
        """Score records as the search does, and by their short names."""
        if _NUMBER.fullmatch(text):
            digits = re.sub(r"\D", "", text)
            text = digits.zfill(4)  # a spreadsheet takes the first zero of 0301
        wanted = " ".join(words(text))
        scores: dict[NamedNode, float] = {}
        for term in self._terms(field):
            own = " ".join(words(term.value.rpartition("/")[2]))
            ratio = fuzz.ratio(wanted, own, score_cutoff=_SAME_WORD)
            if ratio and isinstance(term, NamedNode):
                scores[term] = ratio * 0.95
        kinds = frozenset(field.record_types or RECORD_TYPES)
        for hit in self._search.find(text, language, kinds=kinds):
            node = NamedNode(hit.iri)
            scores[node] = max(hit.score, scores.get(node, 0))
        return sorted(scores.items(), key=lambda pair: -pair[1])

    def _choice(self, field: Field, term: NamedNode | Literal) -> Choice:
        word = next((option.word for option in field.options if option.term == term), "")
        if isinstance(term, Literal):
            return Choice(term, word, Wording(term.value, term.value))
        label = _wording(self._labels.names(term.value)) or Wording(*[readable(term.value)] * 2)
        return Choice(
            term,
            word or shorten(field, term.value, _NOWHERE),
            label,
            _wording(self._labels.texts(term.value)),
            NOTHING if field.kind is Kind.CODE else self._detail(term),
        )

    def _detail(self, node: NamedNode) -> Wording:
        kinds = [
            _wording(self._labels.names(quad.object.value))
            for quad in self._store.quads_for_pattern(node, _CLASSIFICATION, None, DefaultGraph())
            if isinstance(quad.object, NamedNode)
        ]
        numbers = [
            quad.object.value
            for predicate in _NUMBERS
            for quad in self._store.quads_for_pattern(node, predicate, None, DefaultGraph())
            if isinstance(quad.object, Literal)
        ]
        number = f" {numbers[0]}" if numbers else ""
        return kinds[0] + Wording(number, number) if kinds else Wording(number, number)


def find_field(forms: Mapping[str, Form], name: str) -> Field:
    """Find what to choose from: a code list, a record type, or a field as ``type.field.field``.

    Raises NotFoundError when there is no such thing, or nothing to choose in it.
    """
    if name in {"theme", *CODE_LISTS}:
        return _bare(name, Kind.CODE)
    if name in RECORD_TYPES:
        return _bare(name, Kind.REFERENCE)
    head, *keys = name.split(".")
    form: Form | None = forms.get(head)
    found: Field | None = None
    for key in keys:
        found = form.field(key) if form else None
        form = (found.part or found.statement) if found else None
    if found is None or not (found.lists or found.options or found.record_types):
        raise NotFoundError(
            f"Det er ingenting å velge i «{name[:80]}». Skriv navnet på en kodeliste, en type "
            "oppføring eller et felt, for eksempel role, actor eller partnership.members.actor.",
            f"There is nothing to choose in {name[:80]!r}. Give the name of a code list, a type of "
            "record or a field, for example role, actor or partnership.members.actor.",
        )
    return found


def _bare(name: str, kind: Kind) -> Field:
    """Make a field for a list or a record type by itself."""
    named = (name,)
    lists, types = (named, ()) if kind is Kind.CODE else ((), named)
    return Field(name, kind, (), (), NOTHING, NOTHING, lists=lists, record_types=types)


def _wording(texts: Mapping[str, str]) -> Wording:
    if not texts:
        return NOTHING
    nb = texts.get("nb") or texts.get("nn") or texts.get("en") or min(texts.values())
    return Wording(nb, texts.get("en", nb), texts.get("nn", ""))


def _score(wanted: str, name: str) -> float:
    """Score as the search does: the name itself, its beginning, a word's, a likely misspelling."""
    if name == wanted:
        return 100
    if name.startswith(wanted):
        return 90
    if any(word.startswith(wanted) for word in name.split()):
        return 80
    return fuzz.ratio(wanted, name) * 0.95
