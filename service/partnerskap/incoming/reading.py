"""Read what someone sent: bytes in, triples with their places out.

One reader a format, in ``READERS``; plain JSON, CSV and workbooks add theirs. Nothing is fetched,
nothing is saved, and nothing is passed over in silence: what was assumed, and what could not be
understood, stands in the notes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat
from pyoxigraph import Triple as TripleTerm

from partnerskap.errors import InvalidDataError, Text
from partnerskap.graph.terms import DocumentKey
from partnerskap.incoming.formats import Kind, choose_kind, no_reader
from partnerskap.incoming.json_text import JsonValue, read_json
from partnerskap.incoming.jsonld import Document, follow
from partnerskap.incoming.limits import Limits
from partnerskap.incoming.places import AllPlaces, TriplePlaces, side_by_side, written
from partnerskap.incoming.rdf import parse_rdf
from partnerskap.incoming.terms import check_terms
from partnerskap.incoming.text import Text as SentText
from partnerskap.incoming.turtle_sites import find_sites
from partnerskap.incoming.unpack import decode, unpack
from partnerskap.incoming.xml_sites import find_xml_sites
from partnerskap.records.places import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyoxigraph import Quad

    from partnerskap.incoming.places import SentPlaces
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.report import Result

__all__ = [
    "READERS",
    "Incoming",
    "Note",
    "Options",
    "Reader",
    "Sent",
    "decoded",
    "read",
    "read_all",
    "read_jsonld",
]

_MOST_NOTES: Final = 100
_FORMS: Final = {
    Kind.TURTLE: RdfFormat.TURTLE,
    Kind.TRIG: RdfFormat.TRIG,
    Kind.N_TRIPLES: RdfFormat.N_TRIPLES,
    Kind.N_QUADS: RdfFormat.N_QUADS,
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing sent: its bytes, and what the sender says of them.

    ``name`` is a file name, or what messages should call the body; ``asked`` names the format and
    wins over ``content_type``; ``base`` is what ``<>`` stands for.
    """

    name: str
    body: bytes
    content_type: str = ""
    asked: str = ""
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What the reader of anything goes by: limits, and JSON-LD contexts of our own by address.

    ``readers`` are those of all formats that are taken.
    """

    limits: Limits = field(default_factory=Limits)
    contexts: Mapping[str, JsonValue] = field(default_factory=dict)
    readers: Mapping[Kind, Reader] = field(default_factory=lambda: READERS)


@dataclass(frozen=True, slots=True)
class Note:
    """Something the sender should know that is no fault of the data: what we assumed or left."""

    text: Text
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What was read. ``texts`` are the texts as they were understood, by name.

    ``problems`` are what a reader of plain values found wrong before any rule was asked.
    """

    triples: tuple[Triple, ...]
    places: SentPlaces
    notes: tuple[Note, ...] = ()
    texts: tuple[SentText, ...] = ()
    kinds: tuple[Kind, ...] = ()
    problems: tuple[Result, ...] = ()

    @property
    def records(self) -> dict[DocumentKey, tuple[Triple, ...]]:
        """The triples by the record their subject belongs to; those of no record are left out."""
        found: dict[DocumentKey, list[Triple]] = {}
        for triple in self.triples:
            subject = triple[0]
            key = DocumentKey.of_iri(subject.value) if isinstance(subject, NamedNode) else None
            if key is not None:
                found.setdefault(key, []).append(triple)
        return {key: tuple(triples) for key, triples in found.items()}


def read(sent: Sent, options: Options) -> Incoming:
    """Read one body or file, or all files that it packs.

    Raises TooLargeError over a limit, UnsupportedMediaTypeError for what no reader takes, and
    InvalidDataError with the place of the first fault.
    """
    files = unpack(sent.name, sent.body, options.limits)
    one = len(files) == 1
    return _joined(
        [
            _read_file(
                Sent(name, body, sent.content_type if one else "", sent.asked, sent.base), options
            )
            for name, body in files
        ]
    )


def read_all(parts: Iterable[Sent], options: Options) -> Incoming:
    """Read several files as one set of triples, in which each may refer to the others."""
    return _joined([read(part, options) for part in parts])


def _joined(parts: Sequence[Incoming]) -> Incoming:
    if len(parts) == 1:
        return parts[0]
    return Incoming(
        tuple(chain.from_iterable(part.triples for part in parts)),
        AllPlaces(part.places for part in parts),
        tuple(chain.from_iterable(part.notes for part in parts)),
        tuple(chain.from_iterable(part.texts for part in parts)),
        tuple(chain.from_iterable(part.kinds for part in parts)),
        tuple(chain.from_iterable(part.problems for part in parts)),
    )


def _read_file(sent: Sent, options: Options) -> Incoming:
    kind, assumed = choose_kind(
        sent.body, media_type=sent.content_type, name=sent.name, asked=sent.asked
    )
    reader = options.readers.get(kind)
    if reader is None:
        raise no_reader(kind, options.readers)
    found = reader(sent, options)
    check_terms(sent.name, found.triples, found.places, options.limits)
    notes = (Note(assumed), *found.notes) if assumed else found.notes
    return replace(found, notes=notes, kinds=(kind,))


