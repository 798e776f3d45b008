"""The fields of a record type in words: what to write, what may stand there, what must."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.entry.fields import Kind
from partnerskap.graph.terms import BASE
from partnerskap.records.report import Severity
from partnerskap.web.links import PLURALS
from partnerskap.web.model import Value

if TYPE_CHECKING:
    from partnerskap.entry.choices import Choices
    from partnerskap.entry.fields import Field, Form
    from partnerskap.web.words import Words

__all__ = ["FieldRow", "FormSection", "describe_form"]

_FEW: Final = 12


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field: its name, its key in JSON, its help, what may stand there and how much it must."""

    key: str
    label: str
    help: str
    kind: str
    allowed: tuple[Value, ...]
    codes: tuple[tuple[str, str], ...]
    need: str
    many: bool
    sourced: bool


@dataclass(frozen=True, slots=True)
class FormSection:
    """A record, or one kind of part of it, with its fields under their headings."""

    anchor: str
    title: str
    help: str
    groups: tuple[tuple[str, tuple[FieldRow, ...]], ...]


def describe_form(form: Form, choices: Choices, words: Words) -> tuple[FormSection, ...]:
    """Tell of the record first, then of each kind of part once, in the order they are met."""
    found: dict[str, Form] = {}
    waiting = [form]
    while waiting:
        each = waiting.pop(0)
        if each.type not in found:
            found[each.type] = each
            waiting += [field.part for field in each.fields if field.part]
            waiting += [field.statement for field in each.fields if field.statement]
    return tuple(_section(each, choices, words) for each in found.values())


def _section(form: Form, choices: Choices, words: Words) -> FormSection:
    language = words.language
    return FormSection(
        f"form-{form.type}",
        form.label.in_language(language),
        form.help.in_language(language),
        tuple(
            (
                group.label.in_language(language),
                tuple(_row(field, choices, words) for field in group.fields),
            )
            for group in form.groups
        ),
    )


def _row(field: Field, choices: Choices, words: Words) -> FieldRow:
    language = words.language
    known = choices.entries(field, language) if _is_short(field) else []
    shown = known if len(known) <= _FEW else []
    needed = [code for code in field.required_languages if code in field.languages]
    need = _need(field, words) + (f": {', '.join(needed)}" if needed else "")
    return FieldRow(
        field.key,
        field.label.in_language(language),
        field.help.in_language(language),
        words.say(f"form_kind_{field.kind.replace('-', '_')}"),
        () if shown else _allowed(field, words),
        tuple((choice.word, choice.label.in_language(language)) for choice in shown),
        need,
        field.many and field.kind is not Kind.LANGUAGE_TEXT,
        field.statement is not None,
    )


def _is_short(field: Field) -> bool:
    return bool(field.options) or (len(field.lists) == 1 and field.lists[0] != "theme")


def _allowed(field: Field, words: Words) -> tuple[Value, ...]:
    """Link to what may stand there: the form of a part, lists of codes, lists of records."""
    links: list[Value] = []
    if field.part is not None:
        label = field.part.label.in_language(words.language)
        links.append(Value(label, "", f"#form-{field.part.type}"))
    for name in field.lists:
        if name == "theme":
            links.append(Value(words.say("list_themes"), "", words.here("/themes")))
        else:
            links.append(words.link(f"{BASE}/code/{name}"))
    for name in field.record_types:
        plural = PLURALS[name]
        links.append(Value(words.say(f"list_{plural}"), "", words.here(f"/{plural}")))
    return tuple(links)


def _need(field: Field, words: Words) -> str:
    if field.fixed is not None:
        return words.say("form_fixed")
    need = words.say(_NEEDS[field.severity])
    return f"{need} ({words.say('form_at_least')} {field.min})" if field.min > 1 else need


_NEEDS: Final = {
    Severity.VIOLATION: "form_must",
    Severity.WARNING: "form_should",
    Severity.INFO: "form_may",
    None: "form_may",
}
