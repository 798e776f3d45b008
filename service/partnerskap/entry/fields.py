"""What a form is made of: one form per record type, its groups, fields and parts.

Forms are values; ``forms`` reads them from the shapes. Everything a person sees is a ``Wording``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from partnerskap.records.report import Severity
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

    from partnerskap.graph.reading import Object
    from partnerskap.graph.terms import Iri

__all__ = ["Field", "Form", "Group", "Kind", "Link", "Option"]


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    LANGUAGE_TEXT = "language-text"
    DATE = "date"
    NUMBER = "number"
    BOOLEAN = "boolean"
    ADDRESS = "address"
    CODE = "code"
    REFERENCE = "reference"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Link:
    """One property between a node and a value; ``inverse`` when the value is its subject."""

    predicate: Iri
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One of a few values that the shape itself lists, and the short word that plain JSON has."""

    word: str
    term: NamedNode | Literal


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in.

    ``links`` are written for every value, all of them. ``min`` and ``max`` count values (``max``
    None: no limit); a text in several languages counts once per language. ``severity`` is how
    grave a missing value is (None: the field may stay empty). ``language_shapes`` are the shapes
    that each demand one language. ``datatypes`` are what literals may be, likeliest first;
    ``pattern`` is what their text must match somewhere, and ``least`` the smallest number.

    A code is from one of ``lists`` or from ``options``; a reference is to a record of one of
    ``record_types`` (none: to any statement). A part is a node of its own, in the form ``part``;
    where ``record_types`` are given, a published record may stand in its place. ``statement`` is
    the form of the source that a single value may carry.
    """

    key: str
    kind: Kind
    links: tuple[Link, ...]
    shapes: tuple[Iri, ...]
    label: Wording
    help: Wording
    order: float = 0
    min: int = 0
    max: int | None = None
    severity: Severity | None = None
    languages: tuple[str, ...] = ()
    language_shapes: tuple[tuple[Iri, str], ...] = ()
    one_per_language: bool = False
    datatypes: tuple[Iri, ...] = ()
    pattern: str | None = None
    least: float | None = None
    lists: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    record_types: tuple[str, ...] = ()
    part: Form | None = None
    statement: Form | None = None
    default: Object | None = None

    @property
    def path(self) -> Iri:
        """The property that the field is first of all about."""
        return self.links[0].predicate

    @property
    def required_languages(self) -> tuple[str, ...]:
        """The languages in which there must be a text."""
        return tuple(language for _, language in self.language_shapes)

    @property
    def many(self) -> bool:
        """Whether there may be more than one value, so that plain JSON has a list."""
        return self.max != 1

    @property
    def fixed(self) -> Option | None:
        """The value of a required field that leaves no choice; written without being asked for."""
        return self.options[0] if self.min and len(self.options) == 1 else None


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together under one heading."""

    label: Wording
    order: float
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """All that can be filled in about one node: a record of a type, or a part of one.

    ``classes`` are written of themselves, the first always, and tell what belongs in the form;
    ``constants`` are other values written of themselves.
    """

    type: str
    shape: Iri
    classes: tuple[Iri, ...]
    label: Wording
    help: Wording
    groups: tuple[Group, ...]
    constants: tuple[tuple[Iri, NamedNode], ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in the order of the form."""
        return tuple(field for group in self.groups for field in group.fields)

    def field(self, key: str) -> Field | None:
        """Find a field by its key in plain JSON."""
        return next((field for field in self.fields if field.key == key), None)

    def field_of(self, *, shape: str = "", predicate: str = "") -> Field | None:
        """Find the field that a shape, or else a property leading from the node, is about."""
        fields = self.fields
        return next((f for f in fields if shape in f.shapes), None) or next(
            (f for f in fields for link in f.links if (link.predicate == predicate)), None
        )
