"""The key the service signs with, and what is signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnerskap.errors import BudgetError, StorageError
from partnerskap.people.csrf import is_own_origin, is_valid_token, make_token
from partnerskap.people.keys import KEY_FILE, load_signing_key
from partnerskap.people.limiter import Limiter
from partnerskap.people.returning import local_path


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    key = load_signing_key(folder)

    assert len(key) == 32
    assert load_signing_key(folder) == key
    assert [file.name for file in folder.iterdir()] == [KEY_FILE]
    assert (folder / KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    load_signing_key(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o644)

    with pytest.raises(StorageError, match="chmod 600"):
        load_signing_key(tmp_path)


def test_a_chosen_key_leaves_no_file(tmp_path: Path) -> None:
    assert load_signing_key(tmp_path, "a" * 16) != load_signing_key(tmp_path, "b" * 16)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StorageError, match="PARTNERSKAP_SIGNING_KEY"):
        load_signing_key(tmp_path / "file")


WEEK = 7 * 24 * 3600


@pytest.mark.parametrize(
    ("token", "now", "valid"),
    [
        (make_token(b"key", "kari", 1000), 1000, True),
        (make_token(b"key", "kari", 1000), 1000 + WEEK - 1, True),
        (make_token(b"key", "kari", 1000), 1000 + WEEK, False),
        (make_token(b"key", "kari", 1000), 999, False),
        (make_token(b"other", "kari", 1000), 1000, False),
        (make_token(b"key", "ola", 1000), 1000, False),
        (make_token(b"key", "kari", 1000).replace("3e8.", "3e9."), 1001, False),
        ("", 1000, False),
        (".", 1000, False),
        ("3e8.æ", 1000, False),
        ("x" * 10_000, 1000, False),
    ],
)
def test_only_a_fresh_token_made_for_the_person_counts(
    token: str, now: int, *, valid: bool
) -> None:
    assert is_valid_token(b"key", "kari", token, now) is valid


@pytest.mark.parametrize(
    ("site", "origin", "own"),
    [
        ("", None, True),
        ("same-origin", "https://graf.example", True),
        ("none", None, True),
        ("", "https://graf.example", True),
        ("", "https://GRAF.example:443", True),
        ("same-site", "https://graf.example", False),
        ("cross-site", None, False),
        ("", "https://evil.example", False),
        ("", "http://graf.example", False),
        ("", "https://graf.example:8443", False),
        ("", "https://graf.example.evil.example", False),
        ("", "null", False),
        ("", "https://[", False),
        ("", "", False),
    ],
)
def test_a_change_comes_from_a_page_of_this_service(
    site: str, origin: str | None, *, own: bool
) -> None:
    assert is_own_origin(site, origin, "https://graf.example/under") is own


@pytest.mark.parametrize(
    "path",
    ["/", "/me", "/submissions/new?type=partnership&lang=nn#name", "/search?q=%C3%B8&next=//x"],
)
def test_a_path_of_this_service_is_returned_to(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example",
        "///evil.example",
        r"/\evil.example",
        r"\\evil.example",
        r"/a\..\\evil",
        "https:evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/%2Fevil.example",
        "/%2fevil.example",
        "/%5Cevil.example",
        "/%252Fevil.example",
        "/a//evil.example",
        "/a/..//evil.example",
        "/\tevil",
        "/\n/evil",
        "/%0d%0aLocation:https://evil.example",
        " //evil.example",
        "/ø",
        "/" + "a" * 3000,
        "",
        None,
    ],
)
def test_nobody_is_sent_anywhere_else(evil: str | None) -> None:
    assert local_path(evil, "/safe") == "/safe"


def test_an_address_may_try_so_often_in_a_minute() -> None:
    now = [100.0]
    limiter = Limiter(2, clock=lambda: now[0])
    for _ in range(2):
        limiter.check("192.0.2.7")
        limiter.note("192.0.2.7")
    limiter.check("192.0.2.8")
    now[0] += 20

    with pytest.raises(BudgetError) as refused:
        limiter.check("192.0.2.7")
    assert refused.value.headers == {"Retry-After": "40"}
    assert refused.value.members == {"limit": "max_login_attempts", "value": 2}
    now[0] += 40
    limiter.check("192.0.2.7")


def test_whoever_has_no_address_is_not_counted() -> None:
    limiter = Limiter(1)
    for _ in range(5):
        limiter.note("")
        limiter.check("")
