"""Coverage is what the data themselves tell of."""

from __future__ import annotations

from partnerskap.portal.coverage import find_periods, find_places
from worlds import load_release


def test_the_period_of_a_dataset_is_its_first_and_last_day() -> None:
    periods = find_periods(load_release().store)

    whole, funding = periods["graph"], periods["funding"]
    assert whole.start <= funding.start <= funding.end <= whole.end
    assert len(whole.start) == len(whole.end) == len("2018-01-01")


def test_places_are_the_municipalities_that_take_part_with_name_and_middle() -> None:
    places = {place.name: place for place in find_places(load_release().store)}

    trondheim = places["Trondheim kommune"]
    assert trondheim.geonames.startswith("https://sws.geonames.org/")
    assert trondheim.kartverket.startswith("https://data.geonorge.no/administrativeEnheter/")
    assert trondheim.centroid.startswith("POINT(10.")
    assert 20 < len(places) < 200
