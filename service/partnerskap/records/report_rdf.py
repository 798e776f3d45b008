"""Write a report in the vocabulary of SHACL 1.0, section 3, for any RDF format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.graph.terms import PREFIXES
from partnerskap.shacl.reports import describe
from partnerskap.shacl.vocabulary import TYPE, sh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from partnerskap.graph.reading import Subject
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.report import Report, Result

__all__ = ["report_triples"]

_BOOLEAN: Final = NamedNode(f"{PREFIXES['xsd']}boolean")


def report_triples(report: Report) -> tuple[Triple, ...]:
    """Give a report as triples: its node and those of the results are blank.

    ``sh:conforms`` is as SHACL has it, false as soon as there is any result. Causes are written
    as ``sh:detail``. Results that no shape gave are told in the same words.
    """
    node = BlankNode()
    conforms = Literal("false" if report.results else "true", datatype=_BOOLEAN)
    triples: list[Triple] = [
        (node, TYPE, sh("ValidationReport")),
        (node, sh("conforms"), conforms),
    ]
    for result in report.results:
        found = BlankNode()
        triples += [(node, sh("result"), found), *_result(found, result)]
    return tuple(triples)


def _result(node: BlankNode, result: Result) -> Iterator[Triple]:
    finding = result.finding
    if finding is None:
        yield from _told(node, result)
        return
    yield from describe(node, finding)
    if not finding.messages and not finding.source.messages:
        yield from _messages(node, result)


def _told(node: BlankNode, result: Result) -> Iterator[Triple]:
    """Write a result that has strings only: names are IRIs, and a path is one property."""
    yield node, TYPE, sh("ValidationResult")
    yield node, sh("focusNode"), _node(result.focus)
    yield node, sh("sourceShape"), _node(result.shape)
    yield node, sh("sourceConstraintComponent"), NamedNode(result.component)
    yield node, sh("resultSeverity"), NamedNode(result.severity.iri)
    if result.term is not None or result.value is not None:
        yield node, sh("value"), result.term or Literal(result.value or "")
    if len(result.path) == 1:
        yield node, sh("resultPath"), NamedNode(result.path[0])
    yield from _messages(node, result)
    for cause in result.causes:
        below = BlankNode()
        yield node, sh("detail"), below
        yield from _result(below, cause)


def _messages(node: BlankNode, result: Result) -> Iterator[Triple]:
    texts = (("nb", result.message.nb), ("en", result.message.en), ("nn", result.message.nn))
    for language, text in texts:
        if text:
            yield node, sh("resultMessage"), Literal(text, language=language)


def _node(name: str) -> Subject:
    return BlankNode(name[2:]) if name.startswith("_:") else NamedNode(name)
