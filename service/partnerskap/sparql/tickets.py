"""Questions and failures as JSON, for the way between the front process and a worker."""

from __future__ import annotations

import json
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
        parts: dict[str, object] = {
            "original": self.original,
            "default": self.dataset.default,
            "named": self.dataset.named,
        }
        if self.question is not None:
            parts |= {
                "text": self.question.text,
                "format": self.question.format.media_types[0],
                "prefixes": dict(self.question.prefixes),
            }
        return json.dumps(parts).encode()

    @classmethod
    def decode(cls, payload: bytes) -> Self:
        """Read a ticket that ``encode`` wrote."""
        parts = json.loads(payload)
        dataset = Dataset(tuple(parts["default"]), tuple(parts["named"]))
        if "text" not in parts:
            return cls(parts["original"], dataset)
        form = _FORMATS[parts["format"]]
        question = Question(parts["text"], dataset, form, parts["prefixes"])
        return cls(parts["original"], dataset, question)


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
