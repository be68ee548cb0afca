"""The network's answer to one input, in the words and units of the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnstudio.data.samples import Numbers, Prepared, Task
from nnstudio.inspection.judging import are_shares


@dataclass(frozen=True, eq=False)
class Answer:
    """``values`` ``(K,)``, or ``(T, K)`` with an answer at every step: one for each class or target.

    ``shares`` : they are probabilities, which add up to 1; other numbers are scores, or the target's own unit.
    ``classes`` : they stand for classes, of which the largest wins.
    """

    values: Numbers
    classes: bool
    shares: bool

    @property
    def steps(self) -> int:
        """How many steps have an answer each; 0 where there is one for the whole input."""
        return len(self.values) if self.values.ndim == 2 else 0

    def at(self, step: int = -1) -> Numbers:
        """Return the values ``(K,)`` of a step, where each has its own; else the only ones."""
        return self.values[step] if self.values.ndim == 2 else self.values

    def winner(self, step: int = -1) -> int:
        """Return the number of the class that wins."""
        return int(np.nan_to_num(self.at(step)).argmax())


def answer(predict: Callable[[Numbers], Numbers], prepared: Prepared, x: Numbers) -> Answer:
    """Ask the network. ``x`` ``(*shape)`` is in the data's own units; ``predict`` takes what the network sees.

    One output for two classes is the probability of the second one.
    """
    with np.errstate(all="ignore"):
        found = np.asarray(predict(prepared.scaled(x[None]))[0], np.float64)
    if prepared.shape.task is Task.REGRESSION:
        return Answer(prepared.unscaled_target(found[None])[0], classes=False, shares=False)
    shares = are_shares(found)
    if found.shape[-1] == 1:
        # Also of a score without a logistic end: which side of ½ it lies on decides, as in the confusion matrix.
        found = np.concatenate([1 - found, found], axis=-1)
    return Answer(found, classes=True, shares=shares)
