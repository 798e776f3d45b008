"""Make the process that serves ready to do so for long."""

from __future__ import annotations

import ctypes
import gc
from typing import Final

__all__ = ["settle_down"]

_GARBAGE: Final = 5_000
_M_TRIM_THRESHOLD: Final = -1  # malloc.h
_M_MMAP_THRESHOLD: Final = -3
_KEPT_BYTES: Final = 32 << 20
_LARGEST_BYTES: Final = 8 << 20


def settle_down() -> None:
    """Leave what lives on out of garbage collections, and keep freed memory for the next answer.

    An answer of a few megabytes costs more to have its memory fetched from the kernel, page by
    page, than to be read and sent. What is kept is at most 32 MiB beyond what is used.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    tune = getattr(ctypes.CDLL(None), "mallopt", None)  # only the GNU library has it
    if tune is not None:
        tune(_M_TRIM_THRESHOLD, _KEPT_BYTES)
        tune(_M_MMAP_THRESHOLD, _LARGEST_BYTES)
