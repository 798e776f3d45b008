"""Text for people who read a report: bokmål and English always, nynorsk where it exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["NOTHING", "Wording"]


@dataclass(frozen=True, slots=True)
class Wording:
    """One piece of text; ``nn`` is empty when nobody has written it."""

    nb: str
    en: str
    nn: str = ""

    def __bool__(self) -> bool:
        return bool(self.nb)

    def in_language(self, language: str) -> str:
        """Give English to its readers, nynorsk where there is one, and bokmål to everyone else.

        >>> Wording("Rolle", "Role").in_language("nn")
        'Rolle'
        """
        if language == "en":
            return self.en
        return (self.nn or self.nb) if language == "nn" else self.nb

    def __add__(self, other: Wording) -> Wording:
        nynorsk = (self.nn or self.nb) + (other.nn or other.nb) if self.nn or other.nn else ""
        return Wording(self.nb + other.nb, self.en + other.en, nynorsk)


NOTHING: Final = Wording("", "")
"""The wording of what has none; it is false."""
