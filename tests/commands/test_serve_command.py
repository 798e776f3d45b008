"""``partnerskap serve`` says at start what portals would miss."""

from __future__ import annotations

import pytest

from partnerskap.commands.serve import _tell_what_is_unset
from partnerskap.settings import Settings


def test_it_names_the_settings_of_the_publisher_that_nobody_set(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _tell_what_is_unset(Settings(publisher_name="Prøveby kommune"))

    said = capsys.readouterr().err
    assert "/catalog" in said
    assert "PARTNERSKAP_PUBLISHER_NUMBER" in said
    assert "PARTNERSKAP_CONTACT_EMAIL" in said
    assert "PARTNERSKAP_PUBLISHER_NAME" not in said


def test_it_says_nothing_when_the_publisher_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    _tell_what_is_unset(
        Settings(
            publisher_name="Prøveby kommune",
            publisher_number="987654321",
            publisher_homepage="https://www.example.no/",
            contact_email="post@example.no",
        )
    )

    assert capsys.readouterr() == ("", "")
