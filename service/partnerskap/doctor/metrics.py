"""The metrics of data.norge.no and data.europa.eu, their weights and the words about them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import TypeAdapter

from partnerskap.portal.profiles import Profile
from partnerskap.records.wording import Wording

__all__ = ["Book", "Metric", "Scheme", "read_book"]


class Scheme(StrEnum):
    """Whose points: data.norge.no's or data.europa.eu's."""

    NORGE = "norge"
    EUROPA = "europa"

    @property
    def portal(self) -> str:
        """The name people know the portal by."""
        return f"data.{self.value}.{'no' if self is Scheme.NORGE else 'eu'}"

    @property
    def profile(self) -> Profile:
        """The profile the portal judges by; data.norge.no still does so by version 2."""
        return Profile.NO_2 if self is Scheme.NORGE else Profile.EU_3

    @classmethod
    def of(cls, profile: Profile) -> Scheme:
        """Give the portal that a catalogue of a profile is most likely meant for."""
        return cls.EUROPA if profile is Profile.EU_3 else cls.NORGE


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing a portal gives points for."""

    key: str
    dimension: str
    norge: int
    europa: int
    name: Wording
    met: Wording
    missed: Wording
    never: bool = False

    def weight(self, scheme: Scheme) -> int:
        """Tell how many points it gives; 0 where the portal does not have it."""
        return self.norge if scheme is Scheme.NORGE else self.europa

    def is_never_given(self, scheme: Scheme) -> bool:
        """Whether the portal's program has nothing that could award the points."""
        return self.never and scheme is Scheme.NORGE


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that is fixed about scores, as ``metrics.toml`` has it."""

    metric: tuple[Metric, ...]
    dimensions: Mapping[str, Wording]
    reasons: Mapping[str, Wording]
    formats: Mapping[str, frozenset[str]]
    licences: Mapping[str, frozenset[str]]

    def of(self, scheme: Scheme) -> tuple[Metric, ...]:
        """Give the metrics a portal has."""
        return tuple(each for each in self.metric if each.weight(scheme))


_READER: Final = TypeAdapter(Book)


@cache
def read_book() -> Book:
    """Read what is fixed about scores."""
    text = files("partnerskap.doctor").joinpath("metrics.toml").read_text("utf-8")
    return _READER.validate_python(tomllib.loads(text))
