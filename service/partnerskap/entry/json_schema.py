"""The JSON Schema (2020-12) of a record type's plain JSON, made from its form.

It describes what ``to_plain`` writes. ``from_plain`` takes a little more: a list of one without its
brackets, and null for what is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from partnerskap.entry.fields import Kind
from partnerskap.entry.values import FRAGMENT, write_value
from partnerskap.graph.terms import BASE, DocumentKey, expand

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from partnerskap.entry.choices import Choice
    from partnerskap.entry.fields import Field, Form
    from partnerskap.entry.values import Json

__all__ = ["json_schema"]

Schema = dict[str, "Json"]

_NOWHERE: Final = DocumentKey("none", "none")
_MOST_CODES: Final = 80
_IRI: Final = "^https?://"
_SLUG: Final = "[a-z0-9][a-z0-9.-]*"
_DATES: Final = {
    expand("xsd:gYear"): ("[0-9]{4}", "2021"),
    expand("xsd:gYearMonth"): ("[0-9]{4}-[0-9]{2}", "2021-03"),
    expand("xsd:date"): ("[0-9]{4}-[0-9]{2}-[0-9]{2}", "2021-03-28"),
}


def json_schema(
    form: Form, codes: Callable[[Field], Sequence[Choice]], language: str = "nb"
) -> Schema:
    """Describe the plain JSON of a record type, with titles and help in one language.

    ``codes`` gives what can be chosen in a field; short lists are written out with their labels.
    """
    writer = _Writer(codes, language)
    body = writer.form(form)
    properties = body["properties"]
    if not isinstance(properties, dict):
        raise TypeError("A form without properties")
    own: Schema = {
        "type": {"const": form.type},
        "id": {"type": "string", "pattern": f"^{_SLUG}$"},
        **{key: value for key, value in properties.items() if key != "id"},
        "other": {"type": "array", "items": {"type": "string"}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{BASE}/schemas/{form.type}.json",
        **body,
        "properties": own,
        "$defs": dict(sorted(writer.definitions.items())),
    }


class _Writer:
    def __init__(self, codes: Callable[[Field], Sequence[Choice]], language: str) -> None:
        self._codes = codes
        self._language = language
        self._names: dict[str, Form] = {}
        self.definitions: Schema = {}

    def form(self, form: Form, value: Json = None) -> Schema:
        """Describe an object with the fields of a form; ``value`` when it tells of a value."""
        properties: Schema = {"id": {"type": "string", "pattern": f"^{FRAGMENT.pattern}$"}}
        if value is not None:
            properties["value"] = value
        properties |= {field.key: self._field(field) for field in form.fields}
        required: list[Json] = ["value"] if value is not None else []
        required += [f.key for f in form.fields if f.min and f.fixed is None]
        return {
            "title": form.label.in_language(self._language),
            "description": form.help.in_language(self._language),
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }

    def _field(self, field: Field) -> Schema:
        words: Schema = {
            "title": field.label.in_language(self._language),
            "description": field.help.in_language(self._language),
        }
        if field.kind is Kind.LANGUAGE_TEXT:
            return {**words, **_texts(field)}
        value = self._value(field)
        if field.statement is not None:
            value = {"anyOf": [value, self.form(field.statement, value)]}
        if field.default is not None:
            value = {**value, "default": write_value(field, field.default, _NOWHERE)}
        if not field.many:
            return {**value, **words} if "$ref" not in value else {**words, **value}
        return {**words, "type": "array", "items": value, "minItems": max(field.min, 1)}

    def _value(self, field: Field) -> Schema:
        if field.part is not None:
            return self._part(field)
        if field.kind is Kind.CODE:
            return self._code(field)
        if field.kind is Kind.REFERENCE:
            return _reference(field)
        return _LITERALS[field.kind](field)

    def _part(self, field: Field) -> Schema:
        nested: Schema = {"$ref": f"#/$defs/{self._define(field)}"}
        if field.links[0].inverse:
            return nested
        return {"anyOf": [nested, _reference(field)]}

    def _define(self, field: Field) -> str:
        """Name the definition of a part; like forms share one, however often they occur."""
        form = field.part
        if form is None:
            raise TypeError(f"{field.key} is no part")
        name = form.type
        while self._names.get(name, form) != form:
            name += "-"
        if name not in self._names:
            self._names[name] = form
            self.definitions[name] = self.form(form)
        return name

    def _code(self, field: Field) -> Schema:
        choices = self._codes(field)
        if len(choices) > _MOST_CODES or len(field.lists) > 1:
            lists = "|".join(field.lists)
            start = f"(?:{lists})/" if len(field.lists) > 1 else ""
            return {"type": "string", "pattern": f"^{start}{_SLUG}$|{_IRI}"}
        known: list[Json] = [
            {"const": choice.word, "title": choice.label.in_language(self._language)}
            for choice in choices
        ]
        return {"anyOf": [*known, {"type": "string", "pattern": _IRI}]}


def _texts(field: Field) -> Schema:
    text: Schema = {"type": "string"}
    if field.pattern:
        text["pattern"] = field.pattern
    value: Schema = text
    if not field.one_per_language:
        value = {"anyOf": [{"type": "array", "items": text, "minItems": 1}, text]}
    return {
        "type": "object",
        "properties": dict.fromkeys(field.languages, value),
        "required": list(field.required_languages),
        "minProperties": 1,
        "additionalProperties": False,
    }


def _reference(field: Field) -> Schema:
    types = "|".join(field.record_types) or "[a-z]+"
    start = f"(?:(?:{types})/)" + ("?" if len(field.record_types) == 1 else "")
    part = f"#{FRAGMENT.pattern}"
    return {"type": "string", "pattern": f"^(?:{start}{_SLUG}(?:{part})?|{part})$|{_IRI}"}


def _text(field: Field) -> Schema:
    return {"type": "string", **({"pattern": field.pattern} if field.pattern else {})}


def _date(field: Field) -> Schema:
    known = [_DATES[datatype] for datatype in field.datatypes if datatype in _DATES]
    return {
        "type": "string",
        "pattern": f"^(?:{'|'.join(pattern for pattern, _ in known)})$",
        "examples": [example for _, example in known],
    }


def _number(field: Field) -> Schema:
    written: Schema = {"type": ["number", "string"], "pattern": "^[+-]?[0-9]+(?:[.][0-9]*)?$"}
    return written if field.least is None else {**written, "minimum": field.least}


def _truth(_field: Field) -> Schema:
    return {"type": "boolean"}


def _address(field: Field) -> Schema:
    return {"type": "string", "format": "iri", "pattern": field.pattern or _IRI}


_LITERALS: Final = {
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _truth,
    Kind.ADDRESS: _address,
}
