"""The values a form's page is made of: what the template shows as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partnerskap.entry.fields import Kind
    from partnerskap.entry.finding import Option

__all__ = ["FieldView", "GroupView", "Input", "PartView", "View", "element_id"]


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to fill in. ``language`` is that of the text, ``choices`` what may be chosen.

    ``list`` is the id of the suggestions for what is typed, and ``asks`` what to ask the choices
    for; ``lines`` the height of a text, 0 for one line. ``row`` is the whole value, with the
    source that a single value may carry; ``source`` are the fields of that.
    """

    name: str
    value: str
    row: str
    language: str = ""
    required: bool = False
    choices: tuple[Option, ...] = ()
    list: str = ""
    asks: str = ""
    lines: int = 0
    source: tuple[FieldView, ...] = ()
    source_id: str = ""

    @property
    def id(self) -> str:
        """The id of the element."""
        return element_id(self.name)

    @property
    def row_id(self) -> str:
        """The id of the element around it and its source."""
        return element_id(self.row)

    @property
    def known(self) -> bool:
        """Whether the value is one of the choices."""
        return any(choice.word == self.value for choice in self.choices)


@dataclass(frozen=True, slots=True)
class PartView:
    """One part, with fields of its own; ``title`` tells it from its siblings."""

    name: str
    title: str
    part_id: str
    groups: tuple[GroupView, ...]
    reference: str = ""

    @property
    def id(self) -> str:
        """The id of the element."""
        return element_id(self.name)


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field with its inputs or its parts; ``adds`` is where another one would stand.

    ``weight`` is how grave a missing value is, empty when the field may well stay empty.
    ``main`` marks what is shown at once; the rest lies behind a heading that opens.
    """

    name: str
    kind: Kind
    label: str
    help: str
    weight: str
    main: bool
    inputs: tuple[Input, ...] = ()
    parts: tuple[PartView, ...] = ()
    adds: str = ""

    @property
    def id(self) -> str:
        """The id of the element."""
        return element_id(self.name)


@dataclass(frozen=True, slots=True)
class GroupView:
    """Fields under one heading."""

    title: str
    fields: tuple[FieldView, ...]

    @property
    def main(self) -> tuple[FieldView, ...]:
        """The fields that are shown at once."""
        return tuple(each for each in self.fields if each.main)

    @property
    def further(self) -> tuple[FieldView, ...]:
        """The fields that lie behind a heading."""
        return tuple(each for each in self.fields if not each.main)


@dataclass(frozen=True, slots=True)
class View:
    """A whole form: its groups, and the suggestions its inputs share, by id.

    ``order`` names its elements from the top down.
    """

    groups: tuple[GroupView, ...]
    lists: Mapping[str, tuple[Option, ...]]
    order: tuple[str, ...]

    def nearest(self, pointer: str) -> str:
        """Give the name of the element that a pointer is about, or of what it stands in."""
        while pointer and pointer not in self.order:
            pointer = pointer.rpartition("/")[0]
        return pointer


def element_id(name: str) -> str:
    """Make the id of an element from its name.

    >>> element_id("/members/0/actor")
    'f-members-0-actor'
    """
    return "f" + name.replace("/", "-").replace("~", "_")
