"""Examine a catalogue: judge it by a profile, and score it as the portal it is meant for would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerskap.doctor.metrics import Scheme
from partnerskap.doctor.rules import judge, nodes_in_fault
from partnerskap.doctor.scoring import CatalogueScore, score
from partnerskap.records.report import Severity
from partnerskap.shacl.index import Index

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from partnerskap.portal.profiles import Profile
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.report import Report

__all__ = ["examine"]


def examine(
    triples: Sequence[Triple], profile: Profile, answers: Mapping[str, bool] | None = None
) -> tuple[Report, CatalogueScore]:
    """Give what a profile finds in a catalogue, and its score; see ``score`` for ``answers``.

    The portal may judge by another profile than the one that was asked for.
    """
    report = judge(triples, profile)
    data = Index(triples)
    scheme = Scheme.of(profile)
    if scheme.profile is not profile:
        in_fault = nodes_in_fault(data, scheme.profile)
    else:
        in_fault = {
            result.finding.focus
            for result in report.results
            if result.severity is Severity.VIOLATION and result.finding is not None
        }
    return report, score(data, scheme, in_fault, answers)
