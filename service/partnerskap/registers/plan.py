"""A mapping file: which of the source's columns, pointers or predicates say what of a record.

``docs/import.md`` tells how one is written. What is wrong with a file is told all at once.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from partnerskap.entry.forms import released_forms
from partnerskap.errors import BadRequestError
from partnerskap.incoming.limits import too_many_bytes
from partnerskap.tables.layout import ID, RECORD, lay_out

if TYPE_CHECKING:
    from partnerskap.tables.layout import Layout, Sheet

__all__ = ["Each", "Key", "PartPlan", "Plan", "Rule", "SourcePlan", "read_plan"]

_MOST_LETTERS: Final = 1_000_000
Path = Annotated[str, Field(min_length=1, max_length=300)]
Values = dict[str, str]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourcePlan(_Part):
    """What the source is: its format, and where its rows are."""

    format: Literal["", "csv", "xlsx", "json", "rdf"] = ""
    sheet: str = ""
    rows: str = ""
    of_class: Annotated[str, Field(alias="class")] = ""


class Rule(_Part):
    """Where the value of a field comes from: a path, or a constant; and what is made of it.

    ``values`` is a table from what the source says to what we say; ``date`` is how the source
    writes dates, as ``strptime`` names it.
    """

    path: str = ""
    value: str = ""
    split: str = ""
    values: Values | str = Field(default_factory=dict)
    date: str = ""

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if bool(self.path) == bool(self.value):
            raise ValueError("give either 'path' or 'value'")
        return self


class Key(_Part):
    """What tells one record from another in the source, and what its name here begins with."""

    path: Path
    prefix: str = ""


class Each(_Part):
    """What one row is made for: each value, or each object, that a path leads to."""

    path: Path
    split: str = ""


class PartPlan(_Part):
    """Rows of one kind of part, such as the members."""

    part: Path
    each: Each | None = None
    fields: dict[str, Rule]


class _Sourced(_Part):
    fields: list[str]
    sources: list[str]
    basis: str = ""


class Plan(_Part):
    """A whole mapping."""

    type: str = "partnership"
    reason: Annotated[str, Field(max_length=500)] = ""
    source: SourcePlan = SourcePlan.model_validate({})
    prefixes: Values = Field(default_factory=dict)
    key: Key
    fields: dict[str, Rule]
    parts: list[PartPlan] = []
    sourced: _Sourced | None = None
    tables: dict[str, Values] = Field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        """The sheets that a record of this type is written on."""
        return lay_out(released_forms()[self.type])

    def table_of(self, rule: Rule) -> Values:
        """Give the table of values that a rule names or holds."""
        return self.tables[rule.values] if isinstance(rule.values, str) else rule.values

    def sheet_of(self, part: PartPlan) -> Sheet:
        """Find the sheet that a part is written on."""
        sheet = self.layout.sheet(tuple(part.part.split(".")))
        if sheet is None:
            raise KeyError(part.part)
        return sheet


def read_plan(text: str, name: str) -> Plan:
    """Read a mapping; raise BadRequestError naming everything in it that cannot be used."""
    if len(text) > _MOST_LETTERS:
        raise too_many_bytes(name, _MOST_LETTERS)
    try:
        plan = Plan.model_validate(tomllib.loads(text))
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, fault['loc'])) or 'mapping'}: {fault['msg']}"
            for fault in error.errors(include_url=False, include_input=False)[:10]
        ]
        raise _unusable(name, "; ".join(faults)) from error
    except ValueError as error:  # tomllib's own error is one
        raise _unusable(name, str(error)) from error
    if faults := _unknown(plan):
        raise _unusable(name, "; ".join(faults))
    return plan


def _unknown(plan: Plan) -> list[str]:
    """Name what the record type, or the file itself, does not have."""
    if plan.type not in released_forms():
        return [f"type: {plan.type!r} ({', '.join(released_forms())})"]
    faults = _unknown_fields("fields", plan.fields, plan.layout.sheets[0])
    for number, part in enumerate(plan.parts):
        sheet = plan.layout.sheet(tuple(part.part.split(".")))
        if sheet is None or not sheet.keys or plan.layout.above(sheet.keys):
            known = [s.keys[0] for s in plan.layout.sheets if len(s.keys) == 1]
            faults.append(f"parts.{number}.part: {part.part!r} ({', '.join(known)})")
            continue
        faults += _unknown_fields(f"parts.{number}.fields", part.fields, sheet)
    rules = [*plan.fields.values(), *(rule for part in plan.parts for rule in part.fields.values())]
    named = {rule.values for rule in rules if isinstance(rule.values, str)}
    faults += [f"tables: {each!r}" for each in sorted(named - plan.tables.keys())]
    if plan.sourced:
        wrong = sorted(set(plan.sourced.fields) - {each.key for each in plan.layout.form.fields})
        faults += [f"sourced.fields: {each!r}" for each in wrong]
    return faults


def _unknown_fields(where: str, fields: dict[str, Rule], sheet: Sheet) -> list[str]:
    known = {each.name for each in sheet.columns} - {RECORD}
    return [
        f"{where}: {name!r} ({', '.join(sorted(known - {ID}))})"
        for name in fields
        if name not in known
    ]


def _unusable(name: str, faults: str) -> BadRequestError:
    return BadRequestError(
        f"Oversettelsen «{name}» kan ikke brukes. Rett dette: {faults}",
        f"The mapping {name!r} cannot be used. Correct this: {faults}",
    )
