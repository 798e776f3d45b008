"""The words of the pages in three languages, from one catalogue, and the reader's language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from partnerskap.errors import BadRequestError
from partnerskap.graph.labels import LANGUAGES
from partnerskap.graph.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LANGUAGE_NAMES", "Catalogue", "choose_language", "load_catalogue"]

LANGUAGE_NAMES: Final = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
_ALIASES: Final = {"no": "nb"}

_Texts = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All words of the pages: messages by key, names of properties and of foreign things by IRI."""

    messages: _Texts
    things: _Texts

    def say(self, key: str, language: str) -> str:
        """Give one message; raise KeyError for a key the catalogue lacks."""
        return self.messages[key][language]

    def name(self, iri: str, language: str) -> str | None:
        """Name a property or foreign thing; None when the catalogue does not know it."""
        texts = self.things.get(iri)
        return texts[language] if texts else None


@cache
def load_catalogue() -> Catalogue:
    """Read the catalogue that travels with the program."""
    text = files("partnerskap.web").joinpath("messages.toml").read_text("utf-8")
    sections: Mapping[str, _Texts] = tomllib.loads(text)
    terms = {_expand(name): texts for name, texts in sections["terms"].items()}
    return Catalogue(sections["messages"], {**terms, **sections["things"]})


def choose_language(asked: str | None, accepted: str, default: str) -> str:
    """Choose the reader's language: what was asked, else what the browser prefers.

    Raises BadRequestError for a language asked by name that the pages do not speak.

    >>> choose_language(None, "no-NO, en;q=0.8", "nb"), choose_language("nn", "en", "nb")
    ('nb', 'nn')
    """
    if asked:
        if asked not in LANGUAGES:
            raise BadRequestError(
                f"Sidene finnes ikke på språket «{asked[:40]}». Velg {', '.join(LANGUAGES)}.",
                f"There are no pages in the language {asked[:40]!r}. "
                f"Choose {', '.join(LANGUAGES)}.",
            )
        return asked
    for tag, quality in parse_accept_header(accepted, LanguageAccept):
        primary = tag.partition("-")[0].lower()
        language = _ALIASES.get(primary, primary)
        if language in LANGUAGES and quality > 0:
            return language
    return default


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local
