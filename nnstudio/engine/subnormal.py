"""How the processor reckons while steps are made: numbers too small for their kind are zero.

A network that has learnt its data has probabilities of 1e-40 and gradients smaller still. Below 1.2e-38 a float32 is
*subnormal*: it has fewer digits the smaller it is, and processors reckon with it many times slower. A step of W4
takes half as long again once iris is learnt. No weight can tell such a number from zero, so that is what comes out of a
step's operations instead ("flush to zero"), as in TensorFlow's kernels and on most graphics processors.

It is a mode of the processor that each thread has for itself. NumPy has no word for it; the C library has.
Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 1, §10.2.3; Arm A-profile, FPCR.FZ.
"""

from __future__ import annotations

import ctypes
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

import numpy as np

# NumPy finds these out when they are first asked for, and would warn of a smallest number that is zero.
_SMALLEST = [np.finfo(kind).smallest_subnormal for kind in (np.float32, np.float64)]


class _Control(NamedTuple):
    """Where the processor's control word stands in C's ``fenv_t``, and which bit of it has results flushed."""

    word: int
    bit: int
    reserved: int


_MXCSR = {"bit": 1 << 15, "reserved": 0xFFFF0000}
_FPCR = {"bit": 1 << 24, "reserved": 0xF80000F8}
_CONTROLS = {
    ("linux", "x86_64"): _Control(7, **_MXCSR),
    ("linux", "aarch64"): _Control(0, **_FPCR),
    ("darwin", "x86_64"): _Control(1, **_MXCSR),
    ("darwin", "arm64"): _Control(2, **_FPCR),
}
"""``word`` counts in 32 bits; ``reserved`` are bits that are zero wherever this is right. Arm flushes operands, too."""

_ROOM = 64
"""Bytes, more than any of these systems' ``fenv_t``."""
_WINDOWS_FLUSH = _WINDOWS_MASK = 0x03000000
"""``_DN_SAVE_OPERANDS_FLUSH_RESULTS`` and ``_MCW_DN`` of Microsoft's ``float.h``."""

Setter = Callable[[bool], bool]
"""Switches the mode of this thread on or off; returns how it was."""


@contextmanager
def stepping() -> Iterator[None]:
    """Within it, and on this thread, no operation gives a subnormal number, but zero, where the machine can be told so.

    Nor does NumPy watch for overflow and the like at each call: who makes steps looks at the losses.
    """
    with np.errstate(all="ignore"):
        before = _setter()(True)
        try:
            yield
        finally:
            _setter()(before)


@cache
def _setter() -> Setter:
    """Return what sets the mode on this machine; nothing is set where that is not known, or was seen not to work."""
    try:
        found = _of_windows() if sys.platform == "win32" else _of_fenv()
    except (OSError, AttributeError):
        return _leave
    return found if _works(found) else _leave


def _leave(wanted: bool) -> bool:
    """Leave everything as it is, which is off."""
    return False


def _of_fenv() -> Setter:
    control = _CONTROLS.get((sys.platform, platform.machine()))
    if control is None:
        return _leave
    library = ctypes.CDLL("libm.so.6" if sys.platform == "linux" else None)
    get, put = library.fegetenv, library.fesetenv
    word, bit, reserved = control

    def set_mode(wanted: bool) -> bool:
        environment = (ctypes.c_uint32 * (_ROOM // 4))()
        get(environment)
        now = environment[word]
        if not now & reserved:
            environment[word] = now | bit if wanted else now & ~bit
            put(environment)
        return bool(now & bit)

    return set_mode


def _of_windows() -> Setter:
    control = ctypes.CDLL("ucrtbase")._controlfp_s

    def set_mode(wanted: bool) -> bool:
        now = ctypes.c_uint()
        control(ctypes.byref(now), 0, 0)
        before = now.value & _WINDOWS_MASK == _WINDOWS_FLUSH
        control(ctypes.byref(now), _WINDOWS_FLUSH if wanted else 0, _WINDOWS_MASK)
        return before

    return set_mode


def _works(setter: Setter) -> bool:
    """Whether half of the smallest normal number becomes zero with the mode on, and is itself again with it off."""
    normal, half = np.full(8, np.finfo(np.float32).tiny), np.float32(0.5)
    before = setter(True)
    flushed = not (normal * half).any()
    setter(before)
    return flushed and (before or bool((normal * half).all()))
