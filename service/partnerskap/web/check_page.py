"""The pages of ``/validate``: the form, how it stands with a job, and the report.

Made from the plain JSON of a report, so that pages and programs are told the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from starlette.responses import Response

from partnerskap.checking.jobs import STEPS
from partnerskap.checking.task import Profile
from partnerskap.incoming.formats import Kind
from partnerskap.web.check_score import view_score
from partnerskap.web.i18n import load_catalogue
from partnerskap.web.render import render_page
from partnerskap.web.result_page import printable
from partnerskap.web.site import site_of
from partnerskap.web.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.requests import Request

    from partnerskap.checking.jobs import Job
    from partnerskap.checking.task import Task

__all__ = ["show_form", "show_job", "show_report"]

_Json: TypeAlias = "Mapping[str, _Json] | list[_Json] | str | int | float | bool | None"
_SEVERITIES: Final = ("violation", "warning", "info")
_WHERE: Final = ("sheet", "cell", "line", "column", "pointer")
_LONGEST_TEXT: Final = 200_000
_MOST_PLACES: Final = 12
_MOST_CHOICES: Final = 12
_MANY: Final = 5
"""What so many records share is told once."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in what was sent: in words, the line it stands in, cut before and at the place."""

    where: str
    before: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to mend something. ``edit`` is what the button sends; empty: there is no button."""

    label: str
    edit: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, with every place it stands at."""

    severity: str
    severity_name: str
    field: str
    message: str
    spots: tuple[Spot, ...]
    more: int
    offers: tuple[Offer, ...]
    causes: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Record:
    """The faults of one record, the gravest first."""

    name: str
    faults: tuple[Fault, ...]


def show_form(request: Request, chosen: Profile = Profile.ENTRY) -> Response:
    """Show the form with nothing in it."""
    return _page(
        request,
        "check.html",
        report=None,
        text="",
        filename="",
        chosen=chosen.value,
        of_catalogues=chosen.is_of_catalogues,
    )


def show_job(request: Request, job: Job) -> Response:
    """Show how it stands with a job; the page loads itself anew until the job is done."""
    language = site_of(request).language(request)
    step = STEPS[job.step][1]
    error = job.error.detail.in_language(language) if job.error else ""
    return _page(
        request,
        "check_job.html",
        job=job,
        step=step.in_language(language),
        percent=round(job.progress * 100),
        failure=error,
        final=job.state.is_final,
    )


def show_report(request: Request, report: Mapping[str, _Json], task: Task) -> Response:
    """Show a report, and beside it the text when it is one that fits into a page."""
    language = site_of(request).language(request)
    view = _View(language)
    text, name = _text_of(task)
    return _page(
        request,
        "check.html",
        report=report,
        verdict=view.verdict(report),
        notes=[view.note(note) for note in _list(report, "notes")],
        records=view.records(report, editable=bool(text)),
        truncated=bool(report["truncated"]),
        text=text,
        filename=name,
        chosen=task.profile.value,
        of_catalogues=task.profile.is_of_catalogues,
        score=view_score(report, language),
    )


def _page(request: Request, template: str, **values: object) -> Response:
    language = site_of(request).language(request)
    body = render_page(
        request,
        template,
        language,
        **values,
        profiles=[each.value for each in Profile if each is not Profile.SHAPES],
        kinds=[(kind.value, kind.label) for kind in Kind],
    )
    headers = {"Content-Language": language, "Cache-Control": "no-store"}
    return Response(body, headers=headers, media_type="text/html")


def _text_of(task: Task) -> tuple[str, str]:
    """Give the one text that was sent, and its name; nothing for several, long or packed ones."""
    if len(task.data) != 1 or len(task.data[0].body) > _LONGEST_TEXT:
        return "", ""
    (sent,) = task.data
    try:
        text = sent.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "", ""
    return ("", "") if text != printable(text) else (text.replace("\r\n", "\n"), sent.name)


