"""Write a report as the object that JSON is made of: all that programs and forms need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerskap.records.report import Severity

if TYPE_CHECKING:
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.places import Place, Places
    from partnerskap.records.report import Proposal, Report, Result
    from partnerskap.records.wording import Wording

__all__ = ["proposals_as_json", "write_json"]


def write_json(report: Report, places: Places | None = None) -> dict[str, object]:
    """Give a report as JSON's own types; texts are by language, triples as in N-Triples.

    Members without content are left out, but for those every result has: ``severity``, ``focus``,
    ``path``, ``value`` (null when missing), ``field``, ``message``, ``shape`` and ``constraint``.
    """
    return {
        "conforms": report.conforms,
        "counts": {severity.value: report.count(severity) for severity in Severity},
        "results": [_result(result, places) for result in report.results],
    }


def _result(result: Result, places: Places | None) -> dict[str, object]:
    place = places.find(result) if places else None
    return {
        "severity": result.severity.value,
        "focus": result.focus,
        "path": list(result.path),
        "value": result.value,
        "field": _texts(result.name),
        "message": _texts(result.message),
        "shape": result.shape,
        "constraint": result.component,
        **({"explained": result.explained_at} if result.explained_at else {}),
        **({"found": _texts(result.found)} if result.found else {}),
        **({"allowed": _texts(result.allowed)} if result.allowed else {}),
        **({"place": _place(place)} if place else {}),
        **({"causes": [_result(each, None) for each in result.causes]} if result.causes else {}),
        **({"proposals": proposals_as_json(result)} if result.proposals else {}),
    }


def proposals_as_json(result: Result) -> list[dict[str, object]]:
    """Write ways to mend a fault: N-Triples to remove and to add, or choices of such."""
    return list(map(_proposal, result.proposals))


def _proposal(proposal: Proposal) -> dict[str, object]:
    label = _texts(proposal.label)
    if proposal.choices:
        return {"label": label, "choices": list(map(_proposal, proposal.choices))}
    return {
        "label": label,
        "remove": list(map(_line, proposal.removed)),
        "add": list(map(_line, proposal.added)),
    }


def _line(triple: Triple) -> str:
    return " ".join(map(str, triple))


def _place(place: Place) -> dict[str, object]:
    parts = {
        "document": place.document,
        "line": place.line,
        "column": place.column,
        "pointer": place.pointer,
        "sheet": place.sheet,
        "cell": place.cell,
    }
    return {name: part for name, part in parts.items() if part is not None}


def _texts(text: Wording) -> dict[str, str]:
    return {"nb": text.nb, "en": text.en, **({"nn": text.nn} if text.nn else {})}
