"""Compare a text with the words someone looks for.

Words are compared as the search does, with letters made alike, and by their stem, so that
«kommunene» finds «kommune». The stem follows the language of the text: Norwegian for nb, nn, no
and texts without a language, English for en; texts in other languages are compared word by word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final, Protocol, cast

import snowballstemmer  # type: ignore[import-untyped]  # it ships no types

from partnerskap.graph.folding import fold

__all__ = ["prepare_words", "word_values"]

_WORD: Final = re.compile(r"\w+")
_WISH: Final = re.compile(r"(\w+)(\*?)")
_STEMMERS: Final = {
    "": "norwegian",
    "nb": "norwegian",
    "nn": "norwegian",
    "no": "norwegian",
    "en": "english",
}
_EXACT: Final = 1.0
_SAME_STEM: Final = 0.8
_SAME_BEGINNING: Final = 0.6

_LONGEST_WORD: Final = 64
_LONGEST_KEPT: Final = 2_000
_TEXTS_KEPT: Final = 2_048
_WORDS_KEPT: Final = 16_384


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the library's name


def word_values(text: str, wanted: str, language: str = "") -> list[float]:
    """Give each wanted word a value from 0 to 1: how well ``text``, in a language, has it.

    1 as written, 0.8 in another inflection, 0.6 for ``word*`` as the beginning of a word, 0 when
    missing; empty when nothing is wanted.

    >>> word_values("Kommunene forsker sammen", "kommune sammen helse*", "nb")
    [0.8, 1.0, 0.0]
    """
    stems = language.lower().partition("-")[0]
    read = _read if len(text) <= _LONGEST_KEPT else _read.__wrapped__
    plain, stemmed = read(text, stems)
    return [_value(wish, plain, stemmed) for wish in _wishes(wanted, stems)]


def prepare_words(text: str, language: str = "") -> bool:
    """Remember the forms of the words of a text; False when three quarters of the room is used.

    The rest is for what queries look for.
    """
    stems = language.lower().partition("-")[0]
    for word in set(_WORD.findall(_composed(text[:_LONGEST_KEPT]))):
        _forms(word[:_LONGEST_WORD], stems)
    return _forms.cache_info().currsize < _WORDS_KEPT * 3 // 4


def _value(wish: tuple[str, str, bool], folded: frozenset[str], stems: frozenset[str]) -> float:
    plain, stem, is_beginning = wish
    if plain in folded:
        return _EXACT
    if is_beginning:
        return _SAME_BEGINNING if any(word.startswith(plain) for word in folded) else 0.0
    return _SAME_STEM if stem in stems else 0.0


@lru_cache(maxsize=64)
def _wishes(wanted: str, language: str) -> tuple[tuple[str, str, bool], ...]:
    """Read the wanted words: letters made alike, their stem, and whether any ending will do."""
    found = _WISH.findall(_composed(wanted[:_LONGEST_KEPT]))
    return tuple((*_forms(word[:_LONGEST_WORD], language), bool(star)) for word, star in found)


@lru_cache(maxsize=_TEXTS_KEPT)
def _read(text: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Give the words of a text, with letters made alike, and their stems."""
    found = {word[:_LONGEST_WORD] for word in _WORD.findall(_composed(text))}
    forms = [_forms(word, language) for word in found]
    return frozenset(plain for plain, _ in forms), frozenset(stem for _, stem in forms)


@lru_cache(maxsize=_WORDS_KEPT)
def _forms(word: str, language: str) -> tuple[str, str]:
    """Stem before the letters are made alike: the endings are spelt with å, æ and ø."""
    stemmer = _stemmer(language)
    return fold(word), fold(stemmer.stemWord(word)) if stemmer else fold(word)


@cache
def _stemmer(language: str) -> _Stemmer | None:
    name = _STEMMERS.get(language)
    return cast("_Stemmer", snowballstemmer.stemmer(name)) if name else None


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
