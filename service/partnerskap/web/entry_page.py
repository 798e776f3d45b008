"""A form on its way: what it is about, what is filled in, and the page that shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from partnerskap.entry.checking import full_report
from partnerskap.entry.plain import from_plain
from partnerskap.records.validation import validate
from partnerskap.web.entry_faults import Asked, find_faults, no_faults
from partnerskap.web.entry_view import make_view

if TYPE_CHECKING:
    from partnerskap.entry.fields import Form
    from partnerskap.entry.plain import Json
    from partnerskap.graph.terms import DocumentKey
    from partnerskap.web.entry_faults import Faults
    from partnerskap.web.site import Site

__all__ = ["Entry", "check_entry", "show_entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A form and what is filled in, in plain JSON.

    ``base`` is the version of the record it was made from (0: the record is new). ``submission``
    and ``revision`` name the draft it is saved as, empty and 0 before it is saved; ``secret``
    opens that to whoever is not logged in. ``asked`` is what a reviewer wants changed.
    """

    form: Form
    key: DocumentKey
    data: dict[str, Json]
    base: int = 0
    submission: str = ""
    revision: int = 0
    secret: str = ""
    reason: str = ""
    contact: tuple[str, str] = ("", "")
    asked: str = ""
    taken: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_new(self) -> bool:
        """Whether the record is not published yet."""
        return self.base == 0


def check_entry(entry: Entry, site: Site, language: str) -> Faults:
    """Judge what is filled in, and put every fault where it can be mended."""
    read = from_plain(entry.form, entry.key, entry.data, known=site.choices, taken=entry.taken)
    report = full_report(read, validate(read.triples, site.store).results)
    view = make_view(entry.form, entry.data, site.finding, language)
    return find_faults(Asked(entry.form, entry.key, language), read, report, view)


def show_entry(
    entry: Entry,
    site: Site,
    language: str,
    *,
    faults: Faults | None = None,
    added: frozenset[str] = frozenset(),
) -> dict[str, object]:
    """Give what the template needs of a form."""
    return {
        "entry": entry,
        "view": make_view(entry.form, entry.data, site.finding, language, added=added),
        "faults": faults or no_faults(),
        "checked": faults is not None,
    }
