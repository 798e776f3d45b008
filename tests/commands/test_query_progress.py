"""A long query tells a person at a terminal that it is at work, and nobody else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from threading import Event

import pytest

from partnerskap.commands.progress import with_progress


class Terminal(io.StringIO):
    """A screen that remembers all that was written, and tells when a word is on it."""

    def __init__(self, awaited: str) -> None:
        super().__init__()
        self.awaited = awaited
        self.seen = Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        written = super().write(text)
        if self.awaited in text:
            self.seen.set()
        return written


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def slow_answer(terminal: Terminal, *pieces: bytes) -> Iterator[bytes]:
    """Give pieces, and then wait until the screen shows what is awaited."""
    yield from pieces
    assert terminal.seen.wait(20)


def test_a_query_that_waits_says_so_and_cleans_up() -> None:
    terminal = Terminal("Waiting for the answer: ")

    assert list(with_progress(lambda: slow_answer(terminal), terminal, quiet=0)) == []

    assert terminal.getvalue().startswith("\r\x1b[KWaiting for the answer: ")
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_long_answer_tells_how_much_has_come() -> None:
    terminal = Terminal("Received 2.5 MB in ")
    piece = b"x" * 2_500_000

    assert list(with_progress(lambda: slow_answer(terminal, piece), terminal, quiet=0)) == [piece]


def test_the_line_speaks_norwegian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "nb_NO.UTF-8")
    terminal = Terminal("Mottatt 2,5 MB på ")
    answer = with_progress(lambda: slow_answer(terminal, b"x" * 2_500_000), terminal, quiet=0)

    assert len(b"".join(answer)) == 2_500_000


def test_the_line_is_gone_before_the_answer_is_written_to_the_same_screen() -> None:
    terminal = Terminal("Waiting")

    def late() -> Iterator[bytes]:
        assert terminal.seen.wait(20)
        yield b"first"
        yield b"second"

    answer = with_progress(late, terminal, only_waiting=True, quiet=0)

    assert next(answer) == b"first"
    before = terminal.getvalue()
    assert before.endswith("\r\x1b[K")
    assert list(answer) == [b"second"]
    assert terminal.getvalue() == before


def test_the_line_is_gone_when_the_query_fails() -> None:
    terminal = Terminal("Waiting")

    def failing() -> Iterator[bytes]:
        yield from slow_answer(terminal)
        raise OSError("lost")

    with pytest.raises(OSError, match="lost"):
        list(with_progress(failing, terminal, quiet=0))

    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_quick_answer_shows_no_line() -> None:
    terminal = Terminal("")

    assert list(with_progress(lambda: iter([b"x"]), terminal, quiet=60)) == [b"x"]

    assert terminal.getvalue() == ""


def test_a_file_or_a_pipe_sees_no_line() -> None:
    pipe = io.StringIO()

    assert list(with_progress(lambda: iter([b"x"]), pipe, quiet=0)) == [b"x"]

    assert pipe.getvalue() == ""
