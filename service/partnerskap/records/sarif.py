"""Write a report as SARIF 2.1.0 (OASIS Standard), which code hosts show beside the lines.

Pure: from a report and the places of its results to JSON.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from partnerskap import __version__
from partnerskap.graph.terms import SHAPES
from partnerskap.records.report import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from partnerskap.records.places import Place, Places
    from partnerskap.records.report import Proposal, Report, Result

__all__ = ["as_sarif"]

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {
    Severity.VIOLATION: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}
_HOME: Final = SHAPES.rstrip("#")


def as_sarif(report: Report, places: Places | None = None, language: str = "nb") -> bytes:
    """Give a SARIF log with one run; messages are in one language, as SARIF wants them.

    Results without a place have a logical location alone: the node they are about.
    """
    rules = list(dict.fromkeys(_rule(result) for result in report.results))
    first = {_rule(result): result for result in reversed(report.results)}
    driver = {
        "name": "partnerskap",
        "version": __version__,
        "informationUri": _HOME,
        "rules": [_described(rule, first[rule], language) for rule in rules],
    }
    results = [_result(each, rules, places, language) for each in report.results]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "language": language if language == "en" else f"{language}-NO",
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2).encode()


def _rule(result: Result) -> str:
    """Name a rule: the shape's own name, and what it checks."""
    component = result.component.rpartition("#")[2].removesuffix("ConstraintComponent")
    return f"{result.shape.rpartition('#')[2] or result.shape}/{component}"


def _described(rule: str, result: Result, language: str) -> Mapping[str, object]:
    advice = result.advice or result.message
    described: dict[str, object] = {
        "id": rule,
        "shortDescription": {"text": result.name.in_language(language) or rule},
        "fullDescription": {"text": advice.in_language(language)},
        "defaultConfiguration": {"level": _LEVELS[result.severity]},
    }
    if "://" in result.shape:
        described["helpUri"] = result.shape
    return described


def _result(
    result: Result, rules: Sequence[str], places: Places | None, language: str
) -> Mapping[str, object]:
    rule = _rule(result)
    place = places.find(result) if places else None
    said: dict[str, object] = {
        "ruleId": rule,
        "ruleIndex": rules.index(rule),
        "level": _LEVELS[result.severity],
        "message": {"text": _text(result, language)},
        "locations": [_location(result, place)],
        "partialFingerprints": {"fault/v1": "|".join((result.focus, rule, result.value or ""))},
    }
    if result.proposals:
        labels = [_words(proposal, language) for proposal in result.proposals]
        said["properties"] = {"proposals": labels}
    return said


def _text(result: Result, language: str) -> str:
    causes = [cause.message.in_language(language) for cause in result.causes]
    return "\n- ".join([result.message.in_language(language), *dict.fromkeys(causes)])


def _words(proposal: Proposal, language: str) -> str:
    words = proposal.label.in_language(language)
    inner = [_words(choice, language) for choice in proposal.choices]
    return f"{words}: {', '.join(inner)}" if inner else words


def _location(result: Result, place: Place | None) -> Mapping[str, object]:
    location: dict[str, object] = {
        "logicalLocations": [{"fullyQualifiedName": result.focus, "kind": "resource"}]
    }
    if place is not None:
        physical: dict[str, object] = {"artifactLocation": {"uri": quote(place.document)}}
        if place.line is not None:
            column = {"startColumn": place.column} if place.column is not None else {}
            physical["region"] = {"startLine": place.line, **column}
        location["physicalLocation"] = physical
    return location
