from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from partnerskap.graph.terms import PREFIXES
from partnerskap.shacl.ordering import compare


def literal(text: str) -> Literal:
    value, _, datatype = text.partition("^^")
    return Literal(value, datatype=NamedNode(PREFIXES["xsd"] + (datatype or "string")))


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        ("2^^integer", "10^^integer", -1),
        ("2.0^^decimal", "2^^byte", 0),
        ("1e3^^double", "999^^integer", 1),
        ("-INF^^float", "0^^integer", -1),
        ("NaN^^double", "0^^integer", None),
        ("a", "b", -1),
        ("a", "1^^integer", None),
        ("true^^boolean", "0^^boolean", 1),
        ("2021-03-28^^date", "2021-03-29^^date", -1),
        ("2021-03-28^^date", "2021^^gYear", None),
        ("2021^^gYear", "0999^^gYear", 1),
        ("2021-02^^gYearMonth", "2021-10^^gYearMonth", -1),
        ("2021-01-01T12:00:00Z^^dateTime", "2021-01-01T14:00:00+02:00^^dateTime", 0),
        ("2021-01-01T12:00:00^^dateTime", "2021-01-01T13:00:00Z^^dateTime", None),
        ("2021-01-01T12:00:00^^dateTime", "2021-01-03T12:00:00Z^^dateTime", -1),
        ("2021-01-01T12:00:00Z^^dateTimeStamp", "2021-01-01T12:00:01Z^^dateTime", -1),
        ("24:00:00^^time", "23:59:59^^time", 1),
        ("P1Y^^duration", "P11M^^duration", 1),
        ("P1M^^duration", "P30D^^duration", None),
        ("-PT1H^^dayTimeDuration", "PT0S^^dayTimeDuration", -1),
        ("2021-02-30^^date", "2021-03-01^^date", None),
        ("10000-01-01^^date", "9999-12-31^^date", 1),
        ("-0001-01-01^^date", "0001-01-01^^date", -1),
    ],
)
def test_two_literals_stand_in_this_order(one: str, other: str, order: int | None) -> None:
    left, right = literal(one), literal(other)

    assert compare(left, right) == order
    assert compare(right, left) == (None if order is None else -order)


def test_a_year_beyond_all_numbers_has_no_order_and_does_no_harm() -> None:
    year = literal("9" * 5000 + "^^gYear")

    assert compare(year, literal("2021^^gYear")) is None
    assert compare(literal("9" * 5000 + "-02-28^^date"), year) is None


def test_texts_in_a_language_have_no_order() -> None:
    assert compare(Literal("a", language="nb"), Literal("b", language="nb")) is None
