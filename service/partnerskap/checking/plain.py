"""Read our own plain JSON as it comes to be checked: one record, or a list of them.

JSON that names its records by whole IRIs is the JSON of our own answers, which the published
JSON-LD context explains.
"""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from partnerskap.checking.plain_places import PlainPlaces
from partnerskap.entry.forms import released_forms
from partnerskap.entry.plain import from_plain
from partnerskap.errors import InvalidDataError
from partnerskap.graph.terms import RECORD_TYPES, DocumentKey
from partnerskap.incoming.json_text import read_json
from partnerskap.incoming.reading import Incoming, Note, decoded, read_jsonld

if TYPE_CHECKING:
    from collections.abc import Iterator

    from partnerskap.entry.pointers import Pointers
    from partnerskap.entry.values import Known
    from partnerskap.incoming.json_text import JsonNode
    from partnerskap.incoming.reading import Options, Sent
    from partnerskap.incoming.text import Text
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.report import Result

__all__ = ["read_plain"]

_NAMELESS: Final = "ny"


def read_plain(sent: Sent, options: Options, known: Known | None = None) -> Incoming:
    """Read plain JSON; what in it cannot be read stands among the problems, the rest is read.

    A record without ``id`` is called ``ny`` here. Raises InvalidDataError for JSON that does not
    say which type of record it holds.
    """
    text, notes = decoded(sent)
    root = read_json(text, depth=options.limits.depth)
    records = root.items if root.items is not None else [root]
    if any(_is_answer(record) for record in records):
        found = read_jsonld(sent, options, next(iter(options.contexts.values())))
        left = [note for note in found.notes if not _is_label(note)]
        return replace(found, notes=tuple(left))
    data = json.loads(text.whole, parse_float=Decimal)
    triples: list[Triple] = []
    problems: list[Result] = []
    parts: list[tuple[str, Pointers]] = []
    for at, record in enumerate(records):
        key = _key(record, text, at)
        read = from_plain(
            released_forms()[key.type], key, data[at] if root.items else data, known=known
        )
        triples += read.triples
        problems += read.problems
        parts.append((record.pointer, read.places))
    nodes = {node.pointer: node for node in _below(root)}
    places = PlainPlaces(text, nodes, parts)
    return Incoming(tuple(triples), places, notes, (text,), problems=tuple(problems))


def _is_answer(record: JsonNode) -> bool:
    name = (record.members or {}).get("id")
    return name is not None and isinstance(name.value, str) and "://" in name.value


def _is_label(note: Note) -> bool:
    """Tell whether a note is about the labels that come with our answers, which say nothing new."""
    return note.place is not None and (note.place.pointer or "").endswith("/labels")


def _key(record: JsonNode, text: Text, at: int) -> DocumentKey:
    members = record.members or {}
    told = members.get("type")
    if told is None or told.value not in RECORD_TYPES:
        line, column = text.place((told or record).span.start)
        known = ", ".join(RECORD_TYPES)
        raise InvalidDataError(
            f"«{text.name}», linje {line}, kolonne {column}: si hva slags oppføring dette er i "
            f"feltet «type»: {known}.",
            f"{text.name!r}, line {line}, column {column}: say in the field 'type' what kind of "
            f"record this is: {known}.",
            members={"line": line, "column": column},
        )
    given = members.get("id")
    slug = str(given.value) if given is not None else f"{_NAMELESS}-{at}" if at else _NAMELESS
    try:
        return DocumentKey(str(told.value), slug)
    except ValueError as fault:
        line, column = text.place(given.span.start if given else record.span.start)
        raise InvalidDataError(
            f"«{text.name}», linje {line}, kolonne {column}: «id» kan bare ha små bokstaver a–z, "
            "tall, punktum og bindestrek.",
            f"{text.name!r}, line {line}, column {column}: 'id' may hold only lower-case letters "
            "a–z, digits, full stops and hyphens.",
            members={"line": line, "column": column},
        ) from fault


def _below(node: JsonNode) -> Iterator[JsonNode]:
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting += [*(here.items or ()), *(here.members or {}).values()]
