"""Count what an answer holds, so that servers are compared on the same work.

Reads with pyoxigraph only; says nothing of speed.
"""

from __future__ import annotations

import json

import pyoxigraph

from bench.load import Answer

__all__ = ["WrongAnswerError", "count_rows"]


class WrongAnswerError(Exception):
    """An answer is no answer: a failure status, or a body that does not parse."""


def count_rows(answer: Answer) -> int:
    """Count rows, distinct triples, or 1 and 0 for yes and no; raise WrongAnswerError otherwise."""
    if answer.status != 200:
        said = answer.body[:200].decode("utf-8", "replace")
        raise WrongAnswerError(f"status {answer.status}: {said}")
    media_type = answer.header("content-type").partition(";")[0].strip()
    try:
        if "json" in media_type:
            return _count_json(answer.body)
        parsed = pyoxigraph.parse(answer.body, format=_graph_format(media_type))
        return len({quad.triple for quad in parsed})
    except (ValueError, SyntaxError, KeyError) as error:
        raise WrongAnswerError(f"{media_type} that does not parse: {error}") from error


def _count_json(body: bytes) -> int:
    document = json.loads(body)
    if "boolean" in document:
        return int(document["boolean"])
    return len(document["results"]["bindings"])


def _graph_format(media_type: str) -> pyoxigraph.RdfFormat:
    found = pyoxigraph.RdfFormat.from_media_type(media_type)
    if found is None:
        raise ValueError(f"not a graph: {media_type!r}")
    return found
