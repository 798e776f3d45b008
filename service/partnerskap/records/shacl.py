"""Put nodes to shapes with pySHACL (SHACL Core) and Oxigraph (SPARQL rules).

Shapes are harvested once. Only the record's own nodes are put to the shapes that target them;
what the record refers to serves look-ups and is not judged. pySHACL is called shape by shape,
since its own ``validate`` collects every target of the whole graph first.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from rdflib import BNode, URIRef
from rdflib import Literal as RdflibLiteral

from partnerskap.graph.terms import PREFIXES, SHAPES, Iri
from partnerskap.records import lexical
from partnerskap.records.neighbours import find_neighbours
from partnerskap.records.rdflib_terms import Node, to_graph
from partnerskap.records.report import Report, Result, Severity
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyshacl.shape import Shape
    from rdflib import Graph

    from partnerskap.records.neighbours import Triple
    from partnerskap.records.shapes import Shapes, Voice

__all__ = ["LITERAL_RULE", "ShaclValidator"]

_SH: Final = PREFIXES["sh"]
_FOCUS: Final = URIRef(f"{_SH}focusNode")
_VALUE: Final = URIRef(f"{_SH}value")
_SHAPE: Final = URIRef(f"{_SH}sourceShape")
_COMPONENT: Final = URIRef(f"{_SH}sourceConstraintComponent")
_SPARQL: Final = Iri(f"{_SH}SPARQLConstraintComponent")
_DATATYPE: Final = Iri(f"{_SH}DatatypeConstraintComponent")
_TYPE: Final = f"{PREFIXES['rdf']}type"
_RULE: Final = NamedNode(f"{_SH}sparql")
_TARGET: Final = NamedNode(f"{_SH}target")
_HOLDS: Final = NamedNode(f"{_SH}property")

LITERAL_RULE: Final = Iri(f"{SHAPES}Literal")
"""The rule that every literal is written as its datatype demands."""

_Focus = dict[Iri, set[str]]


class ShaclValidator:
    """Judges records by one set of shapes. Holds no state between calls."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        # Property shapes of targeted shapes are called by ourselves, all nodes at once: pySHACL
        # builds every constraint anew for each node it walks to.
        referred = {value for _, predicate, value in shapes.triples if predicate != _HOLDS}
        held = {NamedNode(target.shape) for target in shapes.targets} - referred
        core = to_graph(
            triple
            for triple in shapes.triples
            if triple[1] not in {_RULE, _TARGET} and not (triple[1] == _HOLDS and triple[0] in held)
        )
        harvested = ShapesGraph(core)
        self._core: dict[str, Shape] = {str(shape.node): shape for shape in harvested.shapes}

    def validate(self, record: Sequence[Triple], graph: Store) -> Report:
        """Judge one record or a few together, in the company of the published graph."""
        return self._judge(record, [*record, *find_neighbours(record, graph)])

    def validate_all(self, triples: Sequence[Triple]) -> Report:
        """Judge every node of a whole data set, which refers to nothing outside itself."""
        return self._judge(triples, triples)

    def _judge(self, record: Sequence[Triple], world: Sequence[Triple]) -> Report:
        store = Store()
        store.extend(Quad(*triple) for triple in world)
        focus = self._focus(record, store)
        results = [*self._core_results(focus, to_graph(world)), *self._rule_results(focus, store)]
        judged = {(r.focus, r.value) for r in results}  # one result for one fault is enough
        spelling = [r for r in self._spelling(record) if (r.focus, r.value) not in judged]
        return Report.of(tuple(results), tuple(spelling))

    def _focus(self, record: Sequence[Triple], store: Store) -> _Focus:
        """Find which of the record's own nodes each shape is put to."""
        own = {_written(subject) for subject, _, _ in record}
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for subject, predicate, value in record:
            if predicate.value == _TYPE:
                found["class", value.value].add(_written(subject))
            found["subjects", predicate.value].add(_written(subject))
            found["objects", predicate.value] |= {_written(value)} & own
        focus: defaultdict[Iri, set[str]] = defaultdict(set)
        for target in self._shapes.targets:
            if target.kind == "query":
                focus[target.shape] |= {this for this, _ in _solutions(store, target.value)} & own
            elif target.kind == "node":
                focus[target.shape] |= {target.value} & own
            else:
                focus[target.shape] |= found.get((target.kind, target.value), set())
        for holder, held in self._shapes.properties.items():
            for shape in held:
                focus[shape] |= focus.get(holder, set())
        return {shape: nodes for shape, nodes in focus.items() if nodes}

    def _core_results(self, focus: _Focus, graph: Graph) -> Iterator[Result]:
        executor = SHACLExecutor()
        for iri, nodes in focus.items():
            terms = [_term(node) for node in sorted(nodes)]
            _, found = self._core[iri].validate(executor, graph, focus=terms)
            for _, node, triples in found:
                facts = {p: o for s, p, o in triples if s == node}
                yield self._result(
                    Iri(str(_bare(facts[_SHAPE]))),
                    Iri(str(_bare(facts[_COMPONENT]))),
                    _spelt(_bare(facts[_FOCUS])),
                    _spelt(_bare(facts[_VALUE])) if _VALUE in facts else None,
                )

    def _rule_results(self, focus: _Focus, store: Store) -> Iterator[Result]:
        for rule in self._shapes.rules:
            nodes = focus.get(rule.shape)
            if not nodes:
                continue
            for this, value in _solutions(store, rule.select):
                if this in nodes:
                    yield self._result(rule.shape, _SPARQL, this, value)

    def _result(self, shape: Iri, component: Iri, focus: str, value: str | None) -> Result:
        voice: Voice = self._shapes.voices[shape]
        return Result(
            voice.severity, focus, voice.path, value, shape, component, voice.name, voice.message
        )

    def _spelling(self, record: Iterable[Triple]) -> Iterator[Result]:
        """Find literals that are not written as their datatype demands."""
        name = self._shapes.voices[LITERAL_RULE].name
        for subject, predicate, value in record:
            if not isinstance(value, Literal) or value.language:
                continue
            if lexical.is_well_formed(value.value, value.datatype.value):
                continue
            wanted = lexical.hint(value.datatype.value)
            yield Result(
                Severity.VIOLATION,
                _written(subject),
                (predicate.value,),
                value.value,
                LITERAL_RULE,
                _DATATYPE,
                name,
                Wording(
                    f"«{value.value}» er skrevet på en måte vi ikke kan lese. Skriv {wanted.nb}.",
                    f"“{value.value}” is written in a way we cannot read. Write {wanted.en}.",
                ),
            )


def _solutions(store: Store, select: str) -> Iterator[tuple[str, str | None]]:
    """Run a query without binding ``?this``: one run serves every node in focus."""
    solutions = store.query(select)
    if not isinstance(solutions, QuerySolutions):
        return
    has_value = any(variable.value == "value" for variable in solutions.variables)
    for solution in solutions:
        this, value = solution["this"], solution["value"] if has_value else None
        yield _written(this), None if value is None else _written(value)


def _written(term: object) -> str:
    """Give a term's own words: an IRI, ``_:label`` or the text of a literal."""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _term(node: str) -> Node:
    return BNode(node[2:]) if node.startswith("_:") else URIRef(node)


def _bare(value: object) -> object:
    """Take a term out of the pair (graph, term) that pySHACL keeps in its results."""
    return value[1] if isinstance(value, tuple) else value


def _spelt(term: object) -> str:
    if isinstance(term, URIRef | RdflibLiteral):
        return str(term)
    return f"_:{term}"
