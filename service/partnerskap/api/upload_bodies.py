"""What is told of an upload: to people as a page, to programs as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.entry.forms import released_forms
from partnerskap.entry.handing_in import Row
from partnerskap.errors import BadRequestError
from partnerskap.records.report import Severity
from partnerskap.tables.importing import Status

if TYPE_CHECKING:
    from partnerskap.records.wording import Wording
    from partnerskap.tables.importing import Fault, Imported, Proposed
    from partnerskap.tables.sheets import Cell, Remark

__all__ = ["PreviewPage", "imported_as_json", "page_of", "record_type", "rows_to_hand_in"]

_MOST_ROWS: Final = 300
_MOST_FAULTS: Final = 20


@dataclass(frozen=True, slots=True)
class _Line:
    """One message, where it belongs and how grave it is."""

    where: str
    field: str
    text: str
    grave: bool


@dataclass(frozen=True, slots=True)
class _Record:
    """One record of a preview; ``more`` counts the messages that are not shown."""

    key: str
    status: str
    word: str
    where: str
    lines: tuple[_Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What the page of an upload shows; records to be mended first."""

    counts: tuple[tuple[str, str, int], ...]
    grave: tuple[_Line, ...]
    assumed: tuple[_Line, ...]
    records: tuple[_Record, ...]
    more: int
    to_hand_in: int


def record_type(name: str) -> str:
    """Check the name of a record type; BadRequestError for any other."""
    forms = released_forms()
    if name not in forms:
        raise BadRequestError(
            f"«{name[:40]}» er ikke en type oppføring. Velg en av {', '.join(forms)}.",
            f"{name[:40]!r} is no type of record. Choose one of {', '.join(forms)}.",
        )
    return name


def rows_to_hand_in(imported: Imported) -> tuple[Row, ...]:
    """Give the records that are new or changed and have nothing to be mended."""
    return tuple(
        Row(each.key, each.base, each.data, each.triples, _where(each.cell))
        for each in imported.records
        if each.status in {Status.CREATED, Status.CHANGED}
    )


def page_of(imported: Imported, language: str) -> PreviewPage:
    """Make what the page shows."""
    order = {status: n for n, status in enumerate((Status.WRONG, Status.CREATED, Status.CHANGED))}
    records = sorted(imported.records, key=lambda each: order.get(each.status, 9))
    shown = [_record(each, language) for each in records[:_MOST_ROWS]]
    remarks = [(each.grave, _remark(each, language)) for each in imported.remarks]
    return PreviewPage(
        tuple(
            (status.value, status.word.in_language(language), imported.count(status))
            for status in Status
        ),
        tuple(line for grave, line in remarks if grave),
        tuple(line for grave, line in remarks if not grave),
        tuple(shown),
        len(records) - len(shown),
        len(rows_to_hand_in(imported)),
    )


def imported_as_json(imported: Imported) -> dict[str, object]:
    """Write an upload as plain JSON values."""
    return {
        "counts": {status.value: imported.count(status) for status in Status},
        "remarks": [
            {"message": _words(each.text), "grave": each.grave, **_place(each.cell)}
            for each in imported.remarks
        ],
        "records": [
            {
                "record": str(each.key),
                "status": each.status.value,
                "base": each.base,
                "problems": [_fault_as_json(fault) for fault in each.faults],
                **({} if each.status is Status.UNCHANGED else {"data": each.data}),
            }
            for each in imported.records
        ],
    }


def _fault_as_json(fault: Fault) -> dict[str, object]:
    result = fault.result
    return {
        "severity": result.severity.value,
        "field": _words(result.name),
        "message": _words(result.message),
        "rule": result.shape,
        **_place(fault.cell),
    }


def _place(cell: Cell | None) -> dict[str, object]:
    if cell is None:
        return {}
    named = {"sheet": cell.sheet, "cell": cell.address} if cell.sheet else {"line": cell.row}
    return {**named, "column": cell.heading} if cell.heading else {**named}


def _record(record: Proposed, language: str) -> _Record:
    lines = tuple(_fault(each, language) for each in record.faults[:_MOST_FAULTS])
    return _Record(
        str(record.key),
        record.status.value,
        record.status.word.in_language(language),
        _where(record.cell),
        lines,
        len(record.faults) - len(lines),
    )


def _fault(fault: Fault, language: str) -> _Line:
    result = fault.result
    return _Line(
        _where(fault.cell),
        result.name.in_language(language),
        result.message.in_language(language),
        grave=result.severity is Severity.VIOLATION,
    )


def _remark(remark: Remark, language: str) -> _Line:
    return _Line(_where(remark.cell), "", remark.text.in_language(language), grave=remark.grave)


def _where(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return (
        f"{cell.sheet} {cell.address}" if cell.sheet else f"{cell.row}: {cell.heading}".strip(": ")
    )


def _words(wording: Wording) -> dict[str, str]:
    return {"nb": wording.nb, "nn": wording.nn or wording.nb, "en": wording.en}
