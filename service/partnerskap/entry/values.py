"""Single values between plain JSON and RDF terms: short words for IRIs, plain texts for literals.

``write`` gives only what ``read`` takes back to the same term, so nothing changes on the way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from pyoxigraph import Literal, NamedNode

from partnerskap.entry.fields import Kind
from partnerskap.graph.terms import BASE, CODE_LISTS, PREFIXES, RECORD_TYPES, expand
from partnerskap.records.lexical import is_well_formed

if TYPE_CHECKING:
    from partnerskap.entry.fields import Field
    from partnerskap.graph.reading import Object
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.wording import Wording

__all__ = [
    "FRAGMENT",
    "Fault",
    "Json",
    "Known",
    "Refusal",
    "describe_json",
    "read_value",
    "shorten",
    "write_value",
]

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

FRAGMENT: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,120}[A-Za-z0-9])?")
"""What names a part within its record."""

_SLUG: Final = r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"
_NAME: Final = re.compile(
    rf"(?:(?P<type>[a-z]+)/)?(?P<slug>{_SLUG})(?:#(?P<part>{FRAGMENT.pattern}))?"
)
_ADDRESS: Final = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_DATES: Final = {4: expand("xsd:gYear"), 7: expand("xsd:gYearMonth"), 10: expand("xsd:date")}
_INTEGER: Final = expand("xsd:integer")
_DECIMAL: Final = expand("xsd:decimal")


class Fault(StrEnum):
    """Why a value cannot be used."""

    TYPE = "type"
    DATE = "date"
    NUMBER = "number"
    ADDRESS = "address"
    WORD = "word"
    UNKNOWN = "unknown"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value that cannot be used, in the sender's own words, and why."""

    fault: Fault
    found: str


class Known(Protocol):
    """Anything that can tell what is published, and what somebody may have meant."""

    def __contains__(self, iri: object) -> bool:
        """Tell whether a code or record with this IRI is published."""

    def suggest(self, field: Field, text: str) -> tuple[tuple[NamedNode | Literal, Wording], ...]:
        """Give what ``text`` in a field may stand for, with labels, the likeliest first."""


def write_value(field: Field, term: Object, home: DocumentKey) -> Json:
    """Write a term as the field's plain JSON has it; None when the field cannot show the term."""
    written = _write(field, term, home)
    return written if written is not None and read_value(field, written, home) == term else None


def _write(field: Field, term: Object, home: DocumentKey) -> Json:
    for option in field.options:
        if option.term == term:
            return option.word
    if isinstance(term, NamedNode):
        return term.value if field.kind is Kind.ADDRESS else shorten(field, term.value, home)
    if not isinstance(term, Literal):
        return None
    if field.kind is Kind.BOOLEAN and term.value in {"true", "false"}:
        return term.value == "true"
    return _number(term) if field.kind is Kind.NUMBER else term.value


def _number(term: Literal) -> Json:
    """Give a JSON number where it has the same digits as the literal, else its text."""
    text = term.value
    if term.datatype.value == _INTEGER and len(text) < 16 and str(int(text)) == text:
        return int(text)
    if term.datatype.value == _DECIMAL and len(text) < 16 and repr(float(text)) == text:
        return float(text)
    return text


def shorten(field: Field, iri: str, home: DocumentKey) -> str:
    """Write an IRI as short as the field allows: ``#part``, ``slug``, ``type/slug`` or in full."""
    own, hash_sign, part = iri.partition("#")
    if hash_sign and own == home.iri and field.kind is not Kind.CODE:
        return f"#{part}"
    types = field.lists or field.record_types or RECORD_TYPES
    for name in types:
        if own.startswith(PREFIXES[name]) and not (hash_sign and field.lists):
            slug = iri.removeprefix(PREFIXES[name])
            return slug if len(types) == 1 else f"{name}/{slug}"
    return iri