class _View:
    def __init__(self, language: str) -> None:
        self._language = language
        self._catalogue = load_catalogue()

    def _say(self, key: str) -> str:
        return self._catalogue.say(key, self._language)

    def verdict(self, report: Mapping[str, _Json]) -> str:
        counts = _map(report, "counts")
        told = [
            f"{number(str(counts[name]))} {self._say(f'check_{name}')}"
            for name in _SEVERITIES
            if counts[name]
        ]
        return ", ".join(told)

    def note(self, note: _Json) -> tuple[str, Spot | None]:
        told = note if isinstance(note, dict) else {}
        return self._words(told["message"]), self._spot(told.get("place"))

    def records(self, report: Mapping[str, _Json], *, editable: bool) -> list[Record]:
        """Gather the results by record, and those of one rule and message into one fault."""
        found: dict[str, dict[tuple[str, str, str], list[Mapping[str, _Json]]]] = {}
        together = list(self._together(report))
        told = {place for _, places in together for place in places}
        results = _maps(report, "results")
        for result in (each for place, each in enumerate(results) if place not in told):
            name = self._words(result["recordName"])
            key = (str(result["severity"]), str(result["shape"]), self._words(result["message"]))
            found.setdefault(name, {}).setdefault(key, []).append(result)
        shared = tuple(
            self._shared(message, [results[place] for place in places])
            for message, places in together
        )
        return [
            *([Record(self._say("check_shared"), shared)] if shared else ()),
            *self._by_name(found, editable=editable),
        ]

    def _by_name(
        self,
        found: Mapping[str, Mapping[tuple[str, str, str], list[Mapping[str, _Json]]]],
        *,
        editable: bool,
    ) -> list[Record]:
        return [
            Record(
                printable(name),
                tuple(
                    self._fault(results, editable=editable)
                    for _, results in sorted(
                        faults.items(), key=lambda pair: _SEVERITIES.index(pair[0][0])
                    )
                ),
            )
            for name, faults in found.items()
        ]

    def _together(self, report: Mapping[str, _Json]) -> Iterable[tuple[str, list[int]]]:
        """Find what many records share: the sentence, and which results it stands for."""
        results = _maps(report, "results")
        for group in _maps(report, "groups"):
            places = [place for place in _list(group, "results") if isinstance(place, int)]
            about = [results[place] for place in places]
            if len({str(each["record"] or each["focus"]) for each in about}) >= _MANY:
                yield self._words(group["message"]), places

    def _shared(self, message: str, results: list[Mapping[str, _Json]]) -> Fault:
        fault = self._fault(results, editable=False)
        return replace(fault, message=printable(message), offers=(), causes=())

    def _fault(self, results: list[Mapping[str, _Json]], *, editable: bool) -> Fault:
        first = results[0]
        found = (self._spot(each.get("place")) for each in results)
        spots = list(dict.fromkeys(spot for spot in found if spot))
        offers = [
            offer
            for proposal in (_list(first, "proposals") if len(spots) <= 1 else ())
            for offer in self._offers(proposal, editable=editable)
        ]
        part = self._words(first.get("partName"))
        field = self._words(first["field"])
        return Fault(
            str(first["severity"]),
            self._words(first["severityName"]),
            printable(f"{part}: {field}" if part else field),
            printable(self._words(first["message"])),
            tuple(spots[:_MOST_PLACES]),
            max(0, len(spots) - _MOST_PLACES),
            tuple(offers[:_MOST_CHOICES]),
            tuple(
                printable(self._words(cause["message"]))
                for cause in _list(first, "causes")
                if isinstance(cause, dict)
            ),
            str(first["shape"]),
        )

    def _offers(self, proposal: _Json, *, editable: bool) -> Iterable[Offer]:
        if not isinstance(proposal, dict):
            return
        for choice in _list(proposal, "choices"):
            yield from self._offers(choice, editable=editable)
        edit = proposal.get("edit")
        if not _list(proposal, "choices"):
            written = _edit(edit) if editable and isinstance(edit, dict) else ""
            yield Offer(printable(self._words(proposal["label"])), written)

    def _spot(self, place: _Json) -> Spot | None:
        if not isinstance(place, dict):
            return None
        told = [str(place["document"])]
        told += [f"{self._say(f'check_{name}')} {place[name]}" for name in _WHERE if name in place]
        line = str(place.get("excerpt", ""))
        column = int(str(place.get("column", 1))) - 1
        return Spot(printable(", ".join(told)), printable(line[:column]), printable(line[column:]))

    def _words(self, texts: _Json) -> str:
        if not isinstance(texts, dict):
            return ""
        return str(texts.get(self._language) or texts["nb"])


def _edit(edit: Mapping[str, _Json]) -> str:
    start, end = _map(edit, "start"), _map(edit, "end")
    where = f"{start['line']}:{start['column']}-{end['line']}:{end['column']}"
    return f"{where} {edit['text']}"


def _list(holder: Mapping[str, _Json], name: str) -> list[_Json]:
    found = holder.get(name)
    return found if isinstance(found, list) else []


def _maps(holder: Mapping[str, _Json], name: str) -> list[Mapping[str, _Json]]:
    return [each for each in _list(holder, name) if isinstance(each, dict)]


def _map(holder: Mapping[str, _Json], name: str) -> Mapping[str, _Json]:
    found = holder[name]
    return found if isinstance(found, dict) else {}
