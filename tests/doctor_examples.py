"""Catalogues of our own for the doctor: good ones, and twins of them that break one rule each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from partnerskap.portal.profiles import Profile

__all__ = ["TWINS", "Twin", "good", "twin_text"]

_EXAMPLES: Final = Path(__file__).parent / "doctor" / "examples"


def good(profile: Profile) -> str:
    """Give a catalogue that keeps every rule of a profile; the neutral one keeps those of all."""
    text = (_EXAMPLES / "neutral.ttl").read_text("utf-8")
    if profile is Profile.NEUTRAL:
        return text
    return text + (_EXAMPLES / f"{profile}.ttl").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Twin:
    """One change to the good catalogue of a profile, and the rule it then breaks there.

    A few change what two things share, and break the rule of each: ``rule`` names both.
    """

    profile: Profile
    find: str
    put: str
    rule: str

    @property
    def name(self) -> str:
        return f"{self.profile} {self.rule}"


def twin_text(twin: Twin) -> str:
    """Give the broken catalogue; fail when what is to be changed is not there, just once."""
    text = good(twin.profile)
    assert text.count(twin.find) == 1, twin
    return text.replace(twin.find, twin.put)


def _read_twins() -> tuple[Twin, ...]:
    read = tomllib.loads((_EXAMPLES / "twins.toml").read_text("utf-8"))
    return tuple(
        Twin(Profile(profile), each["find"], each["put"], rule)
        for each in read["twin"]
        for profile, rule in each["breaks"].items()
    )


TWINS: Final = _read_twins()
