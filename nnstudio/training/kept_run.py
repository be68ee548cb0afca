"""A run that is over or stands by itself: its document, its curves, and its weights at some of its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from nnstudio.data.samples import Prepared
from nnstudio.document.graph import to_graph
from nnstudio.document.model import Document
from nnstudio.engine import Program
from nnstudio.engine.typing import Array
from nnstudio.text import Message
from nnstudio.training.curves import RunCurves
from nnstudio.training.problem import compile_problem

SNAPSHOTS = 61
"""Moments of a run at which its weights are kept, the first and the last among them."""
MOST_BYTES = 4 << 20
"""What they may take; of a large network fewer are kept, and always the last."""


Moment = tuple[int, Array, Array]
"""A step, the parameters ``(P,)`` and what is carried along ``(C,)`` at it."""


@dataclass(frozen=True, eq=False)
class Snapshots:
    """``theta`` ``(T, P)`` and ``carried`` ``(T, C)`` at ascending ``steps`` ``(T,)``."""

    steps: npt.NDArray[np.int64]
    theta: Array
    carried: Array

    def at(self, step: float) -> int:
        """Return the number of the latest at or before a step; of the first, where there is none."""
        return max(0, int(np.searchsorted(self.steps, step, side="right")) - 1)


class Looks:
    """Weights of a run at some of its steps, as they come by: each, then every second, every fourth …"""

    def __init__(self, moments: Sequence[Moment] = (), stride: int = 1) -> None:
        self.moments: list[Moment] = list(moments)
        self._stride, self._passed = stride, 0

    def add(self, moment: Moment) -> None:
        """Take one of a later step, if it is its turn; the arrays must never be written again."""
        self._passed += 1
        if self._passed < self._stride:
            return
        self._passed = 0
        self.moments = [*(other for other in self.moments if other[0] < moment[0]), moment]
        if len(self.moments) > 2 * most_of(moment):
            del self.moments[1::2]
            self._stride *= 2

    def until(self, step: int) -> Looks:
        """Return those up to ``step``."""
        return Looks([moment for moment in self.moments if moment[0] <= step], self._stride)


def most_of(moment: Moment) -> int:
    """Return how many moments of that size are kept."""
    return max(1, min(SNAPSHOTS, MOST_BYTES // max(1, moment[1].nbytes + moment[2].nbytes)))


def snapshots_of(moments: Sequence[Moment]) -> Snapshots:
    """Return snapshots of moments in the order of their steps, evenly spread over these, within the bounds."""
    most = most_of(moments[-1])
    steps = np.array([step for step, *_ in moments], np.int64)
    wanted = np.linspace(steps[0], steps[-1], most) if most > 1 else steps[-1:]
    places = np.unique(np.searchsorted(steps, wanted, side="right") - 1).tolist()
    chosen = [moments[max(0, place)] for place in places]
    return Snapshots(
        np.array([step for step, *_ in chosen], np.int64),
        np.array([theta for _, theta, _ in chosen]),
        np.array([carried for *_, carried in chosen]),
    )


@dataclass(frozen=True, eq=False)
class KeptRun:
    """What is left of a run.

    Attributes
    ----------
    name : what it is called. document : network, data and settings as they were at its end. step : its last.
    run : its number with the trainer, 0 where that has none. ended : why it came to an end before its goal.
    short : what it is called where the others beside it are of the same lab.
    """

    name: Message
    document: Document
    prepared: Prepared
    curves: RunCurves
    snapshots: Snapshots
    step: int
    run: int = 0
    ended: Message | None = None
    short: Message | None = None

    @property
    def per_epoch(self) -> int:
        """Steps that an epoch takes."""
        return max(1, -(-len(self.prepared.training) // max(1, self.document.training.batch_size)))

    @cached_property
    def nbytes(self) -> int:
        """The memory that its curves and its weights take."""
        return self.curves.nbytes + self.snapshots.theta.nbytes + self.snapshots.carried.nbytes

    @cached_property
    def program(self) -> Program:
        """The network, compiled; it holds whatever weights were asked for last."""
        graph = to_graph(self.document, self.prepared.shape)
        return compile_problem(graph, self.document.training, self.document.training.seed)

    def at(self, step: float) -> Program:
        """Return the network with its weights of the latest snapshot up to ``step``; the next call changes them."""
        return self.holding(self.moment(step))

    def moment(self, step: float) -> Moment:
        """Return the latest snapshot up to a step."""
        kept, number = self.snapshots, self.snapshots.at(step)
        return int(kept.steps[number]), kept.theta[number], kept.carried[number]

    def holding(self, moment: Moment) -> Program:
        """Return the network with the weights of a moment; the next call changes them."""
        program = self.program
        _, program.theta[:], program.carried[:] = moment
        return program
