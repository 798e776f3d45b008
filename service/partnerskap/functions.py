"""The functions our endpoint offers to queries beyond SPARQL's own.

Named in the configuration of the workers, which import it; here the graph's ways of reading texts
meet the terms of a query.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal

from partnerskap.graph.matching import prepare_words, word_values
from partnerskap.graph.terms import FUNCTION_NS
from partnerskap.sparql.functions import Function, Term

__all__ = ["FUNCTIONS", "matches", "prepare", "score"]


def matches(text: Term, wanted: Term) -> Literal | None:
    """Tell whether every word of ``wanted`` stands in ``text``, in this or another inflection.

    None, a SPARQL error, for anything but two literals and for a wish without words.
    """
    values = _values(text, wanted)
    return Literal(all(values)) if values else None


def score(text: Term, wanted: Term) -> Literal | None:
    """Say from 0 to 1 how well ``text`` fits: the mean over the words of ``wanted``."""
    values = _values(text, wanted)
    return Literal(round(sum(values) / len(values), 6)) if values else None


def prepare(text: Literal) -> bool:
    """Get ready to compare with a text; False when there is no room for more words."""
    return prepare_words(text.value, text.language or "")


def _values(text: Term, wanted: Term) -> list[float]:
    if not isinstance(text, Literal) or not isinstance(wanted, Literal):
        return []
    return word_values(text.value, wanted.value, text.language or "")


FUNCTIONS: Final = (
    Function(
        f"{FUNCTION_NS}matches",
        matches,
        "pkf:matches(text, words) → xsd:boolean",
        "Whether every one of the words stands in the text, in any inflection (Norwegian stems; "
        "English ones in texts tagged en). Case and accents do not matter; word* stands for all "
        "words that begin so.",
    ),
    Function(
        f"{FUNCTION_NS}score",
        score,
        "pkf:score(text, words) → xsd:double",
        "From 0 to 1, how well the words fit the text: the mean of 1 for each word found as "
        "written, 0.8 in another inflection, 0.6 as a beginning, 0 when missing.",
    ),
)
