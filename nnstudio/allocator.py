"""What the C library keeps of memory that was freed: on Linux it is told to give large blocks back at once."""

from __future__ import annotations

import ctypes
import sys

LARGE = 4 << 20
"""Bytes: blocks from here on are borrowed from the system one by one, and free ends of the heaps beyond it go back."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""``M_TRIM_THRESHOLD`` and ``M_MMAP_THRESHOLD`` of ``malloc.h``, see mallopt(3)."""


def give_back_large_blocks() -> bool:
    """Have every freed block of :data:`LARGE` go back to the system; whether there is such a setting here.

    glibc raises its thresholds with the largest block that was freed, up to 32 MB, and from then on keeps twice as
    much in each thread's heap: an hour's training with every view shown grew by steps of 4 to 26 MB. A threshold that
    is set by hand switches that off. Other C libraries have no ``mallopt``, or one that does nothing.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_MMAP_THRESHOLD, LARGE)) and bool(mallopt(_TRIM_THRESHOLD, LARGE))
