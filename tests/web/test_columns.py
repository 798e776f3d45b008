"""What a column of an answer holds is told by all of its cells."""

from __future__ import annotations

import pytest

from answers_in_columns import Written, column, read

WKT = "geo:wktLiteral"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((1, 2.5, ("-0.25", "xsd:decimal"), None), (1.0, 2.5, -0.25, None)),
        ((("1e3", "xsd:double"),), (1000.0,)),
        ((1, "two"), None),
        ((1, ("2", "")), None),
        ((None, None), None),
        ((), None),
    ],
)
def test_a_column_of_numbers_holds_nothing_else(
    cells: tuple[Written, ...], expected: tuple[float | None, ...] | None
) -> None:
    assert column(*cells).numbers == expected


@pytest.mark.parametrize("text", ["INF", "NaN", "1e308", "-1e16", "1e-300", "٣", "1_0", "x", ""])
def test_numbers_no_scale_can_show_are_none(text: str) -> None:
    assert column(1, (text, "xsd:double")).numbers is None


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("2021", "xsd:gYear", 2021.0),
        ("2021-07", "xsd:gYearMonth", 2021.5),
        ("2021-01-01", "xsd:date", 2021.0),
        ("2021-07-01T12:00:00.5Z", "xsd:dateTime", 2021.5),
        ("2021Z", "xsd:gYear", 2021.0),
        ("2021-01:00", "xsd:gYear", 2021.0),
    ],
)
def test_years_and_days_are_moments(text: str, kind: str, expected: float) -> None:
    assert column((text, kind)).moments == (expected,)


@pytest.mark.parametrize("text", ["-0044", "12021", "2021-13", "i fjor", "٢٠٢١"])
def test_other_times_are_no_moments(text: str) -> None:
    assert column((text, "xsd:gYear")).moments is None


def test_whole_numbers_called_years_are_moments() -> None:
    found, other = read("year antall", (2020, 2020))

    assert (found.moments, found.numbers) == ((2020.0,), None)
    assert (other.moments, other.numbers) == (None, (2020.0,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("POINT(10.4 63.43)", (10.4, 63.43)),
        ("Point (10 -63)".upper(), (10.0, -63.0)),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(10.4 63.43)", (10.4, 63.43)),
    ],
)
def test_a_point_is_a_place(text: str, expected: tuple[float, float]) -> None:
    assert column((text, WKT)).places == (expected,)


@pytest.mark.parametrize(
    "text",
    [
        "<http://www.opengis.net/def/crs/EPSG/0/25833> POINT(27 70)",
        "POINT(200 10)",
        "POINT(10 91)",
        "POINT(1 2 3)",
        "POINT EMPTY",
        "LINESTRING(1 2, 3 4)",
    ],
)
def test_what_is_no_point_in_degrees_is_no_place(text: str) -> None:
    assert column((text, WKT)).places is None


def test_a_point_written_as_a_mere_text_is_a_text() -> None:
    assert column("POINT(10.4 63.43)").places is None


@pytest.mark.parametrize("names", ["lat long", "Latitude Longitude", "breddegrad lengdegrad"])
def test_two_columns_of_degrees_are_one_of_places(names: str) -> None:
    name, places = read(f"{names} navn", (63.4, 10.4, "Trondheim"), (None, 5.3, "Bergen"))

    assert name.is_name
    assert places.places == ((10.4, 63.4), None)


def test_degrees_beyond_the_globe_are_numbers() -> None:
    assert [each.places for each in read("lat long", (163.4, 10.4))] == [None, None]
