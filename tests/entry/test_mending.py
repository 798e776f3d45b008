"""A proposal is carried out where the fault is; all else that was typed stays."""

from __future__ import annotations

import pytest

from partnerskap.entry.checking import full_report
from partnerskap.entry.forms import released_forms
from partnerskap.entry.mending import Mend, field_at, mends_of, put_at, take_away
from partnerskap.entry.plain import Json, from_plain
from partnerskap.graph.terms import DocumentKey
from partnerskap.records.validation import validate
from partnerskap.records.wording import Wording
from table_ground import ground

FORM = released_forms()["partnership"]
KEY = DocumentKey("partnership", "ny")
SAID = Wording("x", "x")


def first_mends(data: dict[str, Json]) -> list[Mend]:
    read = from_plain(FORM, KEY, data, known=ground().known)
    report = full_report(read, validate(read.triples, ground().graph).results)
    return [
        mend
        for result in report.results
        for mend in mends_of(FORM, KEY, result, read.place_of(result))[:1]
    ]


@pytest.mark.parametrize(
    ("data", "pointer", "value"),
    [
        ({"members": [{"actor": "Fjord komune"}]}, "/members/0/actor", "fjord-kommune"),
        ({"form": ["topart"]}, "/form/0", "toparts"),
        ({"subjects": ["klima", "folkehelsa"]}, "/subjects/1", "folkehelse"),
    ],
)
def test_a_misspelling_is_mended_where_it_stands(
    data: dict[str, Json], pointer: str, value: str
) -> None:
    mends = {mend.pointer: mend.value for mend in first_mends(data)}

    assert mends[pointer] == value


def test_a_mend_leaves_everything_else_as_it_was_typed() -> None:
    data: dict[str, Json] = {"founded": "snart", "members": [{"actor": "x"}, {"actor": "y"}]}

    mended = put_at(data, Mend(SAID, "/members/1/actor", "hogskolen"))

    assert mended == {"founded": "snart", "members": [{"actor": "x"}, {"actor": "hogskolen"}]}
    assert data["members"] == [{"actor": "x"}, {"actor": "y"}]


def test_a_mend_keeps_the_source_of_a_value() -> None:
    data: dict[str, Json] = {"form": [{"value": "topart", "sources": ["omtale"]}]}

    mended = put_at(data, Mend(SAID, "/form/0", "toparts"))

    assert mended == {"form": [{"value": "toparts", "sources": ["omtale"]}]}


def test_a_mend_may_put_a_value_where_there_was_none() -> None:
    assert put_at({}, Mend(SAID, "/members/0/role", "academic")) == {
        "members": [{"role": "academic"}]
    }
    assert put_at({}, Mend(SAID, "/name/nb", "Ny")) == {"name": {"nb": "Ny"}}


def test_taking_away_removes_one_value_and_what_is_not_there_is_no_fault() -> None:
    data: dict[str, Json] = {"subjects": ["a", "b"], "name": {"nb": "x"}}

    assert take_away(data, "/subjects/0") == {"subjects": ["b"], "name": {"nb": "x"}}
    assert take_away(data, "/subjects/9") == data
    assert take_away(data, "/nothing/here") == {**data, "nothing": {}}


def test_the_field_of_a_pointer_is_found_through_parts_and_sources() -> None:
    for pointer, key in [
        ("/members/0/actor", "actor"),
        ("/founded/value", "founded"),
        ("/founded/sources/0", "sources"),
        ("/name/nb", "name"),
    ]:
        found = field_at(FORM, pointer)
        assert found is not None
        assert found.key == key
    assert field_at(FORM, "/unknown") is None
