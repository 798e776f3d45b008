"""Read what was sent as one record: plain JSON by the form of its type, or RDF in any format.

Nothing is saved here, and nothing is judged but whether it can be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, NamedNode, Triple
from werkzeug.http import parse_options_header

from partnerskap.entry.forms import released_forms
from partnerskap.entry.lines import read_lines
from partnerskap.entry.plain import from_plain, parse_plain
from partnerskap.errors import BadRequestError, InvalidDataError
from partnerskap.graph.reading import Turtle, canonical_lines
from partnerskap.graph.terms import RECORD_TYPES, DocumentKey
from partnerskap.sparql.incoming import READABLE, read_rdf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Quad

    from partnerskap.entry.plain import PlainRead
    from partnerskap.entry.values import Known
    from partnerskap.graph.reading import Object, Subject
    from partnerskap.records.report import Result

__all__ = ["PLAIN", "Reading", "find_key", "is_plain", "read_content"]

PLAIN: Final = "application/json"
_ANYWHERE: Final = "urn:x-record:"


@dataclass(frozen=True, slots=True)
class Reading:
    """What content says of a record: its lines, None while something in it cannot be read.

    ``plain`` is how plain JSON was read: what cannot be, what can, and where all of it stands.
    """

    lines: tuple[str, ...] | None
    plain: PlainRead | None = None

    @property
    def problems(self) -> tuple[Result, ...]:
        """What cannot be read, as results."""
        return self.plain.problems if self.plain else ()


def is_plain(media_type: str) -> bool:
    """Tell whether content of this type is plain JSON."""
    return parse_options_header(media_type)[0].lower() == PLAIN


def read_content(
    content: bytes,
    media_type: str,
    key: DocumentKey,
    *,
    known: Known | None = None,
    before: Iterable[str] = (),
) -> Reading:
    """Read content as the record ``key``; relative IRIs in RDF start at the record's own.

    ``before`` are the lines of the published record: names of its parts are not given to others.
    Raises BadRequestError, InvalidDataError, TooLargeError or UnsupportedMediaTypeError for
    content that cannot be read at all.
    """
    if not is_plain(media_type):
        return Reading(_lines(read_rdf(content, media_type, base=key.iri)))
    if key.type not in RECORD_TYPES:
        raise BadRequestError(
            f"«{key.type}» er ikke en type oppføring. Velg en av {', '.join(RECORD_TYPES)}.",
            f"{key.type!r} is no type of record. Choose one of {', '.join(RECORD_TYPES)}.",
        )
    taken = {subject.value.partition("#")[2] for subject, _, _ in read_lines(tuple(before))}
    form, data = released_forms()[key.type], parse_plain(content)
    read = from_plain(form, key, data, known=known, taken=taken)
    lines = tuple(sorted({f"{s} {p} {o}" for s, p, o in read.triples}))
    return Reading(None if read.problems else lines, read)


def find_key(content: bytes, media_type: str) -> DocumentKey:
    """Find which record RDF is about; InvalidDataError when it is about none or several."""
    keys = set()
    for quad in read_rdf(content, media_type, base=_ANYWHERE):
        subject = quad.subject
        if isinstance(subject, BlankNode | Triple):
            continue
        key = DocumentKey.of_iri(subject.value)
        if key is not None:
            keys.add(key)
        elif subject.value.startswith(_ANYWHERE):
            keys.clear()
            break
    if len(keys) == 1:
        return keys.pop()
    listed = ", ".join(sorted(map(str, keys))) or "?"
    raise InvalidDataError(
        f"Vi ser ikke hvilken oppføring dette gjelder ({listed}). Si det med ?record=type/navn, og "
        f"send én oppføring om gangen. Vi leser {', '.join((PLAIN, *READABLE))}.",
        f"We cannot see which record this is about ({listed}). Say it with ?record=type/name, and "
        f"send one record at a time. We read {', '.join((PLAIN, *READABLE))}.",
    )


def _lines(quads: Iterable[Quad]) -> tuple[str, ...]:
    plain: list[tuple[Subject, NamedNode, Object]] = []
    for quad in quads:
        subject, value = quad.subject, quad.object
        if isinstance(subject, Triple) or isinstance(value, Triple):
            raise InvalidDataError(
                f"Trippelledd fra RDF 1.2 om {subject} tas ikke imot. Skriv en egen node.",
                f"RDF 1.2 triple terms about {subject} are not accepted. Write a node instead.",
            )
        plain.append((subject, quad.predicate, value))
    return canonical_lines(Turtle(tuple(plain), {}, None), name="RDF")
