"""From the fields of a posted form to plain JSON, as the person typed it.

The name of a field is the JSON Pointer of its value, so the form needs no table of its own. What
cannot be understood is kept as it was typed: nothing a person wrote is lost on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from partnerskap.entry.fields import Kind
from partnerskap.entry.typed import read_typed
from partnerskap.entry.values import write_value
from partnerskap.errors import BadRequestError
from partnerskap.graph.terms import DocumentKey

if TYPE_CHECKING:
    from partnerskap.entry.fields import Field, Form
    from partnerskap.entry.typed import Finder
    from partnerskap.entry.values import Json

__all__ = ["read_form_input", "usual_word"]

_DEEPEST: Final = 10
_NOWHERE: Final = DocumentKey("none", "none")

Tree = dict[str, "str | Tree"]


def read_form_input(
    form: Form, pairs: Iterable[tuple[str, str]], finder: Finder
) -> dict[str, Json]:
    """Read the named values of a form; names that are no pointers are left out of account.

    Parts in which nothing was filled in are left out. Raises BadRequestError for names that no
    form of ours can have sent.
    """
    tree: Tree = {}
    for name, value in pairs:
        if name.startswith("/"):
            _put(tree, name, value.replace("\r\n", "\n"))
    return _Reader(finder).node(form, tree)


def usual_word(field: Field) -> Json:
    """Give the word of a field's usual value; None when it has none."""
    return None if field.default is None else write_value(field, field.default, _NOWHERE)


def _put(tree: Tree, pointer: str, value: str) -> None:
    *keys, last = (key.replace("~1", "/").replace("~0", "~") for key in pointer[1:].split("/"))
    if len(keys) >= _DEEPEST:
        raise _unreadable(pointer)
    for key in keys:
        inner = tree.setdefault(key, {})
        if not isinstance(inner, dict):
            raise _unreadable(pointer)
        tree = inner
    if isinstance(tree.get(last), dict):
        raise _unreadable(pointer)
    tree[last] = value


class _Reader:
    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    def node(self, form: Form, tree: Tree) -> dict[str, Json]:
        data: dict[str, Json] = {}
        name = tree.get("id")
        if isinstance(name, str) and name:
            data["id"] = name
        for field in form.fields:
            value = self._field(field, tree[field.key]) if field.key in tree else None
            if value not in (None, "", [], {}):
                data[field.key] = value
        return data

    def _field(self, field: Field, typed: str | Tree) -> Json:
        if field.kind is Kind.LANGUAGE_TEXT:
            return _texts(field, typed) if isinstance(typed, dict) else typed.strip()
        read = self._part if field.kind is Kind.PART else self._value
        if not field.many:
            return read(field, typed)
        items = _in_order(typed) if isinstance(typed, dict) else [typed]
        found = (read(field, item) for item in items)
        return [item for item in found if item is not None]

    def _part(self, field: Field, typed: str | Tree) -> Json:
        """Read a part; None when nothing was filled in. A text names a record in its place."""
        if isinstance(typed, str) or field.part is None:
            return str(typed).strip() or None
        node = self.node(field.part, typed)
        return None if _is_blank(field.part, node) else node

    def _value(self, field: Field, typed: str | Tree) -> Json:
        if isinstance(typed, str):
            return self._single(field, typed)
        value = typed.get("value")
        found = self._single(field, value) if isinstance(value, str) else None
        if field.statement is None:
            return found
        source = self.node(field.statement, typed)
        if _is_blank(field.statement, source):
            return found
        return {"value": found, **source} if found is not None or len(source) > 1 else None

    def _single(self, field: Field, typed: str) -> Json:
        text = typed.strip()
        if not text:
            return None
        value, _ = read_typed(field, text, self._finder)
        return value if isinstance(value, str | int | float | bool) else text


def _texts(field: Field, typed: Tree) -> dict[str, Json]:
    """Read texts by language; where a language may have several, each stands on its own line."""
    texts: dict[str, Json] = {}
    for language, text in typed.items():
        if not isinstance(text, str) or not text.strip():
            continue
        lines: list[Json] = [line.strip() for line in text.split("\n") if line.strip()]
        texts[language] = text.strip() if field.one_per_language else lines
    return texts


def _in_order(typed: Tree) -> list[str | Tree]:
    """Give the items of a list, whose keys are numbers with gaps where rows were removed."""
    numbered = [(int(key), item) for key, item in typed.items() if key.isdecimal()]
    return [item for _, item in sorted(numbered, key=lambda pair: pair[0])]


def _is_blank(form: Form, node: Mapping[str, Json]) -> bool:
    """Tell whether a node holds no more than what its form fills in of itself."""
    for key, value in node.items():
        field = form.field(key)
        usual = usual_word(field) if field else None
        if usual is None or value not in (usual, [usual]):
            return False
    return True


def _unreadable(pointer: str) -> BadRequestError:
    return BadRequestError(
        f"Skjemaet har et felt «{pointer[:80]}» som ikke kan leses. Last skjemaet på nytt.",
        f"The form has a field {pointer[:80]!r} that cannot be read. Load the form again.",
    )
