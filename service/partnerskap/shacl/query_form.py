"""Look at the tokens of a query: may its variables be bound beforehand, and what it surely needs.

Reads no grammar; every answer errs on the side of the slower, surer way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from partnerskap.errors import InvalidDataError
from partnerskap.shacl.binding import name_of
from partnerskap.shacl.vocabulary import TYPE
from partnerskap.sparql.lexer import Kind, Token

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Need", "binds_this_itself", "check_bindable", "inner_selects", "needed"]

Need = tuple[NamedNode, NamedNode | None]
"""A property that ``$this`` must have for the query to find it, and the value if it is fixed."""

_FORBIDDEN: Final = ("MINUS", "VALUES", "SERVICE")
_AGGREGATING: Final = (
    *("GROUP", "HAVING", "LIMIT", "OFFSET", "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE"),
    "GROUP_CONCAT",
)
_ENDS_TERM: Final = {Kind.VARIABLE, Kind.NAME, Kind.IRI, Kind.STRING, Kind.NUMBER, Kind.BLANK}


def check_bindable(tokens: tuple[Token, ...], bound: tuple[str, ...]) -> None:
    """Raise InvalidDataError for what appendix A forbids when variables are bound beforehand."""
    for i, token in enumerate(tokens):
        if token.is_word(*_FORBIDDEN):
            raise _not_bindable(token.text.upper())
        if token.is_word("AS") and name_of(tokens[min(i + 1, len(tokens) - 1)]) in bound:
            raise _not_bindable(f"AS {tokens[i + 1].text}")
    if not all("this" in names for names in inner_selects(tokens)):
        raise _not_bindable("SELECT { SELECT … }")


def inner_selects(tokens: tuple[Token, ...]) -> Iterator[set[str | None]]:
    """Give the variables that each SELECT within the query names."""
    depth, names = 0, None
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.is_word("SELECT") and depth:
            names = set[str | None]()
        elif names is not None and (token.text == "{" or token.is_word("WHERE")):
            yield names
            names = None
        elif names is not None:
            names.add(name_of(token))


def binds_this_itself(tokens: tuple[Token, ...]) -> bool:
    """Tell whether the query means the same when ``$this`` is not bound beforehand.

    So it is when SELECT names ``$this``, nothing counts rows, and the first thing in the
    outermost group is a triple with ``$this``, or a UNION of groups that so begin. BIND in
    that group and FILTER there, in OPTIONAL and in EXISTS then see it; in others they may not.
    """
    head, body = _halves(tokens)
    if not _selects_this(head) or any(token.is_word(*_AGGREGATING) for token in tokens):
        return False
    return (_begins(body) or _union_begins(body)) and not _hides(body)


def _selects_this(head: tuple[Token, ...]) -> bool:
    """Tell whether SELECT names ``$this`` by itself, not only in an expression."""
    parens = 0
    for token in head:
        parens += {"(": 1, ")": -1}.get(token.text, 0)
        if parens == 0 and name_of(token) == "this":
            return True
    return False


def needed(tokens: tuple[Token, ...]) -> Need | None:
    """Read from the first triple what ``$this`` must have; None when that cannot be told."""
    head, body = _halves(tokens)
    if len(body) < 4 or name_of(body[0]) != "this" or body[2].kind not in _ENDS_TERM:
        return None
    prefixes = {
        head[i + 1].text: head[i + 2].text[1:-1]
        for i, token in enumerate(head[:-2])
        if token.is_word("PREFIX")
    }
    predicate = TYPE if body[1].text == "a" else _iri(body[1], prefixes)
    return None if predicate is None else (predicate, _iri(body[2], prefixes))


def _iri(token: Token, prefixes: dict[str, str]) -> NamedNode | None:
    if "\\" in token.text:
        return None
    if token.kind is Kind.IRI:
        return NamedNode(token.text[1:-1]) if ":" in token.text else None
    prefix, colon, local = token.text.partition(":")
    namespace = prefixes.get(prefix + colon)
    return (
        None if token.kind is not Kind.NAME or namespace is None else NamedNode(namespace + local)
    )


def _halves(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    brace = next((i for i, token in enumerate(tokens) if token.text == "{"), len(tokens))
    return tokens[:brace], tokens[brace + 1 :]


def _begins(tokens: tuple[Token, ...]) -> bool:
    """Tell whether the tokens start with a triple that has ``$this`` as subject or object."""
    if len(tokens) < 3:
        return False
    plain = tokens[0].kind in _ENDS_TERM and tokens[1].kind in {Kind.NAME, Kind.IRI, Kind.VARIABLE}
    return name_of(tokens[0]) == "this" or (plain and name_of(tokens[2]) == "this")


def _union_begins(tokens: tuple[Token, ...]) -> bool:
    """Tell whether the tokens start with groups joined by UNION that all begin so."""
    i, groups = 0, 0
    while i + 1 < len(tokens) and tokens[i].text == "{" and _begins(tokens[i + 1 :]):
        i, groups = _after_group(tokens, i), groups + 1
        if i >= len(tokens) or not tokens[i].is_word("UNION"):
            return groups > 1
        i += 1
    return False


def _after_group(tokens: tuple[Token, ...], start: int) -> int:
    depth = 0
    for i in range(start, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[i].text, 0)
        if depth == 0:
            return i + 1
    return len(tokens)


def _hides(tokens: tuple[Token, ...]) -> bool:
    """Tell whether an inner group has a BIND, or a FILTER that is not OPTIONAL's or EXISTS's."""
    plain: list[bool] = []
    for i, token in enumerate(tokens):
        if token.text == "{":
            plain.append(not (i > 0 and tokens[i - 1].is_word("OPTIONAL", "EXISTS")))
        elif token.text == "}" and plain:
            plain.pop()
        elif (token.is_word("FILTER") and any(plain)) or (token.is_word("BIND") and plain):
            return True
    return False


def _not_bindable(what: str) -> InvalidDataError:
    return InvalidDataError(
        f"En spørring i formene bruker «{what}». Det kan ikke brukes når $this er bundet på "
        "forhånd (SHACL, tillegg A). Skriv spørringen uten.",
        f"A query in the shapes uses “{what}”. That cannot be used when $this is bound beforehand "
        "(SHACL, appendix A). Write the query without it.",
    )
