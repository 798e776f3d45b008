"""Accounts in a folder of their own, with a clock that tests can turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clocks import Clock
from partnerskap.people.accounts import Accounts
from partnerskap.settings import Settings


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Iterator[Accounts]:
    opened = Accounts.open(Settings(data_dir=tmp_path, accounts=True), clock)
    yield opened
    opened.close()
