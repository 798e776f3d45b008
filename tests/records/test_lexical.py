from __future__ import annotations

import pytest

from partnerskap.graph.terms import PREFIXES
from partnerskap.records.lexical import XSD_DATATYPES, hint, is_well_formed

XSD = PREFIXES["xsd"]


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("anyURI", "https://www.ks.no/a%20b", "https://www.ks.no/a b"),
        ("anyURI", "https://[::1]/", "https://[::1/"),
        ("base64Binary", "SGVp", "SGVpX"),
        ("boolean", "true", "none"),
        ("byte", "-128", "128"),
        ("date", "2024-02-29", "2023-02-29"),
        ("date", "2021-03-28Z", "28.03.2021"),
        ("date", "-0044-03-15", "0-03-15"),
        ("dateTime", "2011-01-01T24:00:00", "2011-01-01"),
        ("dateTime", "2011-01-01T12:00:00.5+01:00", "2011-01-01T25:00:00"),
        ("dateTimeStamp", "2011-01-01T12:00:00Z", "2011-01-01T12:00:00"),
        ("dayTimeDuration", "P1DT2H", "P1Y"),
        ("decimal", "12.5", "12,5"),
        ("decimal", ".5", "1e5"),
        ("double", "1e5", "1e"),
        ("duration", "P1Y", "1Y"),
        ("duration", "PT36H", "P1YT"),
        ("float", "-INF", "-Infinity"),
        ("gDay", "---31", "---32"),
        ("gMonth", "--12", "--13"),
        ("gMonthDay", "--02-29", "--02-30"),
        ("gYear", "2021", "21"),
        ("gYearMonth", "2021-03", "2021-13"),
        ("hexBinary", "0aFF", "0aF"),
        ("int", "2147483647", "2147483648"),
        ("integer", "-0042", "42.0"),
        ("integer", "9" * 5000, "9" * 5000 + "x"),
        ("language", "nb-NO", "norsk bokmål"),
        ("long", "-9223372036854775808", "9223372036854775808"),
        ("Name", "pk:form", "1form"),
        ("NCName", "ærlig", "pk:form"),
        ("negativeInteger", "-1", "0"),
        ("NMTOKEN", "1form", "en form"),
        ("nonNegativeInteger", "0", "-1"),
        ("nonPositiveInteger", "0", "1"),
        ("normalizedString", "en linje", "to\nlinjer"),
        ("positiveInteger", "1", "0"),
        ("QName", "pk:form", "a:b:c"),
        ("short", "32767", "32768"),
        ("time", "23:59:59", "23:60:00"),
        ("token", "ett ord", "to  mellomrom"),
        ("unsignedByte", "255", "256"),
        ("unsignedInt", "4294967295", "-1"),
        ("unsignedLong", "18446744073709551615", "18446744073709551616"),
        ("unsignedShort", "65535", "65536"),
        ("yearMonthDuration", "P1Y2M", "P1D"),
    ],
)
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
