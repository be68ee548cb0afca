"""Many calls run one after another by the interpreter's own loops in C, without a line of Python in between.

A step of a small network is two dozen calls of a quarter of a microsecond; what stands between them is then worth
sparing. It is the recipe for consuming an iterator of ``itertools``' documentation.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from itertools import starmap
from operator import call
from typing import Any

from nnstudio.engine.emitter import Call

FlatCall = tuple[Any, ...]
"""A function and its arguments behind it, in one tuple."""

_take: Callable[[Iterable[object]], None] = deque[object](maxlen=0).extend
"""Goes through an iterator, and keeps nothing of it."""


def flat(calls: Iterable[Call]) -> list[FlatCall]:
    """Return the calls as :func:`run_flat` wants them."""
    return [(function, *arguments) for function, arguments in calls]


def run_flat(calls: Iterable[FlatCall]) -> None:
    """Run the calls in order."""
    _take(starmap(call, calls))
