"""Write a validation report for people at a terminal: by record, with places, causes and repairs.

Faults of one cause that many records share are told once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import typer
from pyoxigraph import NamedNode

from partnerskap.commands.console import harmless
from partnerskap.errors import Text
from partnerskap.graph.terms import BASE
from partnerskap.records.report import Group, Report, Result, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from partnerskap.records.naming import Names
    from partnerskap.records.places import Place, Places

__all__ = ["TextReport", "written"]

_COLOURS: Final = {
    Severity.VIOLATION: typer.colors.RED,
    Severity.WARNING: typer.colors.YELLOW,
    Severity.INFO: typer.colors.BLUE,
}
_MANY: Final = 5
"""From so many equal faults on they are told together."""
_SHOWN: Final = 3


class TextReport:
    """The lines of a report in one language."""

    def __init__(self, names: Names, places: Places | None, language: str) -> None:
        self._names = names
        self._places = places
        self._language = language

    def lines(self, report: Report) -> Iterator[str]:
        """Give the report line by line: records first, then what many share, then the verdict."""
        groups = [group for group in report.grouped() if len(group.results) >= _MANY]
        together = {result for group in groups for result in group.results}
        alone = [result for result in report.results if result not in together]
        node = ""
        for result in sorted(alone, key=lambda r: (r.focus, r.order)):
            if result.focus != node:
                node = result.focus
                yield typer.style(self._node(node), bold=True)
            yield from self._result(result)
        for group in groups:
            yield from self._group(group)
        yield _verdict(report).in_language(self._language)

    def _result(self, result: Result) -> Iterator[str]:
        where = written(self._places.find(result)) if self._places else ""
        yield f"{f'{where}: ' if where else '  '}{self._mark(result)}: {self._say(result)}"
        for cause in dict.fromkeys(
            cause.advice.in_language(self._language) for cause in result.causes
        ):
            if cause and cause not in self._say(result):
                yield f"    - {harmless(cause)}"
        for proposal in result.proposals[:1]:
            word = Text("forslag", "proposal").in_language(self._language)
            choices = " / ".join(c.label.in_language(self._language) for c in proposal.choices)
            label = proposal.label.in_language(self._language)
            yield harmless(f"    {word}: {label}{f': {choices}' if choices else ''}")

    def _group(self, group: Group) -> Iterator[str]:
        sentence = harmless(group.sentence().in_language(self._language))
        yield f"{self._mark(group.first)}: {sentence}"
        for result in group.results[:_SHOWN]:
            where = written(self._places.find(result)) if self._places else ""
            yield f"{f'{where}: ' if where else '    '}{self._node(result.focus)}"
        more = len(group.results) - _SHOWN
        yield f"    {Text(f'og {more} til', f'and {more} more').in_language(self._language)}"

    def _say(self, result: Result) -> str:
        return harmless(result.message.in_language(self._language))

    def _mark(self, result: Result) -> str:
        word = result.severity.word.in_language(self._language)
        return typer.style(word, fg=_COLOURS[result.severity])

    def _node(self, focus: str) -> str:
        """Name a node by its record and, for a part of one, its fragment."""
        if focus.startswith("_:") or "://" not in focus:
            return harmless(focus)
        main, _, part = focus.partition("#")
        key = main.removeprefix(f"{BASE}/").removeprefix("id/")
        label = self._names.of(NamedNode(main)).in_language(self._language)
        name = f"{label} ({key})" if label != key else key
        return harmless(f"{name}, {part}" if part else name)


def written(place: Place | None) -> str:
    """Write a place as compilers do, so that a terminal or an editor can open it."""
    if place is None:
        return ""
    if place.cell:
        return f"{place.document}, {place.sheet or ''} {place.cell}".replace(",  ", ", ")
    spot = [str(number) for number in (place.line, place.column) if number is not None]
    return ":".join([place.document, *spot])


def _verdict(report: Report) -> Text:
    must, should, tips = (report.count(severity) for severity in Severity)
    verdict = (
        Text("I orden", "In order") if report.conforms else Text("Ikke i orden", "Not in order")
    )
    return Text(
        f"{verdict.nb}: {must} må rettes, {should} bør rettes, {tips} tips.",
        f"{verdict.en}: {must} to correct, {should} that should be corrected, {tips} tips.",
    )
