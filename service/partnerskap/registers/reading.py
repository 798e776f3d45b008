"""From the bytes of a source to its rows, with the readers that uploads have."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from partnerskap.checking.check import reading_options
from partnerskap.errors import BadRequestError, InvalidDataError
from partnerskap.graph.terms import expand
from partnerskap.incoming.json_text import read_json
from partnerskap.incoming.limits import Limits
from partnerskap.incoming.reading import Sent, decoded
from partnerskap.incoming.reading import read as read_rdf
from partnerskap.registers.rows import JsonRow, RdfRow, Row, TableRow, dereference
from partnerskap.tables.csv_reading import read_csv
from partnerskap.tables.limits import TableLimits
from partnerskap.tables.workbook_reading import read_workbook

if TYPE_CHECKING:
    from partnerskap.records.neighbours import Triple
    from partnerskap.registers.plan import Plan
    from partnerskap.tables.sheets import Table

__all__ = ["MOST_BYTES", "Source", "read_rows"]

MOST_BYTES: Final = 16_777_216
_LIMITS: Final = Limits(sent_bytes=MOST_BYTES, triples=500_000)
_FORMATS: Final = {
    "csv": ("csv", "tsv", "txt"),
    "xlsx": ("xlsx",),
    "json": ("json", "geojson"),
    "rdf": ("ttl", "rdf", "xml", "nt", "nq", "trig", "jsonld", "owl"),
}
_MEDIA_TYPES: Final = {
    "text/csv": "csv",
    "application/json": "json",
    "application/ld+json": "rdf",
    "text/turtle": "rdf",
    "application/rdf+xml": "rdf",
    "application/n-triples": "rdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A source as it came: its name, what was said of its format, its bytes."""

    name: str
    body: bytes
    content_type: str = ""


def read_rows(source: Source, plan: Plan) -> list[Row]:
    """Give the rows of a source in its own order.

    Raises BadRequestError, InvalidDataError and TooLargeError for what cannot be read.
    """
    match plan.source.format or _format(source):
        case "csv":
            table, _ = read_csv(source.body, TableLimits(), name=source.name)
            return _of_table(source, table)
        case "xlsx":
            return _of_table(source, _sheet(source, plan))
        case "json":
            return _of_json(source, plan)
        case _:
            return _of_rdf(source, plan)


def _format(source: Source) -> str:
    media_type = source.content_type.partition(";")[0].strip().lower()
    if media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[media_type]
    suffix = PurePosixPath(source.name.partition("?")[0]).suffix.lower().removeprefix(".")
    for form, suffixes in _FORMATS.items():
        if suffix in suffixes:
            return form
    raise BadRequestError(
        f'Formatet til «{source.name}» er ukjent. Skriv format = "csv", "xlsx", "json" eller '
        '"rdf" under [source] i oversettelsen.',
        f'The format of {source.name!r} is unknown. Write format = "csv", "xlsx", "json" or '
        '"rdf" under [source] in the mapping.',
    )


def _sheet(source: Source, plan: Plan) -> Table:
    tables = read_workbook(source.body, TableLimits())
    wanted = plan.source.sheet
    # The rows of a sheet can be read only before those of the next.
    for table in tables:
        if table.title == wanted or not wanted:
            return table
    raise BadRequestError(
        f"«{source.name}» har ikke noe ark «{wanted}» med innhold. Rett «sheet» under [source].",
        f"{source.name!r} has no sheet {wanted!r} with content. Correct 'sheet' under [source].",
    )


def _of_table(source: Source, table: Table) -> list[Row]:
    headings = [str(each or "").strip() for each in table.headings]
    rows: list[Row] = []
    for number, cells in table.rows:
        if any(cell not in {None, ""} for cell in cells):
            padded = [*cells, *[None] * (len(headings) - len(cells))]
            named = {name: padded[at] for at, name in enumerate(headings) if name}
            rows.append(TableRow(f"{source.name}:{number}", named))
    return rows


def _of_json(source: Source, plan: Plan) -> list[Row]:
    text, _ = decoded(Sent(source.name, source.body, source.content_type))
    whole = read_json(text, depth=_LIMITS.depth).plain()
    pointer = plan.source.rows
    found = dereference(whole, pointer) if pointer else whole
    if not isinstance(found, list):
        raise InvalidDataError(
            f'«{source.name}» har ingen liste på «{pointer or "/"}». Skriv rows = "/…" under '
            "[source].",
            f'{source.name!r} has no list at {pointer or "/"!r}. Write rows = "/…" under [source].',
        )
    return [JsonRow(f"{source.name}{pointer}/{n}", each) for n, each in enumerate(found)]


def _of_rdf(source: Source, plan: Plan) -> list[Row]:
    if not plan.source.of_class:
        raise BadRequestError(
            'Skriv class = "dcat:…" under [source]: klassen til det som skal leses.',
            'Write class = "dcat:…" under [source]: the class of what is to be read.',
        )
    sent = Sent(source.name, source.body, source.content_type)
    triples = read_rdf(sent, reading_options(_LIMITS)).triples
    about: defaultdict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        about[str(triple[0])].append(triple)
    finder = RdfRow("", {}, plan.prefixes)
    wanted, kind = finder.iri(plan.source.of_class), expand("rdf:type")
    nodes = {
        str(subject)
        for subject, predicate, value in triples
        if predicate.value == kind and isinstance(value, NamedNode) and value.value == wanted
    }
    return [RdfRow(node, about, plan.prefixes) for node in sorted(nodes)]
