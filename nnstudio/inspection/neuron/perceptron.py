"""The perceptron rule on a truth table, mistake by mistake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnstudio.inspection.neuron.one_neuron import OneNeuron
from nnstudio.inspection.neuron.truth_table import ROWS, Bits, TruthFunction

Weights = tuple[float, float, float]
"""w₁, w₂, b."""
Ending = Literal["", "solved", "cycles"]


@dataclass(frozen=True)
class Correction:
    """One mistake and what the rule makes of it.

    ``round`` counts passes through the table from 1. ``error`` is t − y, +1 or −1.
    """

    number: int
    round: int
    x: Bits
    target: int
    output: int
    before: Weights
    after: Weights

    @property
    def error(self) -> int:
        """t − y."""
        return self.target - self.output


class PerceptronRule:
    r"""Rosenblatt's rule: for each mistake ``w ← w + α (t − y) x``, ``b ← b + α (t − y)``.

    The rows are gone through in their order, again and again. ``ending`` is ``solved`` after a whole round without a
    mistake, and ``cycles`` once the same weights meet the same row a second time: from there everything repeats.
    On separable tables it always ends (Novikoff 1962); on XOR it cannot. ``repeats`` is then the number of the
    correction that would come again.

    Source: Rosenblatt, Psychological Review 65 (1958).
    """

    def __init__(self, function: TruthFunction, start: Weights = (0.0, 0.0, 0.0), rate: float = 1.0) -> None:
        self.function, self.rate, self.start = function, rate, start
        self.weights = start
        self.ending: Ending = ""
        self.corrections: list[Correction] = []
        self.repeats = 0
        self._neuron = OneNeuron(2, "step")
        self._seen: dict[tuple[int, Weights], int] = {}
        self._looked = self._right = 0

    @property
    def round(self) -> int:
        """The pass through the table under way, from 1."""
        return self._looked // len(ROWS) + 1

    def next_mistake(self) -> Correction | None:
        """Go on to the next mistake and correct it; None where it has ended."""
        while not self.ending:
            row = self._looked % len(ROWS)
            wrong = self._look(row)
            round_now = self.round
            self._looked += 1
            if wrong is None:
                continue
            known = self._seen.get((row, self.weights))
            if known is not None:
                self.ending, self.repeats = "cycles", known
                return None
            self._seen[row, self.weights] = len(self.corrections) + 1
            return self._correct(row, wrong, round_now)
        return None

    def run(self, most: int = 1000) -> None:
        """Go on until it ends, or for so many mistakes."""
        for _ in range(most):
            if self.next_mistake() is None:
                return

    def _look(self, row: int) -> int | None:
        """Return what the neuron wrongly answers to a row; None where it is right."""
        self._neuron.set(np.array(self.weights[:2]), self.weights[2])
        output = int(self._neuron.outputs(np.array([ROWS[row]], np.float64))[0])
        if output == self.function.outputs[row]:
            self._right += 1
            if self._right == len(ROWS):
                self.ending = "solved"
            return None
        self._right = 0
        return output

    def _correct(self, row: int, output: int, round_now: int) -> Correction:
        x, target, before = ROWS[row], self.function.outputs[row], self.weights
        step = self.rate * (target - output)
        self.weights = (before[0] + step * x[0], before[1] + step * x[1], before[2] + step)
        made = Correction(len(self.corrections) + 1, round_now, x, target, output, before, self.weights)
        self.corrections.append(made)
        return made
