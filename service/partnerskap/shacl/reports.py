"""Write findings as results in the vocabulary of SHACL 1.0, section 3.6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode

from partnerskap.shacl.paths import write_path
from partnerskap.shacl.vocabulary import TYPE, sh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from partnerskap.shacl.findings import Finding
    from partnerskap.shacl.index import Triple

__all__ = ["describe"]


def describe(node: BlankNode, finding: Finding) -> Iterator[Triple]:
    """Write one result at a node, with the messages of its shape and its details below."""
    source = finding.source
    yield node, TYPE, sh("ValidationResult")
    yield node, sh("focusNode"), finding.focus
    yield node, sh("resultSeverity"), source.severity
    yield node, sh("sourceShape"), source.shape
    yield node, sh("sourceConstraintComponent"), source.component
    if finding.value is not None:
        yield node, sh("value"), finding.value
    if source.constraint is not None:
        yield node, sh("sourceConstraint"), source.constraint
    if finding.path is not None:
        path, triples = write_path(finding.path)
        yield node, sh("resultPath"), path
        yield from triples
    for message in finding.messages or source.messages:
        yield node, sh("resultMessage"), message
    for detail in finding.details:
        below = BlankNode()
        yield node, sh("detail"), below
        yield from describe(below, detail)
