"""Carry out what a report proposes, in plain JSON as it was typed.

A proposal is a change of triples; here it becomes a value to put where the fault is, so that all
else a person typed stays as it is, also what cannot be read yet.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from partnerskap.entry.fields import Kind
from partnerskap.entry.values import write_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from partnerskap.entry.fields import Field, Form
    from partnerskap.entry.values import Json
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.report import Proposal, Result
    from partnerskap.records.wording import Wording

__all__ = ["Mend", "field_at", "mends_of", "put_at", "take_away"]


@dataclass(frozen=True, slots=True)
class Mend:
    """A value to put at a JSON Pointer, and what it is called; None takes what is there away."""

    label: Wording
    pointer: str
    value: Json


def mends_of(form: Form, key: DocumentKey, result: Result, pointer: str | None) -> tuple[Mend, ...]:
    """Turn the proposals for a result into mends; those that are more than one value are left."""
    if pointer is None:
        return ()
    found = field_at(form, pointer)
    if found is None:
        return ()
    mends = (_mend(found, key, each, pointer) for each in _simple(result.proposals))
    return tuple(mend for mend in mends if mend is not None)


def field_at(form: Form, pointer: str) -> Field | None:
    """Find the field that the value at a pointer belongs to; None for a node or nothing known."""
    within: Form | None = form
    found: Field | None = None
    for key in pointer.split("/")[1:]:
        if key.isdecimal():
            continue
        inner = within.field(key) if within else None
        if inner is None:
            break
        found, within = inner, inner.part or inner.statement
    return found


def put_at(data: dict[str, Json], mend: Mend) -> dict[str, Json]:
    """Give plain JSON with a mend carried out; the original is left as it is."""
    if mend.value is None:
        return take_away(data, mend.pointer)
    copy = deepcopy(data)
    holder, last = _holder(copy, mend.pointer)
    if isinstance(holder, dict):
        holder[last] = _with_source(holder.get(last), mend.value)
    elif isinstance(holder, list) and last.isdecimal():
        at = int(last)
        if at < len(holder):
            holder[at] = _with_source(holder[at], mend.value)
        else:
            holder.append(mend.value)
    return copy


def take_away(data: dict[str, Json], pointer: str) -> dict[str, Json]:
    """Give plain JSON without what stands at a pointer; the original is left as it is."""
    copy = deepcopy(data)
    holder, last = _holder(copy, pointer)
    if isinstance(holder, dict):
        holder.pop(last, None)
    elif isinstance(holder, list) and last.isdecimal() and int(last) < len(holder):
        del holder[int(last)]
    return copy


def _simple(proposals: tuple[Proposal, ...]) -> Iterator[Proposal]:
    """Give the proposals themselves, those of pick-lists among them."""
    for each in proposals:
        yield from each.choices or (each,)


def _mend(field: Field, key: DocumentKey, proposal: Proposal, pointer: str) -> Mend | None:
    if len(proposal.added) > 1:
        return None
    if not proposal.added:
        return Mend(proposal.label, pointer, None) if proposal.removed else None
    value = proposal.added[0][2]
    if field.kind is Kind.LANGUAGE_TEXT:
        return _text(field, proposal, pointer) if isinstance(value, Literal) else None
    word = write_value(field, value, key)
    if word is None:
        return None
    bare = pointer.rpartition("/")[2] == field.key and field.many
    return Mend(proposal.label, f"{pointer}/0" if bare else pointer, word)


def _text(field: Field, proposal: Proposal, pointer: str) -> Mend | None:
    """Put a text in its place; one whose language changes stands in another place."""
    value = proposal.added[0][2]
    if not isinstance(value, Literal) or f"/{value.language}" not in pointer:
        return None
    several = not field.one_per_language and not pointer.rpartition("/")[2].isdecimal()
    return Mend(proposal.label, f"{pointer}/0" if several else pointer, value.value)


def _holder(data: dict[str, Json], pointer: str) -> tuple[Json, str]:
    """Find what holds the value at a pointer; lists and objects on the way are made."""
    *keys, last = (key.replace("~1", "/").replace("~0", "~") for key in pointer[1:].split("/"))
    node: Json = data
    for key, following in zip(keys, [*keys[1:], last], strict=True):
        fresh: Json = [] if following.isdecimal() else {}
        if isinstance(node, dict):
            node = node.setdefault(key, fresh)
        elif isinstance(node, list) and key.isdecimal() and int(key) <= len(node):
            if int(key) == len(node):
                node.append(fresh)
            node = node[int(key)]
        else:
            return None, last
    return node, last


def _with_source(before: Json, value: Json) -> Json:
    """Keep the source that a single value carries."""
    return {**before, "value": value} if isinstance(before, dict) and "value" in before else value
