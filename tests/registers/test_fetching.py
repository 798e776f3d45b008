from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from partnerskap.errors import BadRequestError, FederationError, StorageError, TooLargeError
from partnerskap.registers import fetching
from partnerskap.registers.fetching import get_source

URL = "https://register.example/avtaler?år=1"


def serve(answer: Callable[[httpx2.Request], httpx2.Response]) -> httpx2.MockTransport:
    return httpx2.MockTransport(answer)


def test_an_address_gives_its_bytes_and_what_they_are_said_to_be() -> None:
    headers = {"Content-Type": "text/csv"}
    source = get_source(URL, serve(lambda _: httpx2.Response(200, headers=headers, text="a;b")))

    assert (source.name, source.body, source.content_type) == ("avtaler", b"a;b", "text/csv")


def test_a_redirection_on_the_same_host_is_followed() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/ny":
            return httpx2.Response(200, text="x")
        return httpx2.Response(302, headers={"Location": "/ny"})

    source = get_source(URL, serve(answer))

    assert (source.name, source.body) == ("avtaler", b"x")


@pytest.mark.parametrize("target", ["http://127.0.0.1/x", "http://register.example/x"])
def test_a_redirection_elsewhere_is_not(target: str) -> None:
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(301, headers={"Location": target})

    with pytest.raises(BadRequestError, match="another host"):
        get_source(URL, serve(answer))
    assert len(asked) == 1


def test_redirections_without_end_are_left() -> None:
    loop = serve(lambda _: httpx2.Response(302, headers={"Location": "/x"}))

    with pytest.raises(FederationError, match="without end"):
        get_source(URL, loop)


def test_an_address_that_fails_is_told() -> None:
    with pytest.raises(FederationError, match="503"):
        get_source(URL, serve(lambda _: httpx2.Response(503)))


def test_a_source_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 10)
    (tmp_path / "a.csv").write_text("x" * 11, "utf-8")

    with pytest.raises(TooLargeError):
        get_source(URL, serve(lambda _: httpx2.Response(200, text="x" * 11)))
    with pytest.raises(TooLargeError):
        get_source(str(tmp_path / "a.csv"))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be read"):
        get_source(str(tmp_path / "borte.csv"))
