"""One run: read the sources, leave out what is as it was, look, hand in, and remember."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.records.wording import Wording
from partnerskap.registers.filling import fill
from partnerskap.registers.packing import origin, pack
from partnerskap.registers.reading import read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerskap.registers.filling import Filled
    from partnerskap.registers.plan import Plan
    from partnerskap.registers.reading import Source
    from partnerskap.registers.service import HandedIn, Preview, Service
    from partnerskap.registers.state import State

__all__ = ["Outcome", "Trouble", "run_import"]

_WRONG: Final = "violation"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that a person must look at: in which record, where in the source, and what."""

    record: str
    place: str
    text: Wording


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: counts by status, records by status, and troubles.

    ``skipped`` records were handed in or found unchanged before, and are as they were then.
    """

    records: dict[str, str]
    skipped: int
    handed_in: tuple[HandedIn, ...]
    troubles: tuple[Trouble, ...]

    def count(self, status: str) -> int:
        """Tell how many records have a status."""
        return sum(each == status for each in self.records.values())


def run_import(
    plan: Plan,
    sources: Sequence[Source],
    service: Service,
    state: State,
    *,
    dry: bool = False,
    everything: bool = False,
) -> Outcome:
    """Propose what is new or changed at the sources; with ``dry`` only look.

    ``everything`` compares all records with what is published, also those that are as they were.
    Raises what reading raises, and what the service says no with.
    """
    rows = [row for source in sources for row in read_rows(source, plan)]
    filled = fill(plan, rows)
    known, digests = state.read(), filled.digests()
    same = [] if everything else [r for r in digests if known.get(r) == digests[r]]
    fresh = filled.without(same)
    noted = [Trouble("", note.place, note.text) for note in filled.notes]
    if not fresh.records:
        return Outcome({}, len(same), (), tuple(noted))
    name = ", ".join(source.name for source in sources)[:200]
    preview = service.look(pack(fresh), plan.type, name)
    handed: list[HandedIn] = []
    if not dry:
        if preview.counts.get("created", 0) + preview.counts.get("changed", 0):
            handed = service.hand_in(preview, plan.reason)
        settled = _settled(preview, handed)
        state.write({**known, **{r: digests[r] for r in settled if r in digests}})
    troubles = noted + _told(preview, fresh) + _refusals(handed)
    statuses = {each.record: each.status for each in preview.records}
    return Outcome(statuses, len(same), tuple(handed), tuple(troubles))


def _settled(preview: Preview, handed: Sequence[HandedIn]) -> list[str]:
    """Name the records that need not be looked at again until the source changes them."""
    done = {each.record for each in handed if each.submission}
    done |= {each.record for each in preview.records if each.status == "unchanged"}
    return [record.partition("/")[2] for record in sorted(done)]


def _told(preview: Preview, filled: Filled) -> list[Trouble]:
    troubles = [
        Trouble(
            "",
            origin(filled, remark.sheet, remark.cell),
            Wording(remark.message.nb, remark.message.en),
        )
        for remark in preview.remarks
        if remark.grave
    ]
    for record in preview.records:
        for problem in record.problems if record.status == "wrong" else ():
            if problem.severity == _WRONG:
                place = origin(filled, problem.sheet, problem.cell)
                text = Wording(problem.message.nb, problem.message.en)
                troubles.append(Trouble(record.record, place, text))
    return troubles


def _refusals(handed: Sequence[HandedIn]) -> list[Trouble]:
    return [
        Trouble(each.record, "", Wording(each.refusal.nb, each.refusal.en))
        for each in handed
        if each.refusal
    ]
