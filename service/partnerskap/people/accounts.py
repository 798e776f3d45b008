"""All that logging in stands on, gathered in one place and opened from the settings."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from partnerskap.errors import StorageError
from partnerskap.people.attempts import Attempts
from partnerskap.people.invitations import Invitations
from partnerskap.people.keys import load_signing_key
from partnerskap.people.limiter import Limiter
from partnerskap.people.sessions import Lifetime, Sessions
from partnerskap.people.store import Clock, People
from partnerskap.people.tables import PEOPLE
from partnerskap.people.tokens import Tokens
from partnerskap.records.database import open_engine

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from partnerskap.settings import Settings

__all__ = ["Accounts"]

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Accounts:
    """The people of one installation, and the ways they show who they are."""

    people: People
    sessions: Sessions
    tokens: Tokens
    invitations: Invitations
    attempts: Attempts
    limiter: Limiter
    key: bytes
    clock: Clock
    from_provider: Lifetime
    from_invitation: Lifetime
    _engine: Engine

    @classmethod
    def open(cls, settings: Settings, clock: Clock = time.time) -> Self:
        """Open the file of people in the data folder, made when there is none.

        Raises StorageError when the folder cannot be used.
        """
        _keep_from_others(settings.data_dir / PEOPLE.file_name)
        engine = open_engine(settings.data_dir, PEOPLE)
        invited = settings.invitation_session_days * _DAY
        return cls(
            people=People(engine, clock),
            sessions=Sessions(engine, clock),
            tokens=Tokens(engine, clock),
            invitations=Invitations(engine, clock),
            attempts=Attempts(engine, clock),
            limiter=Limiter(settings.max_login_attempts),
            key=load_signing_key(settings.data_dir, settings.signing_key.get_secret_value()),
            clock=clock,
            from_provider=Lifetime(
                settings.session_idle_minutes * 60, settings.session_minutes * 60
            ),
            from_invitation=Lifetime(invited, invited),
            _engine=engine,
        )

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _keep_from_others(path: Path) -> None:
    """Make the file so that only its owner can read it; SQLite's files beside it follow suit."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as fault:
        raise StorageError(
            f"Filen «{path}» kan ikke lages eller skrives: {fault}. Se etter at mappen kan skrives "
            "til.",
            f"The file {str(path)!r} can be neither made nor written: {fault}. Check that the "
            "folder can be written.",
        ) from fault
