"""The stored questions as they stand in the graph, and a question asked with a reader's values.

Reads the graph; runs nothing and knows nothing of HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode

from partnerskap.errors import BadRequestError, NotFoundError
from partnerskap.graph.parameters import bind, make_term, namespace_of
from partnerskap.graph.questions import QUESTIONS
from partnerskap.graph.terms import CODE_LISTS, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Store

    from partnerskap.graph.labels import Labels

__all__ = ["Asked", "Parameter", "Question", "Questions", "choices"]

_FORMS: Final = ("select", "ask", "construct")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing a reader may choose: its name in the address, its kind, default and texts."""

    name: str
    kind: str
    default: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A stored question: its address, its words by language, its query and its parameters."""

    slug: str
    texts: Mapping[str, str]
    keywords: tuple[str, ...]
    form: str
    query: str
    parameters: tuple[Parameter, ...]

    def ask(self, pairs: Iterable[tuple[str, str]], store: Store) -> Asked:
        """Bind what a reader has chosen; the defaults stand where nothing is chosen.

        Raises BadRequestError naming a parameter that is unknown, given twice or ill-typed, or
        whose record or code does not exist.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        values = {parameter.name: parameter.default for parameter in self.parameters}
        given: set[str] = set()
        for name, value in pairs:
            if name not in known:
                raise _unknown(name, tuple(known))
            if name in given:
                raise _twice(name)
            given.add(name)
            values[name] = value
        terms = {name: _read(known[name], values[name], store) for name in given}
        return Asked(self, values, bind(self.query, terms))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the values it is asked with, and the query that asks it."""

    question: Question
    values: Mapping[str, str]
    query: str

    @property
    def changed(self) -> dict[str, str]:
        """The values that are not the defaults."""
        defaults = {each.name: each.default for each in self.question.parameters}
        return {name: value for name, value in self.values.items() if value != defaults[name]}


class Questions:
    """Every question of one version of the graph, by slug."""

    __slots__ = ("_found",)

    def __init__(self, store: Store) -> None:
        kind = NamedNode(expand("rdf:type"))
        executable = NamedNode(expand("sh:SPARQLExecutable"))
        nodes = {
            quad.subject.value
            for quad in store.quads_for_pattern(None, kind, executable, DefaultGraph())
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(QUESTIONS)
        }
        self._found = {iri.removeprefix(QUESTIONS): _question(store, iri) for iri in sorted(nodes)}

    def find(self, slug: str) -> Question:
        """Give one question; raise NotFoundError when there is none of that name."""
        if slug not in self._found:
            raise NotFoundError(
                f"Det finnes ikke noe spørsmål «{slug[:80]}». Se lista på /queries.",
                f"There is no question {slug[:80]!r}. See the list at /queries.",
            )
        return self._found[slug]

    def all(self, keyword: str = "") -> tuple[Question, ...]:
        """Give the questions, or those with a keyword."""
        found = self._found.values()
        return tuple(each for each in found if not keyword or keyword in each.keywords)

    def keywords(self) -> tuple[str, ...]:
        """Give every keyword once."""
        return tuple(sorted({word for each in self._found.values() for word in each.keywords}))


def choices(kind: str, store: Store, labels: Labels) -> tuple[str, ...]:
    """Give the IRIs a parameter of a kind can take; none for texts and numbers."""
    start = namespace_of(kind)
    if kind in CODE_LISTS:
        scheme = NamedNode(start.rstrip("/"))
        within = NamedNode(expand("skos:inScheme"))
        quads = store.quads_for_pattern(None, within, scheme, DefaultGraph())
        return tuple(sorted({q.subject.value for q in quads if isinstance(q.subject, NamedNode)}))
    return tuple(sorted(iri for iri in labels.under(start) if "#" not in iri)) if start else ()


def _question(store: Store, iri: str) -> Question:
    texts = {each.language or "": each.value for each in _literals(store, iri, "rdfs:comment")}
    form = next(form for form in _FORMS if _literals(store, iri, f"sh:{form}"))
    nodes = store.quads_for_pattern(
        NamedNode(iri), NamedNode(expand("schema:object")), None, DefaultGraph()
    )
    return Question(
        iri.removeprefix(QUESTIONS),
        texts,
        tuple(sorted(each.value for each in _literals(store, iri, "schema:keywords"))),
        form,
        _literals(store, iri, f"sh:{form}")[0].value,
        tuple(
            _parameter(store, quad.object.value)
            for quad in sorted(nodes, key=str)
            if isinstance(quad.object, NamedNode)
        ),
    )


def _parameter(store: Store, iri: str) -> Parameter:
    name, kind, default = (
        _literals(store, iri, f"schema:{part}")[0].value
        for part in ("valueName", "category", "defaultValue")
    )
    comments = _literals(store, iri, "rdfs:comment")
    return Parameter(name, kind, default, {each.language or "": each.value for each in comments})


def _literals(store: Store, iri: str, name: str) -> list[Literal]:
    quads = store.quads_for_pattern(NamedNode(iri), NamedNode(expand(name)), None, DefaultGraph())
    return sorted((q.object for q in quads if isinstance(q.object, Literal)), key=str)


def _read(parameter: Parameter, value: str, store: Store) -> NamedNode | Literal:
    kind, name = parameter.kind, parameter.name
    try:
        term = make_term(kind, value)
    except ValueError:
        raise BadRequestError(
            f"«{name}» kan ikke være «{value[:80]}»; det skal være {_MEANT[0].get(kind, kind)}.",
            f"{name!r} cannot be {value[:80]!r}; it must be {_MEANT[1].get(kind, kind)}.",
        ) from None
    exists = isinstance(term, Literal) or any(
        store.quads_for_pattern(term, None, None, DefaultGraph())
    )
    if not exists:
        raise BadRequestError(
            f"«{name}» kan ikke være «{value[:80]}»; grafen har ingen {kind} med det kortnavnet.",
            f"{name!r} cannot be {value[:80]!r}; the graph has no {kind} of that short name.",
        )
    return term


_MEANT: Final = (
    {"integer": "et helt tall", "text": "en tekst på høyst 200 tegn", "year": "et år, som 2026"},
    {"integer": "a whole number", "text": "a text of at most 200 characters", "year": "a year"},
)


def _unknown(name: str, known: tuple[str, ...]) -> BadRequestError:
    listed = ", ".join(known)
    return BadRequestError(
        f"Spørsmålet har ingen parameter «{name[:40]}». Det tar {listed or 'ingen'}.",
        f"The question has no parameter {name[:40]!r}. It takes {listed or 'none'}.",
    )


def _twice(name: str) -> BadRequestError:
    return BadRequestError(
        f"«{name}» er gitt flere ganger. Gi den én gang.",
        f"{name!r} is given more than once. Give it once.",
    )
