"""Read JSON and remember where every key and value stands.

Gives what the standard library's ``json`` gives, and refuses what it lets through unseen: a key
that stands twice, NaN and infinities. Reference: RFC 8259; pointers by RFC 6901.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from json import JSONDecodeError, JSONDecoder
from math import isinf
from typing import TYPE_CHECKING, Final

from partnerskap.errors import Text as Told
from partnerskap.incoming.limits import too_deep
from partnerskap.incoming.rdf import not_readable
from partnerskap.incoming.text import Span

if TYPE_CHECKING:
    from partnerskap.incoming.text import Text

__all__ = ["JsonNode", "JsonValue", "read_json", "step"]

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_WORDS: Final = {"true": True, "false": False, "null": None}
_LONGEST_NUMBER: Final = 400
_HALF: Final = re.compile("[\ud800-\udfff]")
_DECODER: Final = JSONDecoder()


@dataclass(slots=True)
class JsonNode:
    """One value: what it is, where it stands, and its parts by key or index.

    ``key`` is where its key stands, for a member of an object.
    """

    pointer: str
    span: Span
    value: str | int | float | bool | None = None
    members: dict[str, JsonNode] | None = None
    items: list[JsonNode] | None = None
    key: Span | None = field(default=None)

    def plain(self) -> JsonValue:
        """Give the value as the standard library would."""
        if self.members is not None:
            return {key: node.plain() for key, node in self.members.items()}
        if self.items is not None:
            return [node.plain() for node in self.items]
        return self.value


def read_json(text: Text, *, depth: int) -> JsonNode:
    """Read a text as one JSON value; raise InvalidDataError with the place of the first fault."""
    reader = _Reader(text, depth)
    root = reader.value("", 0)
    end = reader.skip(root.span.end)
    if end != len(text.whole):
        raise reader.fault(end, "mer tekst etter slutten", "text after the end")
    return root


def step(pointer: str, key: str | int) -> str:
    """Add one step to a JSON Pointer.

    >>> step("/a", "b/c~d")
    '/a/b~1c~0d'
    """
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


class _Reader:
    def __init__(self, text: Text, depth: int) -> None:
        self._text = text
        self._whole = text.whole
        self._depth = depth

    def value(self, pointer: str, start: int, level: int = 0) -> JsonNode:
        start = self.skip(start)
        if level > self._depth:
            raise too_deep(self._text.name, self._depth)
        match self._whole[start : start + 1]:
            case "{":
                return self._object(pointer, start, level)
            case "[":
                return self._array(pointer, start, level)
            case '"':
                text, end = self._string(start)
                return JsonNode(pointer, Span(start, end), text)
        return self._scalar(pointer, start)

    def skip(self, place: int) -> int:
        match = _SPACE.match(self._whole, place)
        return match.end() if match else place

    def fault(self, place: int, nb: str, en: str) -> Exception:
        told = Told(f"JSON: {nb}", f"JSON: {en}")
        return not_readable(self._text.name, told, *self._text.place(place))

    def _string(self, start: int) -> tuple[str, int]:
        try:
            text, end = _DECODER.raw_decode(self._whole, start)
        except JSONDecodeError as fault:
            reason = "teksten er ikke avsluttet, eller har et tegn som må skrives med \\"
            raise self.fault(fault.pos, reason, fault.msg) from fault
        if _HALF.search(text):
            raise self.fault(start, "et halvt surrogatpar", "half a surrogate pair")
        return str(text), end

    def _scalar(self, pointer: str, start: int) -> JsonNode:
        for word, meant in _WORDS.items():
            if self._whole.startswith(word, start):
                return JsonNode(pointer, Span(start, start + len(word)), meant)
        number = _NUMBER.match(self._whole, start)
        if number is None:
            raise self.fault(start, "her skulle det stått en verdi", "a value was expected")
        if len(number[0]) > _LONGEST_NUMBER:
            raise self.fault(start, "et tall med for mange sifre", "a number with too many digits")
        whole = number[1] is None and number[2] is None
        value = int(number[0]) if whole else float(number[0])
        if isinf(value):
            raise self.fault(start, "et tall som er for stort", "a number that is too large")
        return JsonNode(pointer, Span(*number.span()), value)

    def _array(self, pointer: str, start: int, level: int) -> JsonNode:
        items: list[JsonNode] = []
        place = self.skip(start + 1)
        while self._whole[place : place + 1] != "]" or items:
            node = self.value(step(pointer, len(items)), place, level + 1)
            items.append(node)
            place = self.skip(node.span.end)
            mark = self._whole[place : place + 1]
            if mark == "]":
                break
            if mark != ",":
                raise self.fault(
                    place, "her skulle det stått komma eller ]", "a comma or ] was expected"
                )
            place += 1
        return JsonNode(pointer, Span(start, place + 1), items=items)

    def _object(self, pointer: str, start: int, level: int) -> JsonNode:
        members: dict[str, JsonNode] = {}
        place = self.skip(start + 1)
        while self._whole[place : place + 1] != "}" or members:
            key, spot, place = self._key(place, members)
            node = self.value(step(pointer, key), place, level + 1)
            node.key = spot
            members[key] = node
            place = self.skip(node.span.end)
            mark = self._whole[place : place + 1]
            if mark == "}":
                break
            if mark != ",":
                raise self.fault(
                    place, "her skulle det stått komma eller }", "a comma or } was expected"
                )
            place += 1
        return JsonNode(pointer, Span(start, place + 1), members=members)

    def _key(self, place: int, members: dict[str, JsonNode]) -> tuple[str, Span, int]:
        place = self.skip(place)
        if self._whole[place : place + 1] != '"':
            raise self.fault(
                place,
                "her skulle det stått en nøkkel i hermetegn",
                "a key in quotation marks was expected",
            )
        key, end = self._string(place)
        if key in members:
            raise self.fault(
                place, f"nøkkelen «{key[:80]}» står to ganger", f"the key “{key[:80]}” stands twice"
            )
        colon = self.skip(end)
        if self._whole[colon : colon + 1] != ":":
            raise self.fault(colon, "her skulle det stått kolon", "a colon was expected")
        return key, Span(place, end), colon + 1
