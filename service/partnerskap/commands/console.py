"""How the command line speaks: language, exit codes and failures.

Exit codes, the same for every command: 0 all is well; 1 the answer is no (violations found, files
differ); 2 the input or the call cannot be used; 3 the service or its data folder failed.
"""

from __future__ import annotations

import os
from enum import IntEnum
from typing import TYPE_CHECKING
from unicodedata import category

import typer

if TYPE_CHECKING:
    from partnerskap.errors import ServiceError, Text

__all__ = ["ExitCode", "fail", "harmless", "say", "terminal_language"]


class ExitCode(IntEnum):
    """What a script can tell from the exit status."""

    OK = 0
    NO = 1
    BAD_INPUT = 2
    FAILURE = 3


def terminal_language() -> str:
    """Read the language of the terminal from the locale: ``nb`` for Norwegian, else ``en``."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "nb" if locale[:2].lower() in {"nb", "nn", "no"} else "en"


def say(text: Text, *, error: bool = False) -> None:
    """Write one message in the language of the terminal."""
    typer.echo(text.in_language(terminal_language()), err=error)


def fail(error: ServiceError) -> ExitCode:
    """Write an expected failure to standard error and give the exit code that goes with it."""
    language = terminal_language()
    typer.echo(
        f"{error.title.in_language(language)}: {error.detail.in_language(language)}", err=True
    )
    return ExitCode.FAILURE if error.status >= 500 else ExitCode.BAD_INPUT


def harmless(text: str) -> str:
    """Take the signs out of a text that would steer the terminal; the text may be anybody's."""
    return "".join("\ufffd" if category(sign) in {"Cc", "Cf"} else sign for sign in text)
