"""JSON is read as the standard library reads it, with the place of everything."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerskap.errors import InvalidDataError
from partnerskap.incoming.json_text import JsonNode, read_json
from partnerskap.incoming.text import Text

_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
)


def _nodes(node: JsonNode) -> list[JsonNode]:
    below = [*(node.items or ()), *(node.members or {}).values()]
    return [node, *(found for child in below for found in _nodes(child))]


@given(_JSON, st.sampled_from([None, 1]))
def test_values_are_those_of_the_standard_library_and_stand_where_they_are_said_to(
    value: object, indent: int | None
) -> None:
    whole = json.dumps(value, indent=indent, ensure_ascii=False)
    root = read_json(Text("x", whole), depth=50)

    assert root.plain() == value
    for node in _nodes(root):
        assert json.loads(whole[node.span.start : node.span.end]) == node.plain()


def test_pointers_escape_what_they_must() -> None:
    root = read_json(Text("x", '{"a/b": [{"~": 1}]}'), depth=9)

    assert [node.pointer for node in _nodes(root)] == ["", "/a~1b", "/a~1b/0", "/a~1b/0/~0"]


@pytest.mark.parametrize(
    ("whole", "place", "reason"),
    [
        ('{"a": 1,}', (1, 9), "a key in quotation marks"),
        ("[1,\n]", (2, 1), "a value was expected"),
        ('{"a": 1, "a": 2}', (1, 10), "stands twice"),
        ("[1 2]", (1, 4), "a comma or ]"),
        ('{"a" 1}', (1, 6), "a colon"),
        ("", (1, 1), "a value was expected"),
        ("[NaN]", (1, 2), "a value was expected"),
        ("[1e999]", (1, 2), "too large"),
        ("[" + "9" * 401 + "]", (1, 2), "too many digits"),
        ('["\\ud800"]', (1, 2), "surrogate"),
        ("{} x", (1, 4), "text after the end"),
    ],
)
def test_a_fault_is_named_with_its_place(whole: str, place: tuple[int, int], reason: str) -> None:
    with pytest.raises(InvalidDataError) as refused:
        read_json(Text("fil.json", whole), depth=9)

    assert refused.value.members == {"line": place[0], "column": place[1]}
    assert reason in refused.value.detail.en
    assert f"linje {place[0]}, kolonne {place[1]}" in refused.value.detail.nb


def test_deep_nesting_is_refused_before_the_stack_is_spent() -> None:
    with pytest.raises(InvalidDataError, match="deeper than 100 levels"):
        read_json(Text("x", "[" * 100_000), depth=100)
