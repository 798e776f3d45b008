"""The rules of DCAT-AP-NO and DCAT-AP in our own words, as SHACL shapes in ``rules/``.

What several profiles say in the same way stands in one file. A rule keeps its name in all profiles,
also where they differ in how strict they are.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from pyoxigraph import Store

from partnerskap.graph.reading import read_turtle
from partnerskap.graph.terms import BASE
from partnerskap.portal.profiles import Profile
from partnerskap.records.judging import CompiledValidator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerskap.graph.reading import Object
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.report import Report
    from partnerskap.shacl.index import Index

__all__ = ["PROFILES", "RULES", "judge", "nodes_in_fault", "read_rules", "rule_texts"]

RULES: Final = f"{BASE}/ns/portal-rules#"
"""Where the names of the rules begin."""

_FILES: Final = {
    Profile.NO_2: ("dcat", "dcat-ap-no", "described", "dcat-ap-no-2"),
    Profile.NO_3: ("dcat", "dcat-ap-no", "version-3", "dcat-ap-no-3"),
    Profile.EU_3: ("dcat", "described", "version-3", "dcat-ap-3"),
}
PROFILES: Final = tuple(_FILES)
"""The profiles we have rules of."""


def judge(triples: Sequence[Triple], profile: Profile) -> Report:
    """Judge a whole catalogue by the rules of a profile, which must be one of ``PROFILES``.

    The catalogue is judged by what it says itself. The first faults come with proposals.
    """
    return _validator(profile).validate(triples, Store())


def nodes_in_fault(data: Index, profile: Profile) -> set[Object]:
    """Give the nodes of a catalogue that break what a profile says must be."""
    return _validator(profile).nodes_in_fault(data)


def rule_texts(profile: Profile) -> dict[str, str]:
    """Give the shapes of a profile as they are written: Turtle, by the name of the file."""
    folder = files("partnerskap.doctor").joinpath("rules")
    return {name: folder.joinpath(f"{name}.ttl").read_text("utf-8") for name in _FILES[profile]}


@cache
def read_rules(profile: Profile) -> tuple[Triple, ...]:
    """Give the shapes of a profile as triples."""
    return tuple(
        triple
        for name, text in rule_texts(profile).items()
        for triple in read_turtle(text.encode(), name=name).triples
    )


@cache
def _validator(profile: Profile) -> CompiledValidator:
    return CompiledValidator(read_rules(profile))
