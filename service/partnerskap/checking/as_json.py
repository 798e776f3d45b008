"""Write what was checked as plain JSON: every result with its place, words and ways to mend it.

This is also what the page is made from, so all that people see of a check stands here. No sentence
holds an IRI; IRIs stand in fields of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.checking.edits import edit_of
from partnerskap.doctor.telling import score_as_json
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.naming import Names
from partnerskap.records.report import Report, Severity
from partnerskap.records.report_json import write_json
from partnerskap.shacl.index import Index

if TYPE_CHECKING:
    from pyoxigraph import Store

    from partnerskap.checking.check import Checked
    from partnerskap.incoming.reading import Incoming, Note
    from partnerskap.incoming.text import Text as SentText
    from partnerskap.records.places import Place
    from partnerskap.records.report import Proposal, Result
    from partnerskap.records.wording import Wording

__all__ = ["MOST_RESULTS", "as_json"]

Json = dict[str, object]

MOST_RESULTS: Final = 1_000
"""Results beyond this number are counted and not listed."""
_LONGEST_LINE: Final = 240


def as_json(checked: Checked, graph: Store) -> Json:
    """Write the whole report: what every report has, and what only the sender's text can tell."""
    incoming, report = checked.incoming, checked.report
    writer = _Writer(incoming, graph)
    listed = report.results[:MOST_RESULTS]
    written = write_json(Report(listed), incoming.places)
    results = written.pop("results")
    return {
        **written,
        "conforms": report.conforms,
        "counts": {severity.value: report.count(severity) for severity in Severity},
        "profile": checked.profile.value,
        "triples": len(incoming.triples),
        "documents": [
            {"name": text.name, "format": kind.value}
            for text, kind in zip(incoming.texts, incoming.kinds, strict=False)
        ],
        "records": [str(key) for key in sorted(incoming.records)],
        "notes": [writer.note(note) for note in incoming.notes],
        **({"score": score_as_json(checked.score)} if checked.score else {}),
        "truncated": len(report.results) > MOST_RESULTS,
        "results": [
            writer.completed(each, result)
            for each, result in zip(cast("list[Json]", results), listed, strict=True)
        ],
        "groups": _groups(report),
    }


def _groups(report: Report) -> list[Json]:
    """Tell of each cause that several results share: once in words, and which results those are."""
    at = {id(result): place for place, result in enumerate(report.results[:MOST_RESULTS])}
    return [
        {
            "message": _words(group.sentence()),
            "severity": group.first.severity.value,
            "count": len(group.results),
            "results": [at[id(each)] for each in group.results if id(each) in at],
        }
        for group in report.grouped()
        if len(group.results) > 1
    ]


class _Writer:
    def __init__(self, incoming: Incoming, graph: Store) -> None:
        self._incoming = incoming
        self._names = Names(Index(incoming.triples), graph)
        self._texts = {text.name: text for text in incoming.texts}

    def note(self, note: Note) -> Json:
        place = note.place
        told = {"message": {"nb": note.text.nb, "en": note.text.en}}
        return {**told, "place": self._place(place)} if place else {**told}

    def completed(self, written: Json, result: Result) -> Json:
        """Add names for people, the line in question and edits to what every report has."""
        key = DocumentKey.of_iri(result.focus)
        written |= {
            "severityName": _words(result.severity.word),
            "record": str(key) if key else None,
            "recordName": _words(self._name(key.iri if key else result.focus)),
        }
        if "#" in result.focus:
            written["partName"] = _words(self._name(result.focus))
        if place := self._incoming.places.find(result):
            written["place"] = self._place(place)
        for told, proposal in zip(
            cast("list[Json]", written.get("proposals", [])), result.proposals, strict=True
        ):
            self._add_edits(told, proposal, result)
        return written

    def _name(self, iri: str) -> Wording:
        if iri.startswith("_:"):
            return self._names.of(BlankNode(iri.removeprefix("_:")))
        try:
            return self._names.of(NamedNode(iri))
        except ValueError:  # the node in focus is a text
            return self._names.of(Literal(iri))

    def _add_edits(self, told: Json, proposal: Proposal, result: Result) -> None:
        for below, choice in zip(
            cast("list[Json]", told.get("choices", [])), proposal.choices, strict=True
        ):
            self._add_edits(below, choice, result)
        edit = edit_of(proposal, result, self._incoming)
        if edit is not None:
            text = self._texts[edit.document]
            told["edit"] = {
                "document": edit.document,
                "start": _spot(text, edit.start),
                "end": _spot(text, edit.end),
                "text": edit.text,
            }

    def _place(self, place: Place) -> Json:
        text = self._texts.get(place.document)
        line = text.line(place.line) if text and place.line else ""
        told = {
            "document": place.document,
            "line": place.line,
            "column": place.column,
            "pointer": place.pointer,
            "sheet": place.sheet,
            "cell": place.cell,
            "excerpt": line[:_LONGEST_LINE] or None,
        }
        return {name: value for name, value in told.items() if value is not None}


def _spot(text: SentText, offset: int) -> Json:
    line, column = text.place(offset)
    return {"line": line, "column": column, "offset": offset}


def _words(wording: Wording) -> Json:
    words: Json = {"nb": wording.nb, "en": wording.en}
    return {**words, "nn": wording.nn} if wording.nn else words
