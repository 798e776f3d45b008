"""Write what an information model is made of: object types with their properties, and code lists.

Made from the forms, and so from the same shapes that judge the data: a form is an object type, a
field a property of it, with how many values there may be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode

from partnerskap.entry.fields import Kind
from partnerskap.graph.terms import BASE, NS, expand
from partnerskap.portal.terms import MODELS, name
from partnerskap.portal.triples import describe, texts, typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Store, Triple

    from partnerskap.entry.fields import Field, Form, Option
    from partnerskap.portal.triples import Values
    from partnerskap.records.wording import Wording

__all__ = ["ModelElements"]

_SIMPLE: Final = {
    Kind.TEXT: ("xsd:string", {"nb": "Tekst", "nn": "Tekst", "en": "Text"}),
    Kind.LANGUAGE_TEXT: (
        "rdf:langString",
        {"nb": "Tekst med språk", "nn": "Tekst med språk", "en": "Text with its language"},
    ),
    Kind.NUMBER: ("xsd:decimal", {"nb": "Tall", "nn": "Tal", "en": "Number"}),
    Kind.BOOLEAN: (
        "xsd:boolean",
        {"nb": "Ja eller nei", "nn": "Ja eller nei", "en": "Yes or no"},
    ),
    Kind.ADDRESS: ("xsd:anyURI", {"nb": "Nettadresse", "nn": "Nettadresse", "en": "Web address"}),
    Kind.DATE: (
        "xsd:date",
        {"nb": "Dato, måned eller år", "nn": "Dato, månad eller år", "en": "Date, month or year"},
    ),
}
_LABELS: Final = ("skos:prefLabel", "rdfs:label", "dct:title")
_ELEMENT: Final = "modelldcatno:ModelElement"
_PROPERTY: Final = "modelldcatno:Property"


class ModelElements:
    """All elements that forms lead to: ``triples`` describe them, ``names`` are theirs.

    ``subjects`` are the terms of our vocabulary that elements and properties stand for.
    """

    def __init__(self, forms: Mapping[str, Form], store: Store) -> None:
        self._store = store
        self._waiting = list(forms.values())
        self._done: set[str] = set()
        self.names: list[str] = []
        self.subjects: set[str] = set()
        self.triples: list[Triple] = []
        while self._waiting:
            form = self._waiting.pop()
            if self._first(form.type):
                self.triples += self._object_type(form)

    def _first(self, slug: str) -> bool:
        """Take an element's name; false when it was taken before."""
        if slug in self._done:
            return False
        self._done.add(slug)
        self.names.append(_iri(slug))
        return True

    def _object_type(self, form: Form) -> Iterator[Triple]:
        yield from describe(
            _iri(form.type),
            f"modelldcatno:ObjectType {_ELEMENT}",
            {
                **self._named(_iri(form.type), form.label, form.help, form.classes[0]),
                "modelldcatno:hasProperty": [
                    NamedNode(_iri(f"{form.type}.{field.key}")) for field in form.fields
                ],
            },
        )
        for place, field in enumerate(form.fields, 1):
            yield from self._property(form, field, place)
            self._waiting += [part for part in (field.part, field.statement) if part]

    def _property(self, form: Form, field: Field, place: int) -> Iterator[Triple]:
        slug = f"{form.type}.{field.key}"
        kind, what = self._kind(slug, field)
        yield from describe(
            _iri(slug),
            f"modelldcatno:{kind} {_PROPERTY}",
            {
                **self._named(_iri(slug), field.label, field.help, field.path),
                **what,
                "modelldcatno:minOccurs": typed(str(field.min), "xsd:nonNegativeInteger"),
                "modelldcatno:maxOccurs": typed(str(field.max), "xsd:nonNegativeInteger")
                if field.max is not None
                else Literal("*"),
                "modelldcatno:sequenceNumber": typed(str(place), "xsd:positiveInteger"),
            },
        )

    def _kind(self, slug: str, field: Field) -> tuple[str, dict[str, Values]]:
        """Tell which kind of property a field is, and what its values are."""
        if field.part is not None:
            return "Composition", {"modelldcatno:contains": NamedNode(_iri(field.part.type))}
        if field.kind is Kind.REFERENCE:
            types = [NamedNode(_iri(each)) for each in field.record_types]
            several = len(types) > 1
            link = "modelldcatno:hasSome" if several else "modelldcatno:refersTo"
            return "Choice" if several else "Association", {link: types}
        if field.kind is not Kind.CODE:
            return "Attribute", {"modelldcatno:hasSimpleType": self._simple(field.kind)}
        lists = [self._list(each) for each in field.lists] or [self._options(slug, field)]
        if len(lists) > 1:
            return "Choice", {"modelldcatno:hasSome": lists}
        return "Attribute", {"modelldcatno:hasValueFrom": lists}

    def _simple(self, kind: Kind) -> NamedNode:
        slug = f"type-{kind}"
        if self._first(slug):
            datatype, title = _SIMPLE[kind]
            facts: dict[str, Values] = {
                "dct:title": texts(title),
                "dct:identifier": Literal(_iri(slug)),
                "modelldcatno:typeDefinitionReference": typed(name(datatype), "xsd:anyURI"),
            }
            self.triples += describe(_iri(slug), f"modelldcatno:SimpleType {_ELEMENT}", facts)
        return NamedNode(_iri(slug))

    def _list(self, short: str) -> NamedNode:
        slug = f"list-{short}"
        if self._first(slug):
            scheme = NamedNode(f"{BASE}/code/{short}")
            facts: dict[str, Values] = {
                "dct:title": self._literals(scheme, "dct:title"),
                "dct:description": self._literals(scheme, "skos:definition"),
                "dct:identifier": Literal(_iri(slug)),
                "modelldcatno:codeListReference": typed(scheme.value, "xsd:anyURI"),
            }
            self.triples += describe(_iri(slug), f"modelldcatno:CodeList {_ELEMENT}", facts)
            for code in self._codes(scheme):
                self.triples += self._code(slug, code)
        return NamedNode(_iri(slug))

    def _codes(self, scheme: NamedNode) -> list[NamedNode]:
        within = NamedNode(expand("skos:inScheme"))
        found = self._store.quads_for_pattern(None, within, scheme, DefaultGraph())
        return sorted((q.subject for q in found if isinstance(q.subject, NamedNode)), key=str)

    def _code(self, slug: str, code: NamedNode) -> Iterator[Triple]:
        notation = code.value.rpartition("/")[2]
        label = self._literals(code, "skos:prefLabel")
        yield from describe(code.value, "skos:Concept", {"skos:prefLabel": label})
        more: dict[str, Values] = {
            "dct:subject": code,
            "skos:definition": self._literals(code, "skos:definition"),
        }
        yield from _code_element(slug, notation, {"skos:prefLabel": label, **more})

    def _options(self, slug: str, field: Field) -> NamedNode:
        """Describe the few values that the shape itself lists."""
        own = f"{slug}.options"
        if self._first(own):
            facts: dict[str, Values] = {
                "dct:title": _texts(field.label),
                "dct:identifier": Literal(_iri(own)),
            }
            self.triples += describe(_iri(own), f"modelldcatno:CodeList {_ELEMENT}", facts)
            for option in field.options:
                self.triples += _code_element(own, option.word, self._option(option))
        return NamedNode(_iri(own))

    def _option(self, option: Option) -> dict[str, Values]:
        word = Literal(option.word)
        if not isinstance(option.term, NamedNode):
            return {"skos:prefLabel": word}
        label = next(filter(None, (self._literals(option.term, each) for each in _LABELS)), [word])
        return {"skos:prefLabel": label, "rdfs:seeAlso": option.term}

    def _named(self, iri: str, label: Wording, text: Wording, term: str) -> dict[str, Values]:
        own = term.startswith(NS)
        if own:
            self.subjects.add(term.removeprefix(NS))
        return {
            "dct:title": _texts(label),
            "dct:description": _texts(text),
            "dct:identifier": Literal(iri),
            "dct:subject": NamedNode(term) if own else None,
        }

    def _literals(self, node: NamedNode, short: str) -> list[Literal]:
        found = self._store.quads_for_pattern(node, NamedNode(expand(short)), None, DefaultGraph())
        return [quad.object for quad in found if isinstance(quad.object, Literal)]


def _code_element(slug: str, notation: str, facts: Mapping[str, Values]) -> Iterator[Triple]:
    iri = _iri(f"{slug}.{notation}")
    yield from describe(
        iri,
        "modelldcatno:CodeElement",
        {
            "skos:inScheme": NamedNode(_iri(slug)),
            "skos:notation": Literal(notation),
            "dct:identifier": Literal(iri),
            **facts,
        },
    )


def _texts(words: Wording) -> tuple[Literal, ...]:
    found = {"nb": words.nb, "nn": words.nn, "en": words.en}
    return texts({language: text for language, text in found.items() if text})


def _iri(slug: str) -> str:
    return f"{MODELS}#{slug}"
