"""Compile a graph of shapes: which nodes each shape is put to, and the closures that judge them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from partnerskap.errors import InvalidDataError
from partnerskap.shacl import constraints, logic, sets, sparql_constraints
from partnerskap.shacl.building import Building, Options, is_true, text_of, wrong
from partnerskap.shacl.engine import Compiled, Targets
from partnerskap.shacl.index import Index, Triple
from partnerskap.shacl.paths import read_path
from partnerskap.shacl.shape import CompiledShape
from partnerskap.shacl.vocabulary import CLASS, OWL_CLASS, PATH, VIOLATION, sh

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.graph.reading import Object

__all__ = ["compile_shapes"]

_BUILDERS: Final = {**constraints.BUILDERS, **sets.BUILDERS, **logic.BUILDERS}
_SINGLE: Final = (
    *("datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive"),
    *("maxExclusive", "maxInclusive", "minLength", "maxLength", "languageIn", "uniqueLang", "in"),
    *("closed", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount", "path", "severity"),
)
_PROPERTY_ONLY: Final = (
    *("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape"),
)
_REFUSED: Final = ("js", "rule", "expression", "values")


def compile_shapes(triples: Iterable[Triple], options: Options | None = None) -> Compiled:
    """Compile all shapes of a graph that have targets, and those they refer to.

    ``owl:imports`` is not followed; nothing is fetched. Raises InvalidDataError for shapes that
    break the rules of SHACL, that refer to themselves in a ring, that pass a limit, and for what
    is not SHACL Core or, unless ``allow_sparql``, for SPARQL.
    """
    shapes = Index(triples)
    return _Compiler(shapes, options or Options()).compiled()


class _Compiler:
    def __init__(self, shapes: Index, options: Options) -> None:
        self._shapes = shapes
        self._options = options
        self._done: dict[Object, CompiledShape] = {}
        self._open: list[Object] = []
        self._components = sparql_constraints.read_components(shapes)

    def compiled(self) -> Compiled:
        targets = Targets(self._shapes)
        for kind in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"):
            for node in self._shapes.with_predicate(sh(kind)):
                for value in self._shapes.objects(node, sh(kind)):
                    targets.add(kind, value, self.shape(node))
        for node in self._implicit():
            targets.add("targetClass", node, self.shape(node))
        for node in self._shapes.with_predicate(sh("target")):
            for value in self._shapes.objects(node, sh("target")):
                query = sparql_constraints.read_target(self._shapes, value, self._options)
                targets.queries.append((query, self.shape(node)))
        return Compiled(self._shapes, targets, dict(self._done))

    def _implicit(self) -> list[Object]:
        """Find the shapes that are classes at the same time (section 2.1.3.3)."""
        classes = {**self._shapes.instances(CLASS), **self._shapes.instances(OWL_CLASS)}
        return [
            node
            for node in classes
            if isinstance(node, NamedNode)
            and any(
                self._shapes.is_instance(node, sh(kind)) for kind in ("NodeShape", "PropertyShape")
            )
        ]

    def shape(self, node: Object) -> CompiledShape:
        """Compile one shape, or give it if that is done."""
        done = self._done.get(node)
        if done is not None:
            return done
        if node in self._open:
            raise _ring(node)
        if len(self._open) >= self._options.max_depth or len(self._done) > self._options.max_shapes:
            raise _too_many(self._options)
        self._open.append(node)
        shape = self._build(node)
        self._open.pop()
        self._done[node] = shape
        return shape

    def _build(self, node: Object) -> CompiledShape:
        shapes = self._shapes
        path = shapes.one(node, PATH)
        severity = shapes.one(node, sh("severity"))
        compiled = CompiledShape(
            node,
            None if path is None else read_path(shapes, path),
            severity if isinstance(severity, NamedNode) else VIOLATION,
            shapes.texts(node, sh("message")),
        )
        building = Building(compiled, shapes, self._options, self.shape)
        _check_form(building)
        if is_true(shapes.one(node, sh("deactivated"))):
            return compiled
        for name, build in _BUILDERS.items():
            compiled.checks += [build(building, value) for value in building.values(name)]
        compiled.checks += sparql_constraints.build(building, self._components)
        return compiled


def _check_form(building: Building) -> None:
    for name in _SINGLE:
        if len(building.values(name)) > 1:
            raise wrong(building, name)
    if building.compiled.path is None:
        for name in _PROPERTY_ONLY:
            if building.values(name):
                raise _needs_path(building, name)
    for name in _REFUSED:
        if building.values(name):
            raise _not_core(building, name)


def _shown(node: Object) -> str:
    return text_of(node) or "uten navn"


def _ring(node: Object) -> InvalidDataError:
    return InvalidDataError(
        f"Formen «{_shown(node)}» viser til seg selv, rett eller gjennom andre. Slike former har "
        "ingen bestemt mening i SHACL. Bryt ringen.",
        f"The shape {_shown(node)!r} refers to itself, directly or through others. SHACL gives "
        "such shapes no meaning. Break the ring.",
    )


def _too_many(options: Options) -> InvalidDataError:
    return InvalidDataError(
        f"Formene er for mange eller for dypt nøstet: høyst {options.max_shapes} former, og høyst "
        f"{options.max_depth} inne i hverandre.",
        f"There are too many shapes, or they are nested too deeply: at most {options.max_shapes} "
        f"shapes, at most {options.max_depth} within each other.",
    )


def _needs_path(building: Building, name: str) -> InvalidDataError:
    shape = _shown(building.compiled.node)
    return InvalidDataError(
        f"Formen «{shape}» bruker sh:{name} uten sh:path. Legg til sh:path.",
        f"The shape {shape!r} uses sh:{name} without sh:path. Add sh:path.",
    )


def _not_core(building: Building, name: str) -> InvalidDataError:
    shape = _shown(building.compiled.node)
    return InvalidDataError(
        f"Formen «{shape}» bruker sh:{name}, som ikke er del av SHACL Core. Ta det bort.",
        f"The shape {shape!r} uses sh:{name}, which is not part of SHACL Core. Remove it.",
    )
