from __future__ import annotations

import pytest

from partnerskap.errors import BadRequestError
from partnerskap.registers.plan import read_plan

_KEY = '[key]\npath = "id"\n[fields]\n'


def test_a_mapping_is_read_with_its_tables() -> None:
    plan = read_plan(
        f'{_KEY}form = {{ path = "t", values = "former" }}\n[tables.former]\nA = "toparts"\n', "m"
    )

    assert plan.table_of(plan.fields["form"]) == {"A": "toparts"}
    assert plan.type == "partnership"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n[key\n", "line 2"),
        ('[fields]\nform = { value = "x" }\n', "key: Field required"),
        (f'{_KEY}frm = {{ value = "x" }}\n', "fields: 'frm'"),
        (f'{_KEY}"name.de" = {{ value = "x" }}\n', "fields: 'name.de'"),
        (f"{_KEY}form = {{}}\n", "either 'path' or 'value'"),
        (f'{_KEY}form = {{ path = "a", value = "b" }}\n', "either 'path' or 'value'"),
        (f'{_KEY}form = {{ path = "a", values = "former" }}\n', "tables: 'former'"),
        (f'{_KEY}form = {{ path = "a", vals = "x" }}\n', "fields.form.vals"),
        (f'type = "kommune"\n{_KEY}', "type: 'kommune' (partnership"),
        (f'{_KEY}[[parts]]\npart = "deltakere"\n[parts.fields]\n', "parts.0.part: 'deltakere'"),
        (f'{_KEY}[[parts]]\npart = "insights.grants"\n[parts.fields]\n', "insights.grants"),
        (
            f'{_KEY}[[parts]]\npart = "members"\n[parts.fields]\nx = {{ value = "1" }}\n',
            "parts.0.fields: 'x' (actor",
        ),
        (f'{_KEY}[sourced]\nfields = ["navn"]\nsources = ["s"]\n', "sourced.fields: 'navn'"),
        (f'{_KEY}[source]\nformat = "pdf"\n', "source.format"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_named(text: str, said: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        read_plan(text, "avtaler.toml")

    assert said in caught.value.detail.en
    assert "«avtaler.toml»" in caught.value.detail.nb
