"""What a search in the network is: it finds the numbers that stand out, with where they stand and what is said of them.

The searches themselves are a file each in ``searches``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from nnstudio.engine import Place
from nnstudio.engine.declaration import Declared
from nnstudio.engine.layout import Placed
from nnstudio.engine.typing import Array
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message

MOST = 100
"""Findings that are listed; the others are counted."""


@dataclass(frozen=True)
class Found:
    """One finding: ``place`` and ``value`` of the number, what is ``said`` of it, and the ``step`` to look at."""

    place: Place
    value: float
    said: Message
    step: Step


@dataclass(frozen=True)
class Findings:
    """The first findings, at most ``MOST``, and how many there are in all."""

    found: tuple[Found, ...]
    total: int


class Search(Declared, ABC):
    """Base of the searches: pure functions of a trace."""

    @abstractmethod
    def find(self, trace: Trace) -> Findings:
        """Return what stands out, the most striking first; valid while the trainer stands still."""


def place_at(trace: Trace, spot: int, suffix: str = "") -> Place:
    """Return the place of number ``spot`` of the flat arena of parameters; ``suffix`` makes it that of its gradient."""
    entries = trace.plan.update_rule.layout.entries.values()
    placed: Placed = next(each for each in entries if each.start <= spot < each.stop)
    index = np.unravel_index(spot - placed.start, placed.key.shape)
    return Place(placed.key.layer, f"{placed.key.name}{suffix}", tuple(int(part) for part in index))


def parameter_step(trace: Trace, place: Place, *phases: str) -> Step | None:
    """Return the step in which a parameter's gradient is made, or its update: the first of ``phases`` that has one."""
    name = place.quantity.removesuffix("_grad")
    suffixes = {"backward": "grad", "update": "update"}
    steps = (Step(phase, place.layer, f"{name}_{suffixes[phase]}", place.index) for phase in phases)
    return next((step for step in steps if trace.fine.find(step) >= 0), None)


def largest(sizes: Array, most: int = MOST) -> list[int]:
    """Return the places of the largest numbers, falling; of equal ones the first comes first. NaN counts as largest."""
    keys = np.where(np.isnan(sizes), np.inf, sizes)
    if len(keys) > most:
        # Of all that reach the last one listed: so equals keep their order.
        limit = np.partition(keys, len(keys) - most)[len(keys) - most]
        spots = np.flatnonzero(keys >= limit)
    else:
        spots = np.arange(len(keys))
    return [int(spot) for spot in spots[np.argsort(-keys[spots], kind="stable")][:most]]
