"""Write what was checked in every form a program may ask for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, RdfFormat, serialize
from pyoxigraph import Triple as RdfTriple

from partnerskap.checking.as_json import as_json
from partnerskap.checking.tables import mark_sent
from partnerskap.errors import NotAcceptableError
from partnerskap.graph.terms import PREFIXES
from partnerskap.incoming.formats import Kind
from partnerskap.records.report_rdf import report_triples
from partnerskap.records.sarif import as_sarif

if TYPE_CHECKING:
    from pyoxigraph import Store

    from partnerskap.checking.check import Checked
    from partnerskap.checking.task import Task

__all__ = ["FORMS", "RDF_FORMS", "write"]

RDF_FORMS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
}
_TABLES: Final = frozenset({Kind.CSV, Kind.XLSX})
FORMS: Final = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sarif": "application/sarif+json",
    **{name: form.media_type for name, form in RDF_FORMS.items()},
}
"""The forms of an answer by name, with their media types."""


def write(checked: Checked, task: Task, graph: Store) -> bytes:
    """Write a report in the form the task names.

    Raises NotAcceptableError for a marked workbook of what was no workbook or CSV.
    """
    if task.form == "xlsx":
        return _as_workbook(checked, task)
    if task.form in RDF_FORMS:
        return _as_rdf(checked, RDF_FORMS[task.form], with_data=task.with_data)
    if task.form == "sarif":
        return as_sarif(checked.report, checked.incoming.places, task.language)
    return json.dumps(as_json(checked, graph), ensure_ascii=False).encode()


def _as_workbook(checked: Checked, task: Task) -> bytes:
    incoming = checked.incoming
    if len(task.data) != 1 or not _TABLES.issuperset(incoming.kinds):
        raise NotAcceptableError(
            "En merket arbeidsbok kan bare lages av én arbeidsbok eller CSV-fil. Be om JSON, SARIF "
            "eller RDF.",
            "A marked workbook can be made of one workbook or CSV file only. Ask for JSON, SARIF "
            "or RDF.",
        )
    return mark_sent(task.data[0], incoming, checked.report.results, task.language)


def _as_rdf(checked: Checked, form: RdfFormat, *, with_data: bool) -> bytes:
    triples = report_triples(checked.report)
    if with_data:
        triples = (*triples, *checked.incoming.triples)
    words = {term.value for triple in triples for term in triple if isinstance(term, NamedNode)}
    prefixes = {
        name: start
        for name, start in PREFIXES.items()
        if any(word.startswith(start) for word in words)
    }
    written = (RdfTriple(*triple) for triple in triples)
    return serialize(written, format=form, prefixes=prefixes) or b""
