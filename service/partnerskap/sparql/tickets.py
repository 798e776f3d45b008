"""Questions and failures as bytes, for the way between the front process and a worker.

Questions take the quickest way between two processes of one interpreter; failures are JSON, since
they come from where foreign queries run and are not trusted with more.
"""

from __future__ import annotations

import json
import marshal
from dataclasses import dataclass
from typing import Self

from partnerskap.errors import (
    BadRequestError,
    ConflictError,
    LimitError,
    QuerySizeError,
    QuerySyntaxError,
    ServiceError,
    TooLargeError,
)
from partnerskap.sparql.execute import Job, Question
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS
from partnerskap.sparql.request import Dataset, SparqlRequest

__all__ = ["Ticket", "decode_failure", "encode_failure"]

_FORMATS = {form.media_types[0]: form for form in (*ROW_FORMATS, *GRAPH_FORMATS)}
_FAILURES = {
    kind.slug: kind
    for kind in (BadRequestError, ConflictError, LimitError, QuerySizeError, TooLargeError)
}


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question for a worker, or an update for it to try out.

    ``original`` is what the client wrote: there a fault is to be found.
    """

    original: str
    dataset: Dataset
    question: Question | None = None

    @classmethod
    def of(cls, job: Job) -> Self:
        """Make the ticket of a query."""
        return cls(job.query.original, job.dataset, job.question)

    @classmethod
    def trial(cls, asked: SparqlRequest) -> Self:
        """Make the ticket of an update."""
        return cls(asked.text, asked.dataset)

    def encode(self) -> bytes:
        """Write the ticket."""
        asked, dataset = self.question, self.dataset
        rest = (
            () if asked is None else (asked.text, asked.format.media_types[0], dict(asked.prefixes))
        )
        return marshal.dumps((self.original, dataset.default, dataset.named, *rest))

    @classmethod
    def decode(cls, payload: bytes) -> Self:
        """Read a ticket that ``encode`` wrote."""
        original, default, named, *rest = marshal.loads(payload)  # noqa: S302 - from our own front
        dataset = Dataset(default, named)
        if not rest:
            return cls(original, dataset)
        text, form, prefixes = rest
        return cls(original, dataset, Question(text, dataset, _FORMATS[form], prefixes))


def encode_failure(error: ServiceError) -> bytes:
    """Write an expected failure."""
    place = {}
    if isinstance(error, QuerySyntaxError):
        place = {"line": error.line, "column": error.column}
    said = {"nb": error.detail.nb, "en": error.detail.en, "members": error.members}
    parts = {"slug": error.slug, **said, **place}
    return json.dumps(parts).encode()


def decode_failure(payload: bytes) -> ServiceError:
    """Read a failure that ``encode_failure`` wrote."""
    parts = json.loads(payload)
    if parts["slug"] == QuerySyntaxError.slug:
        return QuerySyntaxError(
            parts["nb"], parts["en"], line=parts["line"], column=parts["column"]
        )
    kind = _FAILURES.get(parts["slug"], ServiceError)
    return kind(parts["nb"], parts["en"], members=parts["members"])
