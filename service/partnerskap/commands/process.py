"""Make the process that serves ready to do so for long."""

from __future__ import annotations

import ctypes
import gc
from typing import Final

__all__ = ["get_ready", "settle_down"]

_GARBAGE: Final = 5_000
_M_TRIM_THRESHOLD: Final = -1  # malloc.h
_M_MMAP_THRESHOLD: Final = -3
_KEPT_BYTES: Final = 32 << 20
_LARGEST_BYTES: Final = 8 << 20


def get_ready() -> None:
    """Let the collector rest while data are read: a fifth of a start, for next to no garbage."""
    gc.disable()


def settle_down() -> None:
    """Leave what lives on out of garbage collections, and keep freed memory for the next answer.

    What was read is not collected first: a thousand objects of garbage among 200 000. An answer
    of a few megabytes costs more to have its memory fetched from the kernel, page by page, than to
    be read and sent. What is kept is at most 32 MiB beyond what is used.
    """
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    gc.enable()
    tune = getattr(ctypes.CDLL(None), "mallopt", None)  # only the GNU library has it
    if tune is not None:
        tune(_M_TRIM_THRESHOLD, _KEPT_BYTES)
        tune(_M_MMAP_THRESHOLD, _LARGEST_BYTES)
