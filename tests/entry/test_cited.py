from __future__ import annotations

import pytest

from desks import PROVE
from partnerskap.entry.cited import (
    Address,
    find_addresses,
    find_citations,
    is_web_address,
)
from partnerskap.graph.terms import BASE, Iri, expand
from worlds import load_world, read_world

SOURCE = expand("prov:hadPrimarySource")
UNKNOWN = f"{BASE}/id/source/finnes-ikke"


def test_each_cited_source_is_told_once_with_how_much_rests_on_it() -> None:
    lines = next(each.triples for each in read_world() if each.key == PROVE)

    found = find_citations(lines, load_world().store)

    by_iri = {each.iri.rpartition("/")[2]: each for each in found}
    assert by_iri["omtale"].stands
    assert by_iri["omtale"].statements == sum("source/omtale>" in line for line in lines)
    assert by_iri["omtale"].has_web_address


def test_a_source_that_is_not_published_is_told() -> None:
    lines = (f"<{PROVE.iri}#member-1> <{SOURCE}> <{UNKNOWN}>",)

    found = find_citations(lines, load_world().store)

    assert [(each.iri, each.stands, each.address, each.read) for each in found] == [
        (UNKNOWN, False, "", "")
    ]


def test_the_addresses_of_a_proposal_are_told_also_those_no_browser_may_follow() -> None:
    url = Iri(expand("schema:url"))
    lines = (
        f"<{PROVE.iri}> <{url}> <javascript:alert(1)>",
        f"<{PROVE.iri}> <{url}> <https://www.ks.no/>",
    )

    assert find_addresses(lines) == [
        Address(url, "https://www.ks.no/"),
        Address(url, "javascript:alert(1)"),
    ]
    assert [each.is_web for each in find_addresses(lines)] == [True, False]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "http://[::1", "//ks.no", "", "ftp://a"]
)
def test_what_is_no_web_address_is_not_taken_for_one(address: str) -> None:
    assert not is_web_address(address)
