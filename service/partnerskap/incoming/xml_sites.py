"""Find where each triple of an RDF/XML text stands.

Follows the events of the standard library's expat beside Oxigraph, which has read the text without
fault. One event may complete several triples; which is which is told by their predicates and words.
No entity is expanded: a text with a DOCTYPE never comes here. Reference: RDF 1.1 XML Syntax,
section 7.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from partnerskap.incoming.places import written
from partnerskap.incoming.text import Site, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from partnerskap.incoming.places import Sited
    from partnerskap.records.neighbours import Triple

__all__ = ["find_xml_sites"]

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_QUIET: Final = frozenset(
    {f"{_RDF}{n}" for n in ("about", "ID", "nodeID", "resource", "parseType", "datatype", "bagID")}
)
_TYPE: Final = f"{_RDF}type"
_NAME: Final = re.compile(rb"<([^\s/>]+)")
_ATTRIBUTE: Final = re.compile(rb"([^\s=<>/\"']+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_KINDS: Final = {"Resource": "resource", "Collection": "collection"}
_REIFIED: Final = ("type", "subject", "predicate", "object")


@dataclass(frozen=True, slots=True)
class _Made:
    """A triple that an event completed: its predicate, perhaps its words, and its place."""

    predicate: str
    words: str | None
    site: Site


@dataclass(frozen=True, slots=True)
class _Tag:
    """An opening tag: the element's name, where it stands, and its attributes with their places."""

    name: str
    place: Span
    given: dict[str, tuple[str, Span]]

    def rdf(self, *names: str) -> tuple[str, Span] | None:
        """Find the first of some attributes of RDF's own."""
        return next((self.given[k] for n in names if (k := f"{_RDF}{n}") in self.given), None)


@dataclass(slots=True)
class _Element:
    """An open element. ``kind`` is what it stands for in the striping of nodes and properties."""

    kind: str
    name: str
    place: Span
    subject: Span
    value: Span | None = None
    items: list[Span] = field(default_factory=list)
    reified: Span | None = None
    text: str = ""
    count: int = 0


def find_xml_sites(body: bytes, triples: Sequence[Triple]) -> list[Sited]:
    """Find the places of triples, which are in the parser's order; offsets count characters.

    Gives nothing when text and triples do not go together.
    """
    walk = _Walk(body)
    sited: list[Sited] = []
    rest = iter(triples)
    for group in walk.groups():
        found = [triple for _, triple in zip(group, rest, strict=False)]
        matched = _match(found, group)
        if len(found) != len(group) or matched is None:
            return []
        sited += matched
    return [] if next(rest, None) else _in_characters(sited, body)


def _open_node(parent: _Element | None, tag: _Tag, made: list[_Made]) -> _Element:
    named = tag.rdf("about", "ID", "nodeID")
    subject = named[1] if named else tag.place
    if tag.name != f"{_RDF}Description":
        made.append(_Made(_TYPE, tag.name, Site(subject, tag.place, tag.place)))
    made += _by_attribute(subject, tag)
    if parent is not None and parent.kind == "collection":
        parent.items.append(subject)
    elif parent is not None:
        parent.value = subject
    return _Element("node", tag.name, tag.place, subject)


def _open_property(parent: _Element, tag: _Tag, made: list[_Made]) -> _Element:
    name = tag.name
    if name == f"{_RDF}li":
        parent.count += 1
        name = f"{_RDF}_{parent.count}"
    element = _Element("property", name, tag.place, parent.subject)
    if (identified := tag.rdf("ID")) is not None:
        element.reified = identified[1]
    form = tag.rdf("parseType")
    if form is not None:
        element.kind = _KINDS.get(form[0], "literal")
        if element.kind == "resource":
            made += _statement(element, None, tag.place)
            element.subject, element.reified = tag.place, None
        return element
    if (target := tag.rdf("resource", "nodeID")) is not None:
        element.value = target[1]
    elif any(_is_property(key) for key in tag.given):
        element.value = tag.place
    if element.value is not None:
        made += _by_attribute(element.value, tag)
    return element


def _by_attribute(subject: Span, tag: _Tag) -> list[_Made]:
    return [
        _Made(key, value, Site(subject, span, span))
        for key, (value, span) in tag.given.items()
        if _is_property(key)
    ]


def _statement(element: _Element, words: str | None, value: Span) -> list[_Made]:
    made = [_Made(element.name, words, Site(element.subject, element.place, value))]
    if (reified := element.reified) is not None:
        site = Site(reified, element.place, value)
        made += [_Made(f"{_RDF}{part}", None, site) for part in _REIFIED]
    return made


