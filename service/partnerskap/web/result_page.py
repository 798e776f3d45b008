"""An answer of the SPARQL endpoint as what a page shows: cells with words for IRIs.

Reads as much of an answer as a page can hold; asks nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from partnerskap.graph.terms import PREFIXES
from partnerskap.web.model import Value

if TYPE_CHECKING:
    from partnerskap.web.words import Words

__all__ = ["SHOWN_ROWS", "Cell", "ResultTable", "mark_place", "printable", "read_table"]

SHOWN_ROWS: Final = 1_000

_Node: TypeAlias = "dict[str, _Node | str]"
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
_STRING: Final = PREFIXES["xsd"] + "string"
_LOCAL: Final = re.compile(r"[\w.-]*(#[\w.-]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row; ``iri`` is what a name stands for, ``kind`` a datatype or language."""

    value: Value
    iri: str = ""
    short: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ResultTable:
    """The first rows of an answer; ``total`` is None when there are more than were read.

    ``truth`` is the answer to ASK.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    total: int | None = 0
    truth: bool | None = None


def read_table(body: bytes, words: Words, *, whole: bool) -> ResultTable:
    """Read SPARQL results in JSON, perhaps cut off somewhere, into a table."""
    text = body.decode(errors="replace" if whole else "ignore")
    decoder = json.JSONDecoder()
    head, place = decoder.raw_decode(text, text.index("{", 1))
    if '"boolean"' in text[place : place + 16]:
        return ResultTable(truth=bool(json.loads(text)["boolean"]))
    columns = tuple(head["vars"])
    rows = _bindings(text, text.index("[", place) + 1, decoder)
    shown = tuple(
        tuple(_cell(row[name], words) if name in row else None for name in columns)
        for row in rows[:SHOWN_ROWS]
    )
    return ResultTable(columns, shown, len(rows) if whole else None)


def _bindings(text: str, place: int, decoder: json.JSONDecoder) -> list[dict[str, _Node]]:
    rows: list[dict[str, _Node]] = []
    while text[place : place + 1] == "{":
        try:
            row, place = decoder.raw_decode(text, place)
        except ValueError:  # here the answer was cut
            break
        rows.append(row)
        place += text[place : place + 1] == ","
    return rows


def _cell(node: _Node, words: Words) -> Cell:
    kind, value = node["type"], node["value"]
    if not isinstance(value, str):
        return Cell(Value(printable(_plain(node))))
    if kind == "uri":
        return Cell(_link(value, words), printable(value), printable(_shorten(value)))
    if kind == "bnode":
        return Cell(Value(f"_:{value}"))
    language = str(node.get("xml:lang", ""))
    datatype = str(node.get("datatype", _STRING))
    shown = language or ("" if datatype == _STRING else _shorten(datatype))
    foreign = "" if language == words.language else language
    return Cell(Value(printable(value), foreign), kind=printable(shown))


def _link(iri: str, words: Words) -> Value:
    """Name an IRI; one that no address can be made of is shown as it is."""
    try:
        found = words.link(iri)
    except ValueError:
        return Value(printable(iri))
    return Value(printable(found.text), found.language, found.href, found.external)


def _plain(node: _Node) -> str:
    """Write a triple term as text."""
    value = node["value"]
    if isinstance(value, str):
        return f"<{value}>" if node["type"] == "uri" else value
    parts = (cast("_Node", value[name]) for name in ("subject", "predicate", "object"))
    return f"<<( {' '.join(map(_plain, parts))} )>>"


def _shorten(iri: str) -> str:
    r"""Write ``prefix:local`` where we have a prefix, as queries and Turtle take it.

    >>> _shorten("https://w3id.org/partnerskap/id/actor/ntnu"), _shorten("urn:x")
    ('actor:ntnu', 'urn:x')
    >>> print(_shorten("https://w3id.org/partnerskap/id/partnership/trd3#trigger-1"))
    partnership:trd3\#trigger-1
    """
    found = max(
        ((name, space) for name, space in PREFIXES.items() if iri.startswith(space)),
        key=lambda item: len(item[1]),
        default=("", ""),
    )
    local = iri.removeprefix(found[1])
    if not found[0] or not _LOCAL.fullmatch(local):
        return iri
    return f"{found[0]}:{local}".replace("#", r"\#")


def printable(text: str) -> str:
    r"""Replace what HTML cannot hold.

    >>> printable("a\x00b\ufffec") == "a\ufffdb\ufffdc"
    True
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def mark_place(text: str, line: int, column: int) -> tuple[str, str, str]:
    r"""Cut a query before and after the character at a line and column, both from 1.

    >>> mark_place("ASK {\n x }", 2, 2)
    ('ASK {\n ', 'x', ' }')
    """
    plain = text.replace("\r\n", " \n").replace("\r", "\n")  # as long as the text itself
    place = sum(len(each) + 1 for each in plain.split("\n")[: line - 1]) + column - 1
    return text[:place], text[place : place + 1], text[place + 1 :]
