"""One of the runs that are compared: one that was kept, or the one in hand."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.document.model import Document
from nnstudio.text import Message
from nnstudio.training.curves import RunCurves
from nnstudio.training.kept_run import KeptRun
from nnstudio.ui.charts.runs.figures import RunLine, color_of, points_of


@dataclass(frozen=True, eq=False)
class ShownRun:
    """``number`` stands at its line and before its name, 0 for the run in hand; ``kept`` is None for that."""

    number: int
    name: Message
    document: Document
    curves: RunCurves
    step: int
    per_epoch: int
    kept: KeptRun | None = None

    @property
    def mark(self) -> str:
        """What stands at the end of its line."""
        return str(self.number) if self.number else "●"

    def line(self, quantity: str) -> RunLine:
        """Return its line."""
        x, y = points_of(self.curves, quantity, self.per_epoch)
        broken = self.kept is not None and self.kept.ended is not None
        return RunLine(x, y, color_of(self.number), self.mark, broken=broken)

    def value_at(self, quantity: str, epoch: float) -> float:
        """Return the value at an epoch, NaN where there is none yet or no more."""
        step = epoch * self.per_epoch
        curve = self.curves.all()[quantity]
        return curve.at(step) if step <= self.step else math.nan

    def lowest(self, quantity: str) -> float:
        """Return the lowest mean of the curve's stretches, NaN where there is nothing."""
        _, _, mean, _ = self.curves.all()[quantity].points()
        return float(np.min(mean)) if len(mean) else math.nan
