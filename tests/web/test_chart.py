"""Charts: which answers make one, and where everything in it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers_in_columns import Written, read
from partnerskap.web.chart import WIDTH, draw_chart

NUMBERS = st.floats(-1e14, 1e14, allow_subnormal=False) | st.integers(-50, 50)


def year(number: int) -> tuple[str, str]:
    return (f"{number:04}", "xsd:gYear")


def test_names_and_numbers_are_bars_in_the_order_of_the_answer() -> None:
    chart = draw_chart(read("tema antall", ("Helse", 20), ("Skole", 5), ("Plan", 10)))

    assert chart is not None
    assert (chart.kind, chart.by, chart.value, chart.zero) == ("bars", "tema", "antall", 250.0)
    assert [(mark.name, mark.text, mark.x, mark.width) for mark in chart.marks] == [
        ("Helse", "20", 250.0, 420.0),
        ("Skole", "5", 250.0, 105.0),
        ("Plan", "10", 250.0, 210.0),
    ]
    assert [tick.text for tick in chart.ticks] == ["0", "5", "10", "15", "20"]
    assert (chart.lowest.name, chart.highest.name) == ("Skole", "Helse")


def test_numbers_below_nought_reach_to_the_left_of_it() -> None:
    chart = draw_chart(read("a b", ("ned", -10), ("opp", 10)))

    assert chart is not None
    assert chart.zero == 460.0
    assert [(mark.x, mark.width, mark.text) for mark in chart.marks] == [
        (250.0, 210.0, "\u221210"),
        (460.0, 210.0, "10"),
    ]


def test_numbers_over_years_are_columns_in_the_order_of_time() -> None:
    chart = draw_chart(read("aar antall", (year(2022), 4), (year(2019), 2), (year(2020), 1)))

    assert chart is not None
    assert chart.kind == "columns"
    assert [mark.name for mark in chart.marks] == ["2019", "2020", "2022"]
    assert [mark.height for mark in chart.marks] == [150.0, 75.0, 300.0]
    gaps = [round(b.x - a.x, 1) for a, b in zip(chart.marks, chart.marks[1:], strict=False)]
    assert gaps == [167.5, 335.0]


def test_many_moments_are_a_line() -> None:
    chart = draw_chart(read("aar antall", *((year(1900 + n), n) for n in range(41))))

    assert chart is not None
    assert chart.kind == "line"
    assert chart.path.startswith("98.2,300.0 114.5,")


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("Helse", 20)],
        [("Helse", "mange"), ("Skole", "få")],
        [(1, 2), (3, 4)],
        [(f"Tema {number}", number) for number in range(61)],
        [("2020", None), ("2021", None)],
        [(year(2020), 1), (year(2020), 2)],
    ],
)
def test_other_answers_make_no_chart(rows: list[tuple[Written, ...]]) -> None:
    assert draw_chart(read("x y", *rows)) is None


def test_a_long_name_is_cut_where_it_stands_and_whole_in_what_is_told() -> None:
    chart = draw_chart(read("x y", ("a" * 50, 1), ("b", 2)))

    assert chart is not None
    assert chart.marks[0].name == "a" * 50
    assert chart.marks[0].short_name == "a" * 35 + "…"


@pytest.mark.parametrize("at", ["navn", "aar"])
@given(st.data())
def test_everything_stands_within_the_picture(at: str, data: st.DataObject) -> None:
    numbers: list[Written] = data.draw(st.lists(NUMBERS, min_size=2, max_size=60))
    moments = st.integers(1, 9999).map(year)
    names: list[Written] = data.draw(
        st.lists(moments if at == "aar" else st.text(), min_size=60, max_size=60)
    )
    rows: list[tuple[Written, ...]] = list(zip(names, numbers, strict=False))
    chart = draw_chart(read(f"{at} y", *rows))

    for mark in chart.marks if chart else ():
        assert mark.x >= -1
        assert mark.x + mark.width <= WIDTH + 1
        assert -1 <= mark.y <= 60 * 26
        assert mark.width >= 0
        assert mark.height >= 0
