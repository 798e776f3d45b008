"""What the template says to the people who fill it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from partnerskap.entry.fields import Kind
from partnerskap.records.wording import Wording
from partnerskap.tables.sheets import HELP_MARK

if TYPE_CHECKING:
    from partnerskap.tables.layout import Column, Layout

__all__ = ["GUIDE", "LISTS", "OWN_SHEETS", "advice", "guide_lines"]

GUIDE: Final = Wording("Les meg", "Read me", "Les meg")
LISTS: Final = Wording("Lister", "Lists", "Lister")
FAULTS: Final = Wording("Å rette", "To correct", "Å rette")
OWN_SHEETS: Final = frozenset(
    name for each in (GUIDE, LISTS, FAULTS) for name in (each.nb, each.en, each.nn)
)
"""The names of sheets that hold no data of people's own."""

_KINDS: Final = {
    Kind.DATE: Wording(
        "År (2021), måned (2021-03) eller dag (2021-03-28 eller 28.03.2021).",
        "A year (2021), a month (2021-03) or a day (2021-03-28).",
        "År (2021), månad (2021-03) eller dag (2021-03-28 eller 28.03.2021).",
    ),
    Kind.NUMBER: Wording("Et tall.", "A number.", "Eit tal."),
    Kind.BOOLEAN: Wording("Ja eller nei.", "Yes or no.", "Ja eller nei."),
    Kind.ADDRESS: Wording(
        "En adresse som begynner med https://.",
        "An address that begins with https://.",
        "Ei adresse som byrjar med https://.",
    ),
    Kind.CODE: Wording("Velg fra listen.", "Choose from the list.", "Vel frå lista."),
    Kind.REFERENCE: Wording(
        "Velg fra listen, eller skriv navn, nøkkel eller nummer.",
        "Choose from the list, or give a name, key or number.",
        "Vel frå lista, eller skriv namn, nøkkel eller nummer.",
    ),
}
_MUST: Final = Wording("Må fylles ut. ", "Required. ", "Må fyllast ut. ")
_USUAL: Final = Wording(
    " Tom i en ny rad: det vanlige valget.",
    " Empty in a new row: the usual choice.",
    " Tom i ei ny rad: det vanlege valet.",
)
_MANY: Final = Wording(
    " Flere verdier: skill med |.",
    " Several values: put | between.",
    " Fleire verdiar: skil med |.",
)


def advice(column: Column, *, first: bool) -> Wording:
    """Say what to write in a column; the first carries the mark of a row that is no data."""
    mark = f"{HELP_MARK} "
    text = Wording(mark, mark, mark) if first else Wording("", "", "")
    if column.required:
        text += _MUST
    text += column.help
    kind = _KINDS.get(column.field.kind) if column.field else None
    if kind is not None:
        text += Wording(" ", " ", " ") + kind
    if column.required and column.field is not None and column.field.default is not None:
        text += _USUAL
    return text + _MANY if column.many else text


_HOW_TO_FILL_IN: Final = (
    Wording(
        "Blå overskrift og stjerne: må fylles ut. Raden under overskriftene forklarer hver "
        "kolonne.",
        "A blue heading with a star: required. The row below the headings explains each column.",
    ),
    Wording(
        "Tom celle betyr at det som er registrert fra før, blir stående. Skriv (slett) for å "
        "fjerne en verdi.",
        "An empty cell leaves what was registered before as it is. Write (delete) to remove "
        "a value.",
    ),
    Wording(
        "Flere verdier i én celle: sett | mellom dem.",
        "Several values in one cell: put | between them.",
    ),
    Wording(
        "Last opp arbeidsboken når du er ferdig. Du får se hva som blir nytt, endret og "
        "uendret, og hva som må rettes, før noe blir sendt inn. Du kan laste opp den samme "
        "arbeidsboken så ofte du vil; det blir ingen dubletter.",
        "Upload the workbook when you are done. You will see what is new, changed and "
        "unchanged, and what must be corrected, before anything is submitted. You may upload "
        "the same workbook as often as you like; there will be no doubles.",
    ),
    Wording(
        "Arkene:",
        "The sheets:",
    ),
)


def guide_lines(layout: Layout) -> list[Wording]:
    """Give the text of the first sheet, line by line."""
    form = layout.form
    rows = Wording(
        f"Én rad i arket «{form.label.nb}» er én oppføring. Det som kan være flere av, står i "
        "ark for seg: der sier kolonnen «Nøkkel» hvilken oppføring raden hører til.",
        f"One row of the sheet “{form.label.en}” is one record. What there may be several of "
        "has sheets of its own: there the column “Key” says which record a row belongs to.",
    )
    sheets = [Wording("• ", "• ", "• ") + sheet.title for sheet in layout.sheets]
    return [form.label, form.help, rows, *_HOW_TO_FILL_IN, *sheets]
