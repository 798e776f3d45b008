"""Constraints and targets written in SPARQL (SHACL 1.0, sections 5 and 6), asked of Oxigraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from partnerskap.errors import InvalidDataError
from partnerskap.shacl.building import Building, Options, is_true
from partnerskap.shacl.findings import Finding, Source
from partnerskap.shacl.paths import of_predicate
from partnerskap.shacl.queries import Query, Solution, parse_query
from partnerskap.shacl.vocabulary import IMPORTS, PATH, component, sh

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from partnerskap.graph.reading import Object
    from partnerskap.shacl.index import Index
    from partnerskap.shacl.shape import Check, Run

__all__ = ["Component", "build", "read_components", "read_target"]

_SLOT: Final = re.compile(r"\{[?$](\w+)\}")
_BOUND: Final = {"select": ("this", "shapesGraph"), "ask": ("this", "value", "shapesGraph")}
_SHAPES_GRAPH: Final = NamedNode("urn:x-shacl:shapes")


@dataclass(frozen=True, slots=True)
class Component:
    """A constraint component defined in the shapes graph: its parameters and validators.

    ``parameters`` maps each parameter's property to its variable; ``optional`` are those that a
    shape may leave out.
    """

    node: NamedNode
    parameters: dict[NamedNode, str]
    optional: frozenset[NamedNode]


@dataclass(frozen=True, slots=True)
class _Asking:
    """A query at work in one shape. ``fixed`` are the variables that never change there."""

    query: Query
    source: Source
    fixed: Solution
    per_value: bool

    def check(
        self, run: Run, focus: Object, values: Collection[Object], out: list[Finding]
    ) -> None:
        if self.query.asks_shapes:
            _show_shapes(run)
        if not self.per_value:
            solutions = self.query.solutions(run, {"this": focus, **self.fixed})
            out += dict.fromkeys(self._finding(focus, each) for each in solutions)
            return
        for value in values:
            bindings = {"this": focus, "value": value, **self.fixed}
            if not self.query.solutions(run, bindings):
                out.append(self._finding(focus, bindings))

    def _finding(self, focus: Object, found: Solution) -> Finding:
        path, value = found.get("path"), found.get("value")
        if value is None and self.source.path is None:
            value = focus
        way = of_predicate(path) if isinstance(path, NamedNode) else self.source.path
        known = {"this": focus, **self.fixed, **found}
        messages = tuple(_filled(text, known) for text in self.source.messages)
        return Finding(self.source, focus, value, way, (), messages)


def build(building: Building, components: tuple[Component, ...]) -> Iterator[Check]:
    """Give the checks of a shape that ask SPARQL.

    Raises InvalidDataError where SPARQL is not allowed and for queries that cannot be used.
    """
    for node in building.values("sparql"):
        if not is_true(building.shapes.one(node, sh("deactivated"))):
            yield _constraint(building, node)
    for each in components:
        yield from _uses(building, each)


def read_target(shapes: Index, node: Object, options: Options) -> Query:
    """Read a SPARQL target (SHACL Advanced Features, section 3.1)."""
    _allow(options)
    return _read(shapes, node, "select", "")


def read_components(shapes: Index) -> tuple[Component, ...]:
    """Find the constraint components that the shapes graph defines itself."""
    found = []
    for node in shapes.instances(sh("ConstraintComponent")):
        parameters: dict[NamedNode, str] = {}
        optional = set()
        for parameter in shapes.objects(node, sh("parameter")):
            predicate = shapes.one(parameter, PATH)
            if isinstance(predicate, NamedNode):
                parameters[predicate] = re.split(r"[/#]", predicate.value)[-1]
                if is_true(shapes.one(parameter, sh("optional"))):
                    optional.add(predicate)
        if isinstance(node, NamedNode) and parameters:
            found.append(Component(node, parameters, frozenset(optional)))
    return tuple(found)


def _constraint(building: Building, node: Object) -> Check:
    _allow(building.options)
    shape = building.compiled
    path = shape.path.sparql if shape.path else ""
    messages = building.shapes.texts(node, sh("message")) or shape.messages
    source = Source(shape.node, component("SPARQL"), shape.severity, shape.path, messages, (), node)
    query = _read(building.shapes, node, "select", path)
    fixed = _own_names(query, shape.node)
    return _Asking(query, source, fixed, per_value=False).check


def _uses(building: Building, each: Component) -> Iterator[Check]:
    """Give the checks of a component in a shape that has all its parameters."""
    shapes, shape = building.shapes, building.compiled
    found = {p: list(shapes.objects(shape.node, p)) for p in each.parameters}
    if not all(values or p in each.optional for p, values in found.items()):
        return
    kinds = (("nodeValidator", "select"), ("propertyValidator", "select"))
    validators = [(shapes.one(each.node, sh(kinds[shape.path is not None][0])), "select")]
    validators.append((shapes.one(each.node, sh("validator")), "ask"))
    node, form = next(((n, form) for n, form in validators if n is not None), (None, ""))
    if node is None:
        return
    _allow(building.options)
    query = _read(shapes, node, form, shape.path.sparql if shape.path else "")
    messages = shape.messages or shapes.texts(node, sh("message"))
    for fixed in _settings(each, found):
        parameters = tuple(fixed.values())
        source = Source(shape.node, each.node, shape.severity, shape.path, messages, parameters)
        names = {**fixed, **_own_names(query, shape.node)}
        yield _Asking(query, source, names, per_value=form == "ask").check


def _settings(each: Component, found: dict[NamedNode, list[Object]]) -> Iterator[Solution]:
    """Give one set of parameters for each constraint: a lone parameter may have many values."""
    if len(each.parameters) == 1:
        ((predicate, name),) = each.parameters.items()
        yield from ({name: value} for value in found[predicate])
    else:
        yield {each.parameters[p]: values[0] for p, values in found.items() if values}


def _own_names(query: Query, shape: Object) -> Solution:
    if not query.asks_shapes:
        return {}
    return {"shapesGraph": _SHAPES_GRAPH, "currentShape": shape}


def _show_shapes(run: Run) -> None:
    """Let queries see the shapes, in a graph of their own."""
    if _SHAPES_GRAPH not in run.answers:
        run.answers[_SHAPES_GRAPH] = True
        run.store.extend([Quad(s, p, o, _SHAPES_GRAPH) for s, p, o in run.shapes.triples])


def _read(shapes: Index, node: Object, form: str, path: str) -> Query:
    """Read a query with the prefixes it may use (section 5.2.1), ``$PATH`` written out."""
    texts = shapes.texts(node, sh(form))
    if len(texts) != 1:
        raise InvalidDataError(
            f"En SPARQL-regel i formene skal ha nøyaktig én sh:{form} med tekst.",
            f"A SPARQL rule in the shapes must have exactly one sh:{form} with a text.",
        )
    text = re.sub(r"[?$]PATH\b", lambda _: path, texts[0].value) if path else texts[0].value
    query = parse_query(_prefixes(shapes, node, text) + text, bound=_BOUND[form])
    try:
        Store().query(query.text)
    except SyntaxError as fault:
        raise InvalidDataError(
            f"En spørring i formene er ikke gyldig SPARQL: {fault.msg}.",
            f"A query in the shapes is not valid SPARQL: {fault.msg}.",
        ) from fault
    return query


def _prefixes(shapes: Index, node: Object, text: str) -> str:
    """Declare the prefixes that stand in the text; more would only be read in vain each time."""
    sources = list(shapes.objects(node, sh("prefixes")))
    prologue: dict[str, None] = {}
    for source in sources:  # grows while we read: what a source imports is read too
        sources += [each for each in shapes.objects(source, IMPORTS) if each not in sources]
        for declaration in shapes.objects(source, sh("declare")):
            prefix = shapes.one(declaration, sh("prefix"))
            namespace = shapes.one(declaration, sh("namespace"))
            if not isinstance(prefix, Literal) or namespace is None:
                continue
            if f"{prefix.value}:" in text:
                iri = NamedNode(namespace.value)
                prologue[f"PREFIX {prefix.value}: {iri}\n"] = None
    return "".join(prologue)


def _filled(message: Literal, known: Solution) -> Literal:
    """Put what a solution bound into the ``{?name}`` places of a message (section 5.3.2)."""
    text = _SLOT.sub(
        lambda slot: known[slot[1]].value if slot[1] in known else slot[0], message.value
    )
    if text == message.value:
        return message
    return Literal(text, language=message.language) if message.language else Literal(text)


def _allow(options: Options) -> None:
    if not options.allow_sparql:
        raise InvalidDataError(
            "Formene bruker SPARQL (sh:sparql, sh:target eller en egen regeltype). Det er slått av "
            "her. Skriv regelen med SHACL Core.",
            "The shapes use SPARQL (sh:sparql, sh:target or a rule type of their own). That is "
            "turned off here. Write the rule in SHACL Core.",
        )