def read_value(
    field: Field, value: object, home: DocumentKey, known: Known | None = None
) -> Object | Refusal:
    """Read one value that is no text in languages and no part."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return _read_boolean(field, value)
    text = value if isinstance(value, str) else _digits(value)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return Refusal(Fault.TEXT, ascii(text))
    if field.kind is Kind.NUMBER:
        return _read_number(text)
    if not isinstance(value, str) and field.kind is not Kind.DATE:
        return Refusal(Fault.TYPE, text)
    return _READERS[field.kind](field, text, home, known)


def _read_boolean(field: Field, value: object) -> Object | Refusal:
    if isinstance(value, bool) and field.kind is Kind.BOOLEAN:
        return Literal("true" if value else "false", datatype=NamedNode(expand("xsd:boolean")))
    return Refusal(Fault.TYPE, describe_json(value))


def describe_json(value: object) -> str:
    """Name a JSON value that is not what it should be, shortly."""
    if isinstance(value, dict | list):
        return "{ … }" if isinstance(value, dict) else "[ … ]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)


def _digits(value: float | Decimal) -> str:
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 else f"{Decimal(value):.0e}"
    number = Decimal(repr(value)) if isinstance(value, float) else value
    return f"{number:f}" if number.is_finite() and abs(number.adjusted()) < 40 else str(number)


def _read_number(text: str) -> Object | Refusal:
    for datatype in (_INTEGER, _DECIMAL):
        if is_well_formed(text, datatype):
            return Literal(text, datatype=NamedNode(datatype))
    return Refusal(Fault.NUMBER, text)


def _read_text(
    field: Field, text: str, _home: DocumentKey, _known: Known | None
) -> Object | Refusal:
    return Literal(text, datatype=NamedNode(field.datatypes[0]))


def _read_date(
    field: Field, text: str, _home: DocumentKey, _known: Known | None
) -> Object | Refusal:
    datatype = _DATES.get(len(text))
    if datatype in field.datatypes and datatype and is_well_formed(text, datatype):
        return Literal(text, datatype=NamedNode(datatype))
    return Refusal(Fault.DATE, text)


def _read_truth(
    _field: Field, text: str, _home: DocumentKey, _known: Known | None
) -> Object | Refusal:
    if text in {"true", "false"}:
        return Literal(text, datatype=NamedNode(expand("xsd:boolean")))
    return Refusal(Fault.TYPE, text)


def _read_address(
    _field: Field, text: str, _home: DocumentKey, _known: Known | None
) -> Object | Refusal:
    return _node(text) if _ADDRESS.fullmatch(text) else Refusal(Fault.ADDRESS, text)


def _node(iri: str) -> NamedNode | Refusal:
    try:
        return NamedNode(iri)
    except ValueError:  # not an IRI after all
        return Refusal(Fault.ADDRESS, iri)


def _read_name(field: Field, text: str, home: DocumentKey, known: Known | None) -> Object | Refusal:
    for option in field.options:
        if option.word == text:
            return option.term
    node = _named(field, text, home)
    foreign = node is not None and node.value.partition("#")[0] != home.iri
    if node is None or field.options:
        return Refusal(Fault.WORD, text)
    if known is not None and foreign and node.value.startswith(BASE) and node.value not in known:
        return Refusal(Fault.UNKNOWN, text)
    return node


def _named(field: Field, text: str, home: DocumentKey) -> NamedNode | None:
    """Find what a short or full name stands for; None when it cannot be a name here."""
    if "://" in text:
        node = _node(text) if _ADDRESS.fullmatch(text) else None
        return node if isinstance(node, NamedNode) else None
    if text.startswith("#") and FRAGMENT.fullmatch(text[1:]) and not field.lists:
        return NamedNode(home.iri + text)
    match = _NAME.fullmatch(text)
    if match is None:
        return None
    names = field.lists or field.record_types or RECORD_TYPES
    kind = match["type"] or (names[0] if len(names) == 1 else "")
    if kind not in names or kind not in {*RECORD_TYPES, *CODE_LISTS}:
        return None
    part = f"#{match['part']}" if match["part"] else ""
    return NamedNode(f"{PREFIXES[kind]}{match['slug']}{part}")


_READERS: Final = {
    Kind.TEXT: _read_text,
    Kind.DATE: _read_date,
    Kind.BOOLEAN: _read_truth,
    Kind.ADDRESS: _read_address,
    Kind.CODE: _read_name,
    Kind.REFERENCE: _read_name,
    Kind.PART: _read_name,
}
