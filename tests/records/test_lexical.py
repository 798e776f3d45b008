from __future__ import annotations

import pytest

from partnerskap.graph.terms import PREFIXES
from partnerskap.records.lexical import XSD_DATATYPES, hint, is_well_formed
from xsd_literals import SPELLINGS

XSD = PREFIXES["xsd"]


@pytest.mark.parametrize(("name", "good", "bad"), SPELLINGS)
def test_a_literal_is_judged_by_its_datatypes_spelling(name: str, good: str, bad: str) -> None:
    assert is_well_formed(good, XSD + name)
    assert not is_well_formed(bad, XSD + name)


def test_digits_of_other_scripts_are_not_numbers() -> None:
    assert not is_well_formed("٤٢", f"{XSD}integer")


def test_any_text_is_a_string() -> None:
    assert is_well_formed("hva som helst\n", f"{XSD}string")


def test_datatypes_of_others_are_not_judged() -> None:
    assert is_well_formed("POINT(10 63)", f"{PREFIXES['geo']}wktLiteral")
    assert is_well_formed("x", f"{XSD}ukjent")


def test_all_datatypes_of_xsd_that_literals_can_have_are_known() -> None:
    assert len(XSD_DATATYPES) == 40


@pytest.mark.parametrize("datatype", sorted(XSD_DATATYPES))
def test_every_datatype_can_be_explained(datatype: str) -> None:
    assert hint(datatype).nb
    assert hint(datatype).en
