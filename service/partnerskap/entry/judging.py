"""Judge a proposal before it is submitted and again before it is published."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode

from partnerskap.entry.checking import full_report
from partnerskap.entry.intake import is_plain, read_content
from partnerskap.entry.lines import read_lines
from partnerskap.errors import ConflictError, FaultyRecordError
from partnerskap.graph.labels import Labels
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.report import Report
from partnerskap.records.report_json import proposals_as_json
from partnerskap.resources import shapes_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyoxigraph import Store

    from partnerskap.entry.pointers import Pointers
    from partnerskap.entry.submission import Draft
    from partnerskap.records.neighbours import Triple
    from partnerskap.records.report import Result
    from partnerskap.records.wording import Wording

    Judge = Callable[[Sequence[Triple], Store], Report]

__all__ = [
    "Judge",
    "check_unreferenced",
    "find_referring",
    "judge_lines",
    "report_as_json",
    "report_members",
    "require_readable",
    "require_sound",
    "shapes_mark",
]

_SHOWN = 10


@cache
def shapes_mark() -> str:
    """Mark the shapes that judge: another mark when one of their files changes."""
    digest = sha256()
    for path in sorted(shapes_dir().glob("*.ttl")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def judge_lines(judge: Judge, lines: Sequence[str], graph: Store) -> Report:
    """Judge a record's lines; no lines, as of a record that is to go, are without fault."""
    return judge(read_lines(lines), graph) if lines else Report()


def require_sound(key: DocumentKey, report: Report, draft: Draft | None = None) -> None:
    """Raise FaultyRecordError with the report when a rule that must be kept is broken.

    With the draft that was judged the faults find their places in what was typed.
    """
    if report.conforms:
        return
    faults = [result for result in report.results if result.severity.value == "violation"]
    first = faults[0]
    count = len(faults)
    nb, en = (_named(first.name.nb, first.message.nb), _named(first.name.en, first.message.en))
    raise FaultyRecordError(
        f"{key} har {count} feil som må rettes{'. Den første' if count > 1 else ''}: {nb}",
        f"{key} has {count} fault{'s' if count > 1 else ''} to correct"
        f"{'. The first' if count > 1 else ''}: {en}",
        report=report,
        places=_places_in(draft) if draft else None,
    )


def _places_in(draft: Draft) -> Pointers | None:
    if not draft.content or not is_plain(draft.media_type):
        return None
    plain = read_content(draft.content, draft.media_type, draft.key).plain
    return plain.places if plain else None


def _named(field: str, message: str) -> str:
    return message if message.casefold().startswith(field.casefold()) else f"{field}: {message}"


def check_unreferenced(key: DocumentKey, graph: Store) -> None:
    """Raise ConflictError naming the records that refer to one that is to vanish."""
    found = find_referring(key, graph)
    if not found:
        return
    labels = Labels(graph)
    nb = ", ".join(f"«{labels.of(each.iri, 'nb')}»" for each in found[:_SHOWN])
    en = ", ".join(f"“{labels.of(each.iri, 'en')}”" for each in found[:_SHOWN])
    more = len(found) - _SHOWN
    raise ConflictError(
        f"{key} kan ikke forsvinne: {nb}{f' og {more} andre' if more > 0 else ''} viser til den. "
        "Endre dem først, eller si hvilken oppføring som erstatter den.",
        f"{key} cannot vanish: {en}{f' and {more} others' if more > 0 else ''} refer to it. Change "
        "them first, or say which record replaces it.",
        members={"referredBy": [str(each) for each in found]},
    )


def report_as_json(report: Report) -> str:
    """Write what is kept of a report: enough to show it again in every language."""
    return json.dumps(report_members(report), ensure_ascii=False)


def report_members(report: Report, places: Pointers | None = None) -> dict[str, object]:
    """Give a report as plain JSON values; with places each result has its JSON Pointer."""
    kept = [_result(result, places) for result in report.results]
    return {"conforms": report.conforms, "results": kept}


def _result(result: Result, places: Pointers | None) -> dict[str, object]:
    pointer = places.pointer(result) if places else None
    return {
        **({"pointer": pointer} if pointer is not None else {}),
        "severity": result.severity.value,
        "name": _texts(result.name),
        "message": _texts(result.message),
        "focus": result.focus,
        "path": list(result.path),
        "value": result.value,
        "rule": result.shape,
        **({"found": _texts(result.found)} if result.found else {}),
        **({"allowed": _texts(result.allowed)} if result.allowed else {}),
        **({"proposals": proposals_as_json(result)} if result.proposals else {}),
    }


def _texts(wording: Wording) -> dict[str, str]:
    return {"nb": wording.nb, "nn": wording.nn or wording.nb, "en": wording.en}


def find_referring(key: DocumentKey, graph: Store) -> list[DocumentKey]:
    """Find the other records that state something with the record or a part of it as object."""
    found: set[DocumentKey] = set()
    own = NamedNode(key.graph)
    nodes = {quad.subject for quad in graph.quads_for_pattern(None, None, None, own)}
    for node in nodes | {NamedNode(key.iri)}:
        if not isinstance(node, NamedNode):
            continue
        for quad in graph.quads_for_pattern(None, None, node, DefaultGraph()):
            subject = quad.subject
            record = DocumentKey.of_iri(subject.value) if isinstance(subject, NamedNode) else None
            if record is not None and record != key:
                found.add(record)
    return sorted(found)


def require_readable(draft: Draft, judge: Judge, graph: Store) -> tuple[str, ...]:
    """Give the triples of a draft.

    Raises FaultyRecordError while something in its content cannot be read, with all that is wrong:
    what cannot be read, and what breaks a rule in the rest. Raises as ``read_content`` does while
    nothing can.
    """
    if draft.triples is not None:
        return draft.triples
    reading = read_content(draft.content, draft.media_type, draft.key)
    if reading.plain is not None:
        judged = judge(reading.plain.triples, graph) if reading.problems else Report()
        require_sound(draft.key, full_report(reading.plain, judged.results), draft)
    return reading.lines or ()
