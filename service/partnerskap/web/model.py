"""What a page shows, before it is HTML: values, rows, cards and sections of words, never IRIs."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Card", "Mention", "Row", "Section", "Value"]


@dataclass(frozen=True, slots=True)
class Value:
    """A piece of text, perhaps in another language than the page, perhaps a link."""

    text: str
    language: str = ""
    href: str = ""
    external: bool = False
    statement: Card | None = None
    """The node that says where this value comes from, when there is one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One property in words and its values."""

    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One node of a record: what it says, how it is known and what it consists of."""

    anchor: str = ""
    href: str = ""
    kind: str = ""
    """What the node is, where its title alone does not tell."""
    title: Value | None = None
    text: Value | None = None
    rows: tuple[Row, ...] = ()
    parts: tuple[Card, ...] = ()
    sources: tuple[Value, ...] = ()
    contradicts: tuple[Value, ...] = ()
    notes: tuple[Value, ...] = ()
    basis: Value | None = None
    basis_code: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Cards of one kind under a heading."""

    key: str
    title: str
    cards: tuple[Card, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Mention:
    """Something elsewhere that refers to the thing a page is about."""

    what: Value
    how: str
