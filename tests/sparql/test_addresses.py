"""Which addresses may be spoken to, however they are spelt and wherever names lead."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address

import pytest

from partnerskap.sparql.addresses import (
    InsideAddressError,
    canonical,
    find_addresses,
    is_public,
    look_up,
    read_endpoints,
)

OPEN = "93.184.216.34"


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("https://a.example/sparql", "https://a.example/sparql"),
        ("HTTPS://A.Example:443/sparql", "https://a.example/sparql"),
        ("http://a.example:80", "http://a.example/"),
        ("http://a.example:/", "http://a.example/"),
        ("http://a.example:8080/Sparql?x=Y", "http://a.example:8080/Sparql?x=Y"),
        ("http://[::1]:3030/ds", "http://[::1]:3030/ds"),
        ("https://a.example/%7Ea/~a", "https://a.example/%7Ea/~a"),
        ("https://a.example/a/../b", "https://a.example/a/../b"),
    ],
)
def test_scheme_host_and_usual_port_are_compared_without_regard_to_spelling(
    written: str, compared: str
) -> None:
    assert canonical(written) == compared


@pytest.mark.parametrize(
    "wrong",
    [
        "a.example/sparql",
        "ftp://a.example/",
        "file:///etc/passwd",
        "https:///sparql",
        "https://user@a.example/",
        "https://user:secret@a.example/",
        "https://a.example/#x",
        "http://[fe80::1%25eth0]/",
        "http://a.example:port/",
        "http://a.example:99999/",
        "http://[::1/",
    ],
)
def test_what_is_no_plain_address_can_be_no_endpoint(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        canonical(wrong)


def test_a_list_names_each_endpoint_once() -> None:
    assert read_endpoints(" https://a.example/x,,HTTPS://a.example:443/x , http://b.example") == (
        "https://a.example/x",
        "http://b.example/",
    )
    assert read_endpoints(" , ") == ()


@pytest.mark.parametrize(
    "text",
    [
        OPEN,
        "2606:2800:220:1:248:1893:25c8:1946",
        f"::ffff:{OPEN}",
        "64:ff9b::5db8:d822",
        "2002:5db8:d822::1",
    ],
)
def test_addresses_of_the_open_net_are_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        *("127.0.0.1", "127.8.8.8", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        *("169.254.169.254", "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "203.0.113.1"),
        *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::127.0.0.1", "fe80::1", "fec0::1", "fc00::1", "fd12::1", "ff02::1"),
        *("ff0e::1", "2001:db8::1", "100::1", "64:ff9b:1::1", "3fff::1", "5f00::1", "2001:10::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0.0.0.0"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::a00:1"),
        *("2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::"),
        "2001:0:5db8:d822:0:0:3fff:fdd2",
    ],
)
def test_every_other_address_is_not(text: str) -> None:
    assert not is_public(ip_address(text))


async def _never(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host}:{port} was looked up")


def find(host: str, *answers: str, inside: bool = False) -> list[str]:
    """Find the addresses of a host of which the system would give these."""

    async def answer(name: str, port: int) -> list[str]:
        assert (name, port) == (host, 443)
        return list(answers)

    return asyncio.run(
        find_addresses(host, 443, inside=inside, look_up=answer if answers else _never)
    )


def test_all_addresses_of_a_host_on_the_open_net_are_given() -> None:
    assert find("a.example", OPEN, "2606:4700::1") == [OPEN, "2606:4700::1"]


@pytest.mark.parametrize("among", [("127.0.0.1",), (OPEN, "10.0.0.1"), ("::ffff:10.0.0.1", OPEN)])
def test_one_inner_address_among_those_of_a_name_refuses_them_all(among: tuple[str, ...]) -> None:
    with pytest.raises(InsideAddressError):
        find("a.example", *among)


@pytest.mark.parametrize("spelt", ["2130706433", "0x7f.1", "127.1", "017700000001"])
def test_an_address_spelt_as_a_name_is_no_more_than_a_name(spelt: str) -> None:
    with pytest.raises(InsideAddressError):
        find(spelt, "127.0.0.1")


def test_a_host_that_the_operator_named_may_be_inside() -> None:
    assert find("fuseki", "10.0.0.7", "fd12::7", inside=True) == ["10.0.0.7", "fd12::7"]
    assert find("fuseki", "100.64.0.7", "::1", inside=True) == ["100.64.0.7", "::1"]
    assert find("localhost", "127.0.0.1") == ["127.0.0.1"]


def test_an_address_written_for_a_host_is_named_by_that() -> None:
    assert find("127.0.0.1") == ["127.0.0.1"]
    assert find("fd12::7") == ["fd12::7"]


@pytest.mark.parametrize(
    "text",
    ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "224.0.0.1", "240.0.0.1", "::"],
)
def test_addresses_of_no_host_are_refused_also_where_the_host_was_named(text: str) -> None:
    with pytest.raises(InsideAddressError):
        find("fuseki", text, inside=True)
    with pytest.raises(InsideAddressError):
        find(text)


def test_a_zone_is_no_way_around() -> None:
    with pytest.raises(InsideAddressError):
        find("a.example", "fe80::1%lo")


def test_a_host_without_addresses_is_said_to_have_none() -> None:
    async def nothing(_: str, __: int) -> list[str]:
        return []

    with pytest.raises(OSError, match=r"a\.example has no address"):
        asyncio.run(find_addresses("a.example", 80, inside=False, look_up=nothing))


def test_the_system_knows_this_machine() -> None:
    assert "127.0.0.1" in asyncio.run(look_up("localhost", 80))
