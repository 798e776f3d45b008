"""What is said of rows that could not be laid over a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerskap.records.wording import Wording
from partnerskap.tables.sheets import Remark

if TYPE_CHECKING:
    from partnerskap.tables.collect import Row
    from partnerskap.tables.layout import Layout

__all__ = ["orphan", "unknown_field"]


def orphan(row: Row) -> Remark:
    """Say that the part a row belongs to is not there."""
    return Remark(
        Wording(
            f"Raden hører til «{row.within}», men ingen rad i arket over har den id-en. Raden er "
            "ikke lest.",
            f"The row belongs to “{row.within}”, but no row of the sheet above has that id. The "
            "row was not read.",
        ),
        row.cell,
        grave=True,
    )


def unknown_field(layout: Layout, row: Row) -> Remark:
    """Say that a source is about a field that is not filled in, or can have none."""
    known = [field.label for field in layout.form.fields if field.statement is not None]
    return Remark(
        Wording(
            f"«{row.sourced}» er ikke et utfylt felt som kan ha kilde. Velg blant "
            f"{', '.join(label.nb for label in known)}, og fyll ut feltet selv.",
            f"“{row.sourced}” is not a filled-in field that may have a source. Choose among "
            f"{', '.join(label.en for label in known)}, and fill in the field itself.",
        ),
        row.cell,
        grave=True,
    )
