"""The layers' gradients of kept runs as lines: layer after layer from the left, how long on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtGui import QColor

from nnstudio.text import tr
from nnstudio.training.kept_run import KeptRun, Moment
from nnstudio.training.layer_gradients import layer_gradients
from nnstudio.ui import theme
from nnstudio.ui.charts.plane import Floats
from nnstudio.ui.charts.runs.figures import LEAST, RunLine
from nnstudio.ui.charts.runs.run_plot import Range

_MARGIN = 0.06
_DECADES = 10
"""What is more of these below the longest is not told apart."""


class Gradients:
    """Measures a moment when it is first asked for, and keeps it as long as the run is."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[KeptRun, dict[int, Floats]] = WeakKeyDictionary()

    def at(self, run: KeptRun, moment: Moment) -> Floats:
        """Return the lengths at a moment, ``(L,)``, from the input on."""
        known = self._known.setdefault(run, {})
        if moment[0] not in known:
            known[moment[0]] = np.array(list(layer_gradients(run, moment).values()))
        return known[moment[0]]

    def line(self, run: KeptRun, moment: Moment, color: QColor, *, faint: bool = False) -> RunLine:
        """Return them as a line over the layers' numbers; without what is not finite."""
        sizes = self.at(run, moment)
        there = np.isfinite(sizes)
        return RunLine(np.flatnonzero(there).astype(np.float64) + 1, sizes[there], color, faint=faint)

    def said(self, run: KeptRun, moment: Moment) -> str:
        """Return the first and the last in words."""
        sizes = self.at(run, moment)
        if not len(sizes):
            return ""
        first, last = theme.compact(float(sizes[0]), 2), theme.compact(float(sizes[-1]), 2)
        return tr("‖∂L/∂θ‖ of layer 1: {first}, of layer {count}: {last}", first=first, count=len(sizes), last=last)


def gradient_ranges(lines: Iterable[RunLine]) -> tuple[Range, Range]:
    """Return what all lines lie in: numbers of layers, powers of ten."""
    known = [line for line in lines if len(line.x)]
    if not known:
        return (0.0, 1.0), (-1.0, 0.0)
    powers = np.log10(np.maximum(np.concatenate([line.y for line in known]), LEAST))
    high = float(powers.max())
    low = max(float(powers.min()), high - _DECADES)
    extent = (high - low) or 1.0
    most = max(float(line.x[-1]) for line in known)
    return (0.5, most + 0.5), (low - _MARGIN * extent, high + _MARGIN * extent)