def _collection(element: _Element) -> list[_Made]:
    first = element.items[0] if element.items else element.place
    made = _statement(element, None, first)
    for item in element.items:
        site = Site(item, item, item)
        made += [_Made(f"{_RDF}first", None, site), _Made(f"{_RDF}rest", None, site)]
    return made


def _is_property(attribute: str) -> bool:
    return ":" in attribute and attribute not in _QUIET and not attribute.startswith(_XML)


def _match(triples: Iterable[Triple], group: Sequence[_Made]) -> list[Sited] | None:
    left = list(group)
    sited: list[Sited] = []
    for subject, predicate, value in triples:
        fitting = [made for made in left if made.predicate == predicate.value]
        if not fitting:
            return None
        words = written(value)
        best = max(fitting, key=lambda made: made.words == words)
        left.remove(best)
        sited.append(((written(subject), predicate.value, words), best.site))
    return sited


def _in_characters(sited: Iterable[Sited], body: bytes) -> list[Sited]:
    """Turn offsets in UTF-8 into offsets in characters."""
    if body.isascii():
        return list(sited)
    listed = list(sited)
    ends = sorted({end for _, site in listed for span in site for end in span})
    known: dict[int, int] = {}
    characters, before = 0, 0
    for end in ends:
        characters += len(body[before:end].decode("utf-8", "replace"))
        known[end], before = characters, end
    return [
        (words, Site(*(Span(known[span.start], known[span.end]) for span in site)))
        for words, site in listed
    ]


class _Walk:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._open: list[_Element] = []
        self._groups: list[list[_Made]] = []
        self._text_start = -1
        self._parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        self._parser.ordered_attributes = True
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def groups(self) -> list[list[_Made]]:
        self._parser.Parse(self._body, True)  # noqa: FBT003 - positional in expat
        return self._groups

    def _start(self, raw: str, attributes: list[str]) -> None:
        self._text_start = -1
        name = raw.replace(" ", "")
        place = self._name_at(self._parser.CurrentByteIndex)
        parent = self._open[-1] if self._open else None
        if parent is not None and parent.kind == "literal":
            self._open.append(_Element("literal", name, place, parent.subject))
            return
        if name == f"{_RDF}RDF" and parent is None:
            self._open.append(_Element("root", name, place, place))
            return
        tag = _Tag(name, place, self._attributes(attributes, place))
        made: list[_Made] = []
        if parent is not None and parent.kind in {"node", "resource"}:
            element = _open_property(parent, tag, made)
        else:
            element = _open_node(parent, tag, made)
        self._open.append(element)
        self._groups.append(made)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        if element.kind == "property":
            if element.value is not None:
                self._groups.append(_statement(element, None, element.value))
            else:
                self._groups.append(_statement(element, element.text, self._text_span(element)))
        elif element.kind == "collection":
            self._groups.append(_collection(element))
        elif element.kind == "literal" and self._open and self._open[-1].kind != "literal":
            self._groups.append(_statement(element, None, element.place))
        self._text_start = -1

    def _characters(self, data: str) -> None:
        if self._open and self._open[-1].kind == "property":
            self._open[-1].text += data

    def _text_span(self, element: _Element) -> Span:
        """Find the text of an element, from its opening tag to where its closing tag begins."""
        end = self._parser.CurrentByteIndex
        opened = self._body.find(b">", self._tag_end(element.place.start)) + 1
        return Span(opened, end) if 0 < opened <= end else element.place

    def _tag_end(self, place: int) -> int:
        """Give where the last attribute of a tag ends, since values may hold an angle bracket."""
        end = place
        for match in _ATTRIBUTE.finditer(self._body, place):
            if b">" in self._body[end : match.start()]:
                break
            end = match.end()
        return end

    def _name_at(self, place: int) -> Span:
        match = _NAME.match(self._body, place)
        return Span(*match.span(1)) if match else Span(place, place + 1)

    def _attributes(self, given: list[str], place: Span) -> dict[str, tuple[str, Span]]:
        """Pair the attributes, in their order, with where their values stand in the tag."""
        written_at = [
            Span(match.start(2) + 1, match.end(2) - 1)
            for match in _ATTRIBUTE.finditer(self._body, place.end, self._parser_tag_end(place))
            if not match[1].startswith(b"xmlns")
        ]
        names = [name.replace(" ", "") for name in given[::2]]
        spots = written_at if len(written_at) == len(names) else [place] * len(names)
        return {
            name: (value, spot) for name, value, spot in zip(names, given[1::2], spots, strict=True)
        }

    def _parser_tag_end(self, place: Span) -> int:
        return self._body.find(b">", self._tag_end(place.end)) + 1
