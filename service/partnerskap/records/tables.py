"""The rows of every list, read from the graph by the queries under ``queries/``.

Rows are read the first time a list is asked for and then kept; narrowing and sorting them is the
business of ``listing``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, QuerySolutions

from partnerskap.graph.folding import fold

if TYPE_CHECKING:
    from pyoxigraph import Store

    from partnerskap.records.lists import ListSpec

__all__ = ["Row", "Tables"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: the thing, its values by field (IRIs or text) and its folded text."""

    iri: str
    values: dict[str, tuple[str, ...]]
    text: str

    def first(self, field: str) -> str:
        """Give the smallest value of a field, or nothing."""
        return min(self.values.get(field, ("",)))


class Tables:
    """All rows as they were when this was made."""

    __slots__ = ("_broader", "_rows", "_store")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._broader = _broader(store)

    def rows(self, spec: ListSpec) -> tuple[Row, ...]:
        """Give every row of a list, in the order of their IRIs."""
        if spec.name not in self._rows:
            self._rows[spec.name] = _rows(self._store, spec.name)
        return self._rows[spec.name]

    def with_broader(self, iris: tuple[str, ...]) -> frozenset[str]:
        """Add to concepts everything they stand under."""
        return frozenset(iris).union(*(self._broader.get(iri, ()) for iri in iris))


@cache
def _query(name: str) -> str:
    return files("partnerskap.records").joinpath("queries", f"{name}.rq").read_text("utf-8")


def _select(store: Store, name: str, variables: tuple[str, ...]) -> list[tuple[str, ...]]:
    solutions = store.query(_query(name))
    if not isinstance(solutions, QuerySolutions):
        raise TypeError(f"{name}.rq is not a SELECT query")
    return sorted(
        {tuple(_text(solution[variable]) for variable in variables) for solution in solutions}
    )


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _rows(store: Store, name: str) -> tuple[Row, ...]:
    found: dict[str, dict[str, list[str]]] = {}
    for record, field, value in _select(store, name, ("record", "field", "value")):
        found.setdefault(record, {}).setdefault(field, []).append(value)
    return tuple(
        Row(
            iri,
            {field: tuple(values) for field, values in fields.items() if field != "text"},
            fold(" ".join(fields.get("text", ()))),
        )
        for iri, fields in found.items()
    )


def _broader(store: Store) -> dict[str, frozenset[str]]:
    pairs: dict[str, set[str]] = {}
    for narrower, broader in _select(store, "broader", ("narrower", "broader")):
        pairs.setdefault(narrower, set()).add(broader)
    return {narrower: frozenset(broader) for narrower, broader in pairs.items()}
