"""Show on a terminal that a long answer is on its way; a file or a pipe never sees it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Event, Thread
from types import TracebackType
from typing import Final, Self, TextIO

from partnerskap.commands.console import terminal_language
from partnerskap.errors import Text

__all__ = ["with_progress"]

QUIET: Final = 1.0
EVERY: Final = 0.5
ERASE: Final = "\r\x1b[K"


def with_progress(
    start: Callable[[], Iterator[bytes]],
    terminal: TextIO,
    *,
    only_waiting: bool = False,
    quiet: float = QUIET,
) -> Iterator[bytes]:
    """Pass an answer on, with one line about time and size on ``terminal`` if it is one.

    The line comes after ``quiet`` seconds and is erased at the end; with ``only_waiting`` before
    the first piece is passed on, so that it never mixes with what is written to the same screen.
    """
    if not terminal.isatty():
        yield from start()
        return
    with _Line(terminal, quiet) as line:
        for chunk in start():
            line.size += len(chunk)
            if only_waiting:
                line.stop()
            yield chunk


class _Line:
    """One line that is drawn anew by a thread of its own, since the work waits elsewhere."""

    def __init__(self, terminal: TextIO, quiet: float) -> None:
        self.size = 0
        self._terminal = terminal
        self._quiet = quiet
        self._began = time.monotonic()
        self._stopped = Event()
        self._thread = Thread(target=self._draw, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Erase the line if it was drawn; more calls do nothing."""
        self._stopped.set()
        self._thread.join()

    def _draw(self) -> None:
        if self._stopped.wait(self._quiet):
            return
        while True:
            self._write(f"{ERASE}{self._text().in_language(terminal_language())}")
            if self._stopped.wait(EVERY):
                break
        self._write(ERASE)

    def _write(self, text: str) -> None:
        self._terminal.write(text)
        self._terminal.flush()

    def _text(self) -> Text:
        seconds = int(time.monotonic() - self._began)
        if not self.size:
            return Text(f"Venter på svar: {seconds} s", f"Waiting for the answer: {seconds} s")
        size = f"{self.size / 1_000_000:.1f}"
        return Text(
            f"Mottatt {size.replace('.', ',')} MB på {seconds} s",
            f"Received {size} MB in {seconds} s",
        )
