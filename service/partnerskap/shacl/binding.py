"""Write SPARQL queries anew with terms in the place of variables (SHACL 1.0, appendix A).

A bound variable is written as the term it stands for, everywhere but among the variables that a
SELECT gives. Knows tokens and no grammar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerskap.sparql.lexer import Kind, Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["bind", "name_of"]


def bind(
    text: str, tokens: tuple[Token, ...], terms: Mapping[str, str], handed: tuple[str, ...] = ()
) -> str:
    """Write a query with ``terms`` for variables.

    ``handed`` variables stay, and the outermost SELECT gives them, since Oxigraph binds no others;
    an ASK becomes a SELECT for their sake.
    """
    if not terms and not handed:
        return text
    return "".join(_Writer(text, terms, handed).pieces(tokens))


def name_of(token: Token) -> str | None:
    """Give the name of a variable; None for other tokens."""
    return token.text[1:] if token.kind is Kind.VARIABLE else None


class _Writer:
    """Writes tokens anew with terms for variables."""

    def __init__(self, text: str, terms: Mapping[str, str], handed: tuple[str, ...]) -> None:
        self._text = text
        self._terms = terms
        self._handed = handed
        self._wanted: tuple[str, ...] = ()  # of those, what the clause does not give yet
        self._select: int | None = None  # things selected so far, inside a SELECT clause
        self._parens = 0
        self._after_by = False

    def pieces(self, tokens: tuple[Token, ...]) -> Iterator[str]:
        end, skipped = 0, 0
        for i, token in enumerate(tokens):
            if skipped:
                skipped -= 1
                end = token.end
                continue
            yield self._text[end : token.start]
            end = token.end
            if token.is_word("BOUND") and self._knows(tokens[i + 1 : i + 3]):
                skipped = 3
                yield "(true)"
            else:
                yield self._piece(token)
        yield self._text[end:]

    def _knows(self, following: tuple[Token, ...]) -> bool:
        return len(following) == 2 and name_of(following[1]) in self._terms

    def _piece(self, token: Token) -> str:
        if token.is_word("ASK", "SELECT"):
            return self._begin(token)
        if self._select is not None and self._parens == 0:
            return self._selected(token)
        self._parens += {"(": 1, ")": -1}.get(token.text, 0)
        written = self._terms.get(name_of(token) or "")
        if token.is_word("BY"):
            self._after_by = True
        elif token.kind in {Kind.WORD, Kind.OPEN, Kind.CLOSE}:
            self._after_by = False
        if written is None:
            return token.text
        return f"({written})" if self._after_by else written

    def _begin(self, token: Token) -> str:
        """Begin a SELECT clause; the outermost is to give what is handed over as well."""
        self._wanted, self._handed = self._handed, ()
        if token.is_word("ASK"):
            return f"SELECT {self._given()} " if self._wanted else token.text
        self._select = 0
        return token.text

    def _given(self) -> str:
        return " ".join(f"?{name}" for name in self._wanted)

    def _selected(self, token: Token) -> str:
        """Write one token of a SELECT clause, which ends at WHERE, FROM or the first brace."""
        if token.text == "{" or token.is_word("WHERE", "FROM"):
            # a SELECT must give something; each its own name, lest two of them be joined
            nothing = f"(1 AS ?none{token.start})" if not (self._select or self._wanted) else ""
            self._select = None
            return f"{self._given()}{nothing} {token.text}"
        if token.text == "(":
            self._parens = 1
        if token.is_word("DISTINCT", "REDUCED"):
            return token.text
        if name_of(token) in self._terms:
            return ""
        self._select = (self._select or 0) + 1
        named = name_of(token)
        self._wanted = tuple(n for n in self._wanted if n != named and token.text != "*")
        return token.text
