"""Outward links against a server of this machine that is as good or bad as a test wants."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest

from links_server import Site, links_server
from partnerskap.links.findings import Finding, Trouble
from partnerskap.links.probing import Bounds, probe_links

QUICK = Bounds(seconds=2, at_once=4, pause=0)


@pytest.fixture
def site() -> Iterator[Site]:
    with links_server() as site:
        yield site


def probe(site: Site, *paths: str, inside: tuple[str, ...] = ("127.0.0.1",)) -> list[Finding]:
    links = {site.url(path): ("actor/x",) for path in paths}
    return asyncio.run(probe_links(links, QUICK, "tester", inside=frozenset(inside)))


def test_a_link_that_answers_is_nothing_to_tell_of(site: Site) -> None:
    assert probe(site, "/ok") == []
    assert site.asked == ["HEAD /ok"]


def test_get_is_tried_where_head_fails(site: Site) -> None:
    assert probe(site, "/no-head") == []
    assert site.asked == ["HEAD /no-head", "GET /no-head"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_must_be_mended(site: Site, status: int) -> None:
    (finding,) = probe(site, f"/status/{status}")

    assert finding.trouble is Trouble.DEAD
    assert str(status) in finding.text.nb


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_what_may_be_a_passing_trouble_is_no_fault(site: Site, status: int) -> None:
    (finding,) = probe(site, f"/status/{status}")

    assert finding.trouble is Trouble.UNSURE


def test_what_moved_for_good_is_told_with_the_new_address(site: Site) -> None:
    (finding,) = probe(site, "/moved/301")

    assert finding.trouble is Trouble.MOVED
    assert site.url("/ok") in finding.text.en


def test_what_moved_for_now_is_in_order(site: Site) -> None:
    assert probe(site, "/moved/302") == []


def test_redirections_without_end_are_left(site: Site) -> None:
    (finding,) = probe(site, "/loop")

    assert finding.trouble is Trouble.UNSURE
    assert len(site.asked) == 5


def test_nobody_is_led_to_an_address_of_the_inner_net(site: Site) -> None:
    findings = probe(site, "/inside/127.0.0.2", "/inside/localhost", "/inside/169.254.169.254")

    assert [each.trouble for each in findings] == [Trouble.UNSURE] * 3
    assert all("open net" in each.text.en for each in findings)
    assert len(site.asked) == 3


def test_a_link_to_the_inner_net_is_not_followed(site: Site) -> None:
    (finding,) = probe(site, "/ok", inside=())

    assert finding.trouble is Trouble.UNSURE
    assert site.asked == []


def test_a_name_that_leads_to_the_inner_net_is_not_followed(site: Site) -> None:
    async def look_up(host: str, port: int) -> list[str]:
        assert (host, port) == ("ute.example", 80)
        return ["10.0.0.1"]

    links = {"http://ute.example/": ("actor/x",)}
    (finding,) = asyncio.run(probe_links(links, QUICK, "tester", look_up=look_up))

    assert finding.trouble is Trouble.UNSURE
    assert site.asked == []


def test_what_cannot_be_reached_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    links = {f"http://127.0.0.1:{port}/": ("actor/a", "actor/b")}
    inside = frozenset({"127.0.0.1"})

    findings = asyncio.run(probe_links(links, QUICK, "tester", inside=inside))

    assert [each.record for each in findings] == ["actor/a", "actor/b"]
    assert findings[0].trouble is Trouble.UNSURE


def test_a_host_is_asked_one_request_at_a_time(site: Site) -> None:
    assert probe(site, *(f"/ok?{number}" for number in range(8))) == []
    assert site.most_at_once == 1
