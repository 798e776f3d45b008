"""Messages for people, in bokmål and English."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Text"]


@dataclass(frozen=True, slots=True)
class Text:
    """One message in bokmål and English."""

    nb: str
    en: str

    def in_language(self, language: str) -> str:
        """Give the English text to readers of English and bokmål to everyone else."""
        return self.en if language == "en" else self.nb
