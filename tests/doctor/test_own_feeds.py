"""What the doctor says of our own feeds, as portals get them."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from partnerskap.doctor.examining import examine
from partnerskap.doctor.metrics import Scheme
from partnerskap.doctor.rules import PROFILES
from partnerskap.graph.reading import read_turtle
from partnerskap.portal.profiles import Profile
from partnerskap.records.report import Severity


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("own", [True, False])
def test_our_feeds_have_nothing_that_must_or_should_be_corrected(
    catalogue_client: TestClient, profile: Profile, *, own: bool
) -> None:
    feed = profile if own else Profile.NEUTRAL
    text = catalogue_client.get("/catalog.ttl", params={"_profile": feed.value}).text

    report, _ = examine(read_turtle(text).triples, profile)

    assert [each.message.en for each in report.results if each.severity is not Severity.INFO] == []


@pytest.mark.parametrize(
    ("profile", "scheme"), [(Profile.NO_2, Scheme.NORGE), (Profile.EU_3, Scheme.EUROPA)]
)
def test_the_feed_made_for_a_portal_gets_all_the_points_it_can_give(
    catalogue_client: TestClient, profile: Profile, scheme: Scheme
) -> None:
    text = catalogue_client.get("/catalog.ttl", params={"_profile": profile.value}).text

    _, score = examine(read_turtle(text).triples, profile)

    assert (score.scheme, score.points) == (scheme, score.reachable)