def _read_turtle(form: RdfFormat, sent: Sent, options: Options) -> Incoming:
    text, notes = decoded(sent)
    quads = _parse(sent, text.whole.encode(), form, options.limits)
    triples = _plain(sent.name, quads)
    places = TriplePlaces(text, lambda: side_by_side(triples, find_sites(text.whole)))
    return Incoming(triples, places, (*notes, *_graph_note(quads)), (text,))


def _read_xml(sent: Sent, options: Options) -> Incoming:
    declared = _DECLARED.match(sent.body)
    text, notes = decoded(sent, declared[2].decode() if declared else "")
    body = _DECLARED.sub(rb"\1", text.whole.encode(), count=1)
    triples = _plain(sent.name, _parse(sent, body, RdfFormat.RDF_XML, options.limits))
    places = TriplePlaces(text, lambda: find_xml_sites(text.whole.encode(), triples))
    return Incoming(triples, places, notes, (text,))


_DECLARED: Final = re.compile(rb"\A(<\?xml[^>]*?)\s+encoding=[\"']([\w.-]+)[\"']", re.ASCII)


def read_jsonld(sent: Sent, options: Options, context: JsonValue = None) -> Incoming:
    """Read JSON-LD; ``context`` is what holds for a document that has none itself.

    Raises InvalidDataError for what is no JSON, and for a context on the web.
    """
    text, notes = decoded(sent)
    root = read_json(text, depth=options.limits.depth)
    blank = "_:b"
    while blank in text.whole:
        blank += "b"
    document = Document(text, root, options.contexts, sent.base, blank, context)
    followed = follow(document)
    body = followed.rewritten(document).encode()
    quads = _parse(sent, body, RdfFormat.JSON_LD, options.limits)
    triples = _plain(sent.name, quads)
    places = TriplePlaces(text, lambda: followed.sited, followed.pointers)
    lost = [Note(_UNKNOWN_KEY, places.place(node.key or node.span)) for node in followed.unknown]
    read = {(written(s), p.value, written(o)) for s, p, o in triples}
    lost += [
        Note(_UNKNOWN_NAME, places.place(site.object))
        for words, site in followed.sited
        if words not in read
    ]
    return Incoming(triples, places, (*notes, *lost[:_MOST_NOTES], *_graph_note(quads)), (text,))


_UNKNOWN_KEY: Final = Text(
    "Nøkkelen står ikke i konteksten, og det som står under den, er ikke lest.",
    "The key is not in the context, and what stands under it was not read.",
)
_UNKNOWN_NAME: Final = Text(
    "Verdien kan ikke være en IRI slik den er skrevet, og den er ikke lest.",
    "The value cannot be an IRI the way it is written, and it was not read.",
)


def decoded(sent: Sent, declared: str = "") -> tuple[SentText, tuple[Note, ...]]:
    """Give what was sent as text; ``declared`` is the encoding it gives itself."""
    told = "charset=" in sent.content_type.lower() or not declared
    content_type = sent.content_type if told else f"text/xml; charset={declared}"
    whole, note = decode(sent.name, sent.body, content_type)
    return SentText(sent.name, whole), (Note(note),) if note else ()


def _parse(sent: Sent, body: bytes, form: RdfFormat, limits: Limits) -> list[Quad]:
    return parse_rdf(
        sent.name, body, form, base=sent.base, depth=limits.depth, triples=limits.triples
    )


def _plain(name: str, quads: Iterable[Quad]) -> tuple[Triple, ...]:
    """Take the triples out of their graphs; refuse triple terms, which our data do not use."""
    triples: list[Triple] = []
    for quad in quads:
        subject, value = quad.subject, quad.object
        if isinstance(subject, TripleTerm) or isinstance(value, TripleTerm):
            raise InvalidDataError(
                f"«{name}» bruker trippelledd fra RDF 1.2 om {subject}. Skriv en egen node.",
                f"{name!r} uses an RDF 1.2 triple term about {subject}. Write a node instead.",
            )
        triples.append((subject, quad.predicate, value))
    return tuple(triples)


def _graph_note(quads: Iterable[Quad]) -> tuple[Note, ...]:
    if all(isinstance(quad.graph_name, DefaultGraph) for quad in quads):
        return ()
    return (
        Note(
            Text(
                "Dataene står i navngitte grafer. De er lest som én graf.",
                "The data stand in named graphs. They were read as one graph.",
            )
        ),
    )


Reader = Callable[[Sent, Options], Incoming]

READERS: Final[dict[Kind, Reader]] = {
    **{kind: partial(_read_turtle, form) for kind, form in _FORMS.items()},
    Kind.RDF_XML: _read_xml,
    Kind.JSON_LD: read_jsonld,
}
"""The readers of RDF; those of our own plain formats stand where the formats are known."""
