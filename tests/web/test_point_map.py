"""Maps: which answers make one, and where the points stand."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from answers_in_columns import Written, read
from partnerskap.web.point_map import PointMap, draw_map

WKT = "geo:wktLiteral"
OSLO, BERGEN, TROMSO = ("POINT(10.75 59.91)", "POINT(5.33 60.39)", "POINT(18.96 69.65)")
DEGREES = st.tuples(st.integers(-1800, 1800), st.integers(-900, 900))


def draw(names: str, *rows: tuple[Written, ...]) -> PointMap:
    drawn = draw_map(read(names, *rows))
    assert drawn is not None
    return drawn


def test_north_is_up_and_east_is_right() -> None:
    drawn = draw(
        "navn sted", ("Oslo", (OSLO, WKT)), ("Bergen", (BERGEN, WKT)), ("Tromsø", (TROMSO, WKT))
    )
    oslo, bergen, tromso = drawn.points

    assert [point.name for point in drawn.points] == ["Oslo", "Bergen", "Tromsø"]
    assert tromso.y < bergen.y < oslo.y
    assert bergen.x < oslo.x < tromso.x


def test_the_scale_is_that_of_the_country() -> None:
    drawn = draw("navn sted", ("Oslo", (OSLO, WKT)), ("Bergen", (BERGEN, WKT)))
    oslo, bergen = drawn.points
    kilometres = int(drawn.bar_text.removesuffix(" km"))
    apart = ((oslo.x - bergen.x) ** 2 + (oslo.y - bergen.y) ** 2) ** 0.5 / drawn.bar * kilometres

    assert 300 < apart < 315  # Oslo and Bergen are 305 km apart


def test_the_area_of_a_point_is_as_its_number_and_large_ones_lie_below() -> None:
    drawn = draw("navn n sted", ("Bergen", 25, (BERGEN, WKT)), ("Oslo", 100, (OSLO, WKT)))

    assert [(point.told, point.radius) for point in drawn.points] == [
        ("Oslo: 100", 24.0),
        ("Bergen: 25", 12.0),
    ]
    assert (drawn.by, drawn.value, drawn.largest) == ("navn", "n", "100")


def test_rows_of_one_place_are_one_point() -> None:
    (point,) = draw("navn sted", ("NTNU", (OSLO, WKT)), ("UiO", (OSLO, WKT))).points

    assert point.told == "NTNU, UiO"


def test_names_that_would_lie_on_one_another_are_left_to_the_pointer() -> None:
    rows = [(f"Et sted {n}", (f"POINT(10.{n:04} 59.9)", WKT)) for n in range(30)]
    rows.append(("Langt unna", (TROMSO, WKT)))
    labelled = [point.name for point in draw("navn sted", *rows).points if point.label]

    assert "Langt unna" in labelled
    assert len(labelled) < 10


def test_without_places_there_is_no_map() -> None:
    assert draw_map(read("navn n", ("Oslo", 1))) is None
    assert draw_map(read("lat long", (1, None), (None, 1))) is None


@given(st.lists(DEGREES, min_size=1, max_size=12))
@example([(-1800, 900), (1800, -900)])
@example([(0, 0), (600, 0)])
@example([(0, 840)])
def test_everything_stands_within_the_picture(places: list[tuple[int, int]]) -> None:
    rows = [(f"POINT({x / 10} {y / 10})", WKT) for x, y in places]
    drawn = draw("sted", *((row,) for row in rows))

    assert len(drawn.points) == len(set(places))
    for point in drawn.points:
        assert -0.1 <= point.x <= drawn.width + 0.1
        assert -0.1 <= point.y <= drawn.height + 0.1
    for line in drawn.grid:
        assert 0 <= line.x <= drawn.width
        assert 0 <= line.y <= drawn.height
