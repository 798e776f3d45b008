"""SPARQL queries of shapes, asked of Oxigraph with their variables bound beforehand.

Terms are written into the text; blank nodes, which cannot be, are handed over as bindings. A query
whose first pattern already binds ``$this`` means the same when it is asked once for all nodes,
which is what makes large data quick.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    Triple,
    Variable,
)

from partnerskap.errors import InvalidDataError, QuerySyntaxError
from partnerskap.shacl.binding import bind, name_of
from partnerskap.shacl.query_form import (
    Need,
    binds_this_itself,
    check_bindable,
    inner_selects,
    needed,
)
from partnerskap.sparql.lexer import Kind, Token, read_tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from partnerskap.graph.reading import Object
    from partnerskap.shacl.index import Index
    from partnerskap.shacl.shape import Run

__all__ = ["Query", "Solution", "parse_query"]

Solution = dict[str, "Object"]


@dataclass(frozen=True, eq=False, slots=True)
class Query:
    """A query with its prefixes.

    ``together``: it may be asked once for all nodes. ``asks_shapes``: it reads the shapes graph.
    ``need`` is what a node must have for the query to find anything about it.
    """

    text: str
    tokens: tuple[Token, ...]
    together: bool
    asks_shapes: bool
    need: Need | None

    def solutions(self, run: Run, bindings: Mapping[str, Object]) -> list[Solution]:
        """Give the solutions for one node: ``this`` and whatever else is bound beforehand."""
        if not self.together or len(bindings) > 1:
            return self._asked(run, bindings)
        this = bindings["this"]
        if not self._may_find(run.data, this):
            return []
        grouped = run.answers.get(self)
        if not isinstance(grouped, dict):
            grouped = run.answers[self] = _by_this(self._asked(run, {}))
        found: list[Solution] = grouped.get(this, [])
        return found

    def targets(self, run: Run, among: Collection[Object]) -> list[Object]:
        """Give those of some nodes that the query of a target finds as ``this``."""
        if not any(self._may_find(run.data, node) for node in among):
            return []
        found = {solution["this"] for solution in self._asked(run, {}) if "this" in solution}
        return [node for node in among if node in found]

    def _may_find(self, data: Index, node: Object) -> bool:
        if self.need is None:
            return True
        predicate, value = self.need
        values = data.objects(node, predicate)
        return value in values if value is not None else bool(values)

    def _asked(self, run: Run, bindings: Mapping[str, Object]) -> list[Solution]:
        blank = {name: term for name, term in bindings.items() if isinstance(term, BlankNode)}
        written = {name: str(term) for name, term in bindings.items() if name not in blank}
        try:
            return _solve(run, bind(self.text, self.tokens, written, tuple(blank)), blank)
        except SyntaxError:  # a literal where no literal can be written: as a subject
            handed = {n: t for n, t in bindings.items() if isinstance(t, BlankNode | Literal)}
            written = {name: text for name, text in written.items() if name not in handed}
            return _solve(run, bind(self.text, self.tokens, written, tuple(handed)), handed)


def _by_this(solutions: list[Solution]) -> dict[Object, list[Solution]]:
    grouped: dict[Object, list[Solution]] = {}
    for solution in solutions:
        if "this" in solution:
            grouped.setdefault(solution["this"], []).append(solution)
    return grouped


def _solve(run: Run, text: str, handed: Mapping[str, Object]) -> list[Solution]:
    given: dict[Variable, NamedNode | BlankNode | Literal | Triple] = {
        Variable(name): term for name, term in handed.items()
    }
    answer = run.store.query(text, substitutions=given) if given else run.store.query(text)
    if isinstance(answer, QueryBoolean):
        return [{}] if answer else []
    if not isinstance(answer, QuerySolutions):
        return []
    names = [(variable.value, variable) for variable in answer.variables]
    return [
        {
            name: term
            for name, variable in names
            if isinstance(term := solution[variable], NamedNode | BlankNode | Literal)
        }
        for solution in answer
    ]


def parse_query(text: str, *, bound: tuple[str, ...]) -> Query:
    """Cut a query into tokens and check what appendix A demands of variables bound beforehand.

    Raises InvalidDataError for a query that breaks those rules.
    """
    try:
        tokens = tuple(token for token in read_tokens(text) if token.kind is not Kind.COMMENT)
    except QuerySyntaxError as fault:
        raise InvalidDataError(
            f"En spørring i formene har en skrivefeil. {fault.detail.nb}",
            f"A query in the shapes has a syntax error. {fault.detail.en}",
        ) from fault
    check_bindable(tokens, bound)
    nested = any(True for _ in inner_selects(tokens))
    asks_shapes = any(name_of(token) in {"shapesGraph", "currentShape"} for token in tokens)
    together = not nested and not asks_shapes and binds_this_itself(tokens)
    return Query(text, tokens, together, asks_shapes, needed(tokens) if together else None)
