"""One file for each exercise: ``EXERCISE`` is its declaration. Adding a file and its place in the order adds it.

``given_value`` is no exercise: it holds the finished class that later ones build on.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final

from nnstudio.inspection.exercises.exercise import Exercise

ORDER: Final = (
    "remembering",
    "slopes",
    "adding_up",
    "sorting",
    "backward",
    "tanh",
    "powers",
    "neuron",
    "layer",
    "mlp",
    "zeroing",
    "training",
)
"""From the first to the last."""


@cache
def exercises() -> tuple[Exercise, ...]:
    """Return all of them, in order."""
    return tuple(import_module(f"{__name__}.{name}").EXERCISE for name in ORDER)
