"""What a form looks like with what is filled in: values that the template shows as they are.

Everything is made from the form, so from the shapes. A field's name is the JSON Pointer of its
value; its id in the page is made from that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from partnerskap.entry.fields import Kind
from partnerskap.entry.form_input import usual_word
from partnerskap.entry.pointers import step
from partnerskap.records.report import Severity
from partnerskap.web.entry_model import FieldView, GroupView, Input, PartView, View

if TYPE_CHECKING:
    from partnerskap.entry.fields import Field, Form
    from partnerskap.entry.finding import Finding, Option
    from partnerskap.entry.values import Json

__all__ = ["make_view"]

_FEW: Final = 60
"""A list of codes up to this long is chosen from; a longer one is searched."""
_LONG: Final = ("description", "definition", "note", "editorialNote", "rights", "scopeNote")

Node = Mapping[str, "Json"]


def make_view(
    form: Form, data: Node, finding: Finding, language: str, *, added: frozenset[str] = frozenset()
) -> View:
    """Show a form with what is filled in; ``added`` names lists that get one more empty row."""
    maker = _Maker(form.type, finding, language, added)
    groups = maker.groups(form, data, "")
    return View(groups, maker.lists, tuple(maker.names))


@dataclass(slots=True)
class _Maker:
    type: str
    finding: Finding
    language: str
    added: frozenset[str]
    lists: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)

    def groups(self, form: Form, node: Node, at: str) -> tuple[GroupView, ...]:
        return tuple(
            GroupView(
                group.label.in_language(self.language),
                tuple(
                    self.field(each, node.get(each.key), step(at, each.key), fresh=not node)
                    for each in group.fields
                    if each.fixed is None
                ),
            )
            for group in form.groups
        )

    def field(self, field: Field, value: Json, at: str, *, fresh: bool) -> FieldView:
        """Show a field; in a fresh node required fields begin with their usual value."""
        self.names[at] = None
        grave = field.severity
        view = FieldView(
            at,
            field.kind,
            field.label.in_language(self.language),
            field.help.in_language(self.language),
            weight=grave.value if grave else "",
            main=grave is not None or value not in (None, [], {}) or at in self.added,
        )
        if field.kind is Kind.PART:
            return self._with_parts(view, field, value)
        inputs = tuple(self._inputs(field, value, at, fresh=fresh))
        self.names |= dict.fromkeys(each.name for each in inputs)
        grows = field.many and field.kind is not Kind.LANGUAGE_TEXT
        return replace(view, inputs=inputs, adds=at if grows else "")

    def _with_parts(self, view: FieldView, field: Field, value: Json) -> FieldView:
        at = view.name
        if not field.many:
            node = value if isinstance(value, dict) else {}
            return replace(view, parts=(self._part(field, node, at, 0),))
        items: list[Json] = list(value) if isinstance(value, list) else []
        wanted = max(field.min, 1 if field.severity is Severity.VIOLATION else 0)
        items += [{}] * max(wanted - len(items), 1 if at in self.added else 0)
        parts = tuple(
            self._part(field, item, step(at, number), number + 1)
            for number, item in enumerate(items)
        )
        return replace(view, parts=parts, adds=at)

    def _part(self, field: Field, item: Json, at: str, number: int) -> PartView:
        self.names[at] = None
        label = field.part.label.in_language(self.language) if field.part else ""
        title = f"{label} {number}" if number else label
        if isinstance(item, str) or field.part is None:
            shown = self.finding.show(field, str(item), self.language)
            return PartView(at, shown, "", (), reference=str(item))
        node = item if isinstance(item, dict) else {}
        name = self._name_of(field.part, node)
        groups = self.groups(field.part, node, at)
        return PartView(at, f"{title}: {name}" if name else title, str(node.get("id", "")), groups)

    def _name_of(self, form: Form, node: Node) -> str:
        """Find what tells a part from its siblings: a name, else the first choice or text."""
        for each in form.fields:
            value = node.get(each.key)
            if isinstance(value, dict) and each.kind is Kind.LANGUAGE_TEXT:
                text = value.get(self.language) or next(iter(value.values()), "")
                return str(text[0] if isinstance(text, list) and text else text)[:80]
            if isinstance(value, str) and each.kind in {Kind.REFERENCE, Kind.CODE}:
                return self.finding.show(each, value, self.language)
        return ""

    def _inputs(self, field: Field, value: Json, at: str, *, fresh: bool) -> Iterator[Input]:
        if field.kind is Kind.LANGUAGE_TEXT:
            yield from self._texts(field, value, at)
            return
        if not field.many:
            yield self._input(field, value, at, fresh=fresh)
            return
        values: list[Json] = list(value) if isinstance(value, list) else []
        if value is not None and not isinstance(value, list):
            values = [value]
        if not values or at in self.added:
            values.append(None)
        for number, each in enumerate(values):
            yield self._input(field, each, step(at, number), fresh=fresh)

    def _texts(self, field: Field, value: Json, at: str) -> Iterator[Input]:
        texts = value if isinstance(value, dict) else {}
        for language in dict.fromkeys((*field.languages, *texts)):
            text = texts.get(language, "")
            lines = text if isinstance(text, list) else [text]
            shown = "\n".join(str(line) for line in lines)
            several = not field.one_per_language
            height = 3 if several or field.key in _LONG or "\n" in shown else 0
            yield Input(
                step(at, language),
                shown,
                at,
                language,
                required=language in field.required_languages,
                lines=height,
            )

    def _input(self, field: Field, value: Json, at: str, *, fresh: bool) -> Input:
        inner = value if isinstance(value, dict) else {}
        bare = inner.get("value") if isinstance(value, dict) else value
        name = step(at, "value") if field.statement else at
        source: tuple[FieldView, ...] = ()
        if field.statement is not None:
            source = tuple(
                each for group in self.groups(field.statement, inner, at) for each in group.fields
            )
            self.names[at] = None
        text = "" if bare is None else str(bare)
        if value is None and fresh and field.min:
            text = str(usual_word(field) or "")
        choices, list_id = self._choices(field)
        shown = self.finding.show(field, text, self.language) if list_id else text
        required = bool(field.min)
        return Input(
            name,
            shown,
            at,
            required=required,
            choices=choices,
            list=list_id,
            asks=self._asks(at),
            source=source,
            source_id=str(inner.get("id", "")),
        )

    def _asks(self, at: str) -> str:
        """Name a field as the choices know it."""
        return ".".join((self.type, *(key for key in at.split("/")[1:] if not key.isdecimal())))

    def _choices(self, field: Field) -> tuple[tuple[Option, ...], str]:
        """Offer a list to choose from, or suggestions to what is typed when it is long."""
        if not (field.lists or field.options or field.record_types):
            return (), ""
        choices = self.finding.options(field, self.language)
        if field.kind is Kind.CODE and len(choices) <= _FEW:
            return choices, ""
        key = "list-" + "-".join(field.lists or field.record_types)[:60]
        self.lists.setdefault(key, choices)
        return (), key
