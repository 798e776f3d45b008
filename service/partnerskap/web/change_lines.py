"""Changes in words: what was done to which record, when, why, and by whom in which part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from partnerskap.records.release import RELEASE_AUTHOR
from partnerskap.web.links import PLURALS, document_path
from partnerskap.web.wording import moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from partnerskap.entry.differences import Line
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.records.chain import Credit, Version
    from partnerskap.records.history import Step
    from partnerskap.records.patch import Kind
    from partnerskap.web.words import Words

__all__ = [
    "ChangeLine",
    "DifferenceLine",
    "by_whom",
    "change_as_json",
    "in_words",
    "show_change",
    "when",
]


@dataclass(frozen=True, slots=True)
class Touched:
    """One record that a change touched: its name, its page and what was done to it."""

    name: str
    href: str
    what: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change for readers."""

    number: int
    title: str
    when: str
    at: str
    by: str
    reason: str
    href: str
    records: tuple[Touched, ...]
    more: int
    reverts: int | None
    revertible: bool


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One field of one part of a record, before and after, in the reader's language."""

    about: str
    field: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


def show_change(step: Step, words: Words, former: Mapping[str, str]) -> ChangeLine:
    """Put a change into words; ``former`` are the names of records that are no more, by IRI."""
    records = tuple(_touched(key, kind, words, former) for key, kind in step.records)
    more = step.total - len(records)
    first = records[0].name if records else ""
    title = first if step.total == 1 else words.say("changes_many").format(count=step.total)
    return ChangeLine(
        step.seq,
        title,
        when(step.at, words),
        step.at,
        by_whom(step.credit, words),
        step.credit.reason,
        words.here(f"/changes/{step.seq}"),
        records,
        more,
        step.credit.reverts,
        revertible=step.credit.author != RELEASE_AUTHOR,
    )


def change_as_json(step: Step, root: str) -> dict[str, object]:
    """Write a change for programs."""
    return {
        "version": step.seq,
        "url": f"{root}/changes/{step.seq}",
        "at": step.at,
        "reason": step.credit.reason,
        "roles": roles(step.credit),
        "release": step.release,
        "reverts": step.credit.reverts,
        "shapes": step.credit.shapes,
        "hash": step.hash,
        "total": step.total,
        "records": [
            {"record": str(key), "kind": kind.value, "url": f"{root}{path}" if path else None}
            for key, kind in step.records
            for path in (document_path(key),)
        ],
    }


def roles(credit: Credit) -> list[str]:
    """Tell in which parts people were behind a change; never who they are."""
    if credit.author == RELEASE_AUTHOR:
        return ["release"]
    parts = (("submitter", credit.submission), ("reviewer", credit.reviewer))
    return [name for name, played in parts if played]


def by_whom(credit: Credit, words: Words) -> str:
    """Tell the same to readers."""
    return ", ".join(words.say(f"role_{name}").lower() for name in roles(credit))


def when(at: str, words: Words) -> str:
    """Write a time: the day in words, the clock as in Norway."""
    return moment(at, words.say)


def in_words(lines: list[Line], language: str) -> list[DifferenceLine]:
    """Put a difference into one language, without what follows from the rest."""
    return [
        DifferenceLine(
            line.about[language],
            line.field[language][:1].upper() + line.field[language][1:],
            *(
                tuple(
                    f"{value.texts[language]} ({value.language})"
                    if value.language
                    else value.texts[language]
                    for value in side
                )
                for side in (line.removed, line.added)
            ),
        )
        for line in [line for line in lines if not line.follows] or lines
    ]


def version_line(version: Version, key: DocumentKey, words: Words) -> dict[str, object]:
    """Put one version of a record into words."""
    entry = version.entries[0]
    return {
        "number": version.seq,
        "when": when(version.at, words),
        "at": version.at,
        "by": by_whom(version.credit, words),
        "reason": version.reason,
        "what": words.say(f"change_{entry.kind.value}"),
        "href": words.here(f"/{PLURALS[key.type]}/{key.slug}/versions/{version.seq}"),
        "change": words.here(f"/changes/{version.seq}"),
        "count": len(entry.patch.removed) + len(entry.patch.added),
    }


def _touched(key: DocumentKey, kind: Kind, words: Words, former: Mapping[str, str]) -> Touched:
    path = document_path(key)
    name = words.name(key.iri) if key.iri in words.labels else former.get(key.iri, str(key))
    return Touched(name, words.here(path) if path else "", words.say(f"change_{kind.value}"))
