"""Regular expressions of shapes, in the language of XPath (F&O 3.1, section 5.6).

Those of our own shapes run in Python's engine where both languages agree, since it is quick to
call. All others run in Oxigraph's, whose time grows linearly with the text whatever the pattern:
no pattern a stranger sends can hang the process.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, QueryBoolean, Store

from partnerskap.errors import InvalidDataError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MAX_PATTERN", "compile_pattern"]

MAX_PATTERN: Final = 1000
"""How many characters a pattern may have."""

_HEAVY: Final = re.compile(r"\{\d*,?\d{4,}")
_PLAIN: Final = re.compile(
    r"(?:[^\\\[\](){}*+?|^$]|\\[.\\?*+{}()|^$\[\]sSdDtnr/-]|\[\^?(?:[^\\\[\]&~|-]|[^\\\[\]&~|]-"
    r"[^\\\[\]&~|]|-(?=\])|\\[.\\sdtnr\]\[/^-])+\]|\((?:\?:)?|[)|^*+?]|\{\d+(?:,\d*)?\}|\$$)*"
)
_FLAGS: Final = {"": 0, "i": re.IGNORECASE, "s": re.DOTALL}


def compile_pattern(pattern: str, flags: str, *, trusted: bool) -> Callable[[str], bool]:
    """Make a test of a text; raise InvalidDataError for a pattern that cannot be used.

    >>> compile_pattern("^[0-9]{4}$", "", trusted=True)("0301")
    True
    """
    if len(pattern) > MAX_PATTERN or _HEAVY.search(pattern):
        raise InvalidDataError(
            f"Mønsteret «{pattern[:40]}» er for tungt. Skriv høyst {MAX_PATTERN} tegn og høyst 999 "
            "gjentakelser.",
            f"The pattern {pattern[:40]!r} is too heavy. Write at most {MAX_PATTERN} characters "
            "and at most 999 repetitions.",
        )
    _check(pattern, flags)
    if trusted and flags in _FLAGS and _PLAIN.fullmatch(pattern):
        ending = pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern
        found = re.compile(ending, _FLAGS[flags]).search
        return lambda text: found(text) is not None
    return lambda text: _matches(pattern, flags, text)


def _check(pattern: str, flags: str) -> None:
    call = f"REGEX('', {Literal(pattern)}, {Literal(flags)})"
    if not _ask(f"ASK {{ BIND({call} AS ?known) FILTER(BOUND(?known)) }}"):
        raise InvalidDataError(
            f"Mønsteret «{pattern[:40]}» med flaggene «{flags}» er ikke et gyldig regulært uttrykk "
            "i SPARQL. Rett det.",
            f"The pattern {pattern[:40]!r} with the flags {flags!r} is no valid regular expression "
            "in SPARQL. Correct it.",
        )


@lru_cache(maxsize=1_000)
def _matches(pattern: str, flags: str, text: str) -> bool:
    return _ask(f"ASK {{ FILTER(REGEX({Literal(text)}, {Literal(pattern)}, {Literal(flags)})) }}")


_NOTHING: Final = Store()


def _ask(query: str) -> bool:
    answer = _NOTHING.query(query)
    return isinstance(answer, QueryBoolean) and bool(answer)
