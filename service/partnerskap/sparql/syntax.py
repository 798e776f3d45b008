"""Say where a query stops being SPARQL.

The engine reports the farthest place its parser looked at, which can be fifteen characters beyond
the fault. So the text is cut after a token, filled up with space, and put to the parser on an
empty store: if the parser then complains about the very end, everything before was still good.
Halving finds the first token that breaks it.
"""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import Store

from partnerskap.errors import QuerySyntaxError
from partnerskap.sparql.guard import Form, Guarded
from partnerskap.sparql.lexer import Kind, Token, misplaced, position

__all__ = ["explain_syntax_error"]

_MESSAGE: Final = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_PADDING: Final = " " * 40
_MAX_TOKENS: Final = 4_000


def explain_syntax_error(guarded: Guarded, error: SyntaxError) -> QuerySyntaxError:
    """Turn the engine's complaint into one with the right line and column."""
    token = _find_fault(guarded)
    reason = _reason(str(error))
    return _at_end(guarded, reason) if token is None else _at_token(guarded, token, reason)


def _reason(message: str) -> str:
    """Pick the engine's sentence, if it has one, out of the terminals it lists.

    >>> _reason('error at 1:30: expected one of ",", Duplicated variable name in SELECT, [_]')
    ' (Duplicated variable name in SELECT)'
    """
    found = _MESSAGE.match(message)
    listed = found[3].removeprefix("one of ").split(", ") if found else []
    sentences = [text for text in listed if " " in text and text[:1].isalpha()]
    return f" ({sentences[0]})" if sentences else ""


def _find_fault(guarded: Guarded) -> Token | None:
    """Find the first token that no SPARQL text could continue with; None if there is none."""
    if len(guarded.tokens) > _MAX_TOKENS or _is_viable(guarded, len(guarded.tokens)):
        return None
    good, bad = 0, len(guarded.tokens)
    while bad - good > 1:
        middle = (good + bad) // 2
        if _is_viable(guarded, middle):
            good = middle
        else:
            bad = middle
    return guarded.tokens[bad - 1]


def _is_viable(guarded: Guarded, count: int) -> bool:
    text = "".join(guarded.pieces[:count]) + _PADDING
    store = Store()
    try:
        if guarded.form is Form.UPDATE:
            store.update(text)
        else:
            store.query(text)
    except SyntaxError as error:
        found = _MESSAGE.match(str(error))
        return found is None or _offset(text, int(found[1]), int(found[2])) >= len(text)
    except OSError:
        return True  # it parsed, and came as far as a SERVICE whose endpoint leads nowhere
    return True


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start + column - 1


def _at_token(guarded: Guarded, token: Token, reason: str) -> QuerySyntaxError:
    line, column = position(guarded.original, token.start)
    prefix = token.text.partition(":")[0]
    if token.kind is Kind.NAME and prefix not in guarded.prefixes:
        return QuerySyntaxError(
            f"Linje {line}, kolonne {column}: prefikset «{prefix}:» er ikke erklært. Legg til "
            f"PREFIX {prefix}: <…> øverst.",
            f"Line {line}, column {column}: the prefix {prefix + ':'!r} is not declared. Add "
            f"PREFIX {prefix}: <…> at the top.",
            line=line,
            column=column,
        )
    return misplaced(guarded.original, token, reason)


def _at_end(guarded: Guarded, reason: str) -> QuerySyntaxError:
    """Say that the text ends too early or contradicts itself, as far as the engine tells."""
    line, column = position(guarded.original, guarded.tokens[-1].end)
    return QuerySyntaxError(
        f"Linje {line}, kolonne {column}: spørringen er ikke hel eller motsier seg selv{reason}. "
        "Se etter noe som mangler, eller en variabel som brukes to ganger.",
        f"Line {line}, column {column}: the query is incomplete or contradicts itself{reason}. "
        "Look for something missing, or a variable used twice.",
        line=line,
        column=column,
    )
