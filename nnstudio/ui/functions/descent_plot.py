"""The way of two weights over the loss's ellipses, as far as it has been walked."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.inspection.functions.zigzag import TEACHER, Descent
from nnstudio.text import Message
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, label

_LEVELS = (0.02, 0.1, 0.25, 0.5, 1.0, 2.0)
"""Of the loss at the start: where the ellipses are drawn."""
_LOW, _HIGH = np.array([-0.6, -1.7]), np.array([1.7, 0.6])


class DescentPlot(QWidget):
    """``descent`` is drawn up to ``steps`` updates, in colour number ``slot``."""

    def __init__(self, name: Message, slot: int) -> None:
        super().__init__()
        self.descent: Descent | None = None
        self.steps = 0
        self._slot = slot
        self.title = label("", "strong")
        self.plot = theme.plot_widget()
        self.plot.setAspectLocked(True)
        self.plot.setMouseEnabled(x=False, y=False)
        item = self.plot.getPlotItem()
        item.setXRange(float(_LOW[0]), float(_HIGH[0]), padding=0)
        item.setYRange(float(_LOW[1]), float(_HIGH[1]), padding=0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.plot, 1)
        bind(self.plot.setAccessibleName, name)
        theme.changed.connect(self._draw)

    def show_descent(self, descent: Descent, steps: int, title: str) -> None:
        """Draw another run, or more or less of it."""
        self.descent, self.steps = descent, steps
        self.title.setText(title)
        self._draw()

    def _draw(self) -> None:
        if self.descent is None:
            return
        tokens, color = theme.tokens(), theme.class_color(self._slot)
        self.plot.clear()
        for level in _LEVELS:
            ellipse = _ellipse(self.descent, level)
            self.plot.addItem(pg.PlotCurveItem(*ellipse, pen=theme.pen(tokens.hairline), antialias=True))
        path = self.descent.path[: self.steps + 1]
        self.plot.addItem(pg.PlotCurveItem(*path.T, pen=theme.pen(color, 1.6), antialias=True))
        dots = pg.ScatterPlotItem(*path.T, size=tokens.space(0.5), brush=color, pen=None)
        here = pg.ScatterPlotItem(
            *path[-1:].T, size=tokens.space(1.25), brush=tokens.accent, pen=theme.pen(tokens.plot)
        )
        goal = pg.ScatterPlotItem(
            [TEACHER[0]], [TEACHER[1]], symbol="+", size=tokens.space(1.75), pen=theme.pen(tokens.text, 1.5)
        )
        for drawn in (dots, goal, here):
            self.plot.addItem(drawn)


def _ellipse(descent: Descent, level: float) -> np.ndarray:
    """Return the ``(2, N)`` weights at which the loss is this share of what it was at first."""
    values, vectors = np.linalg.eigh(descent.hessian)
    turn = np.linspace(0, 2 * np.pi, 121)
    radius = np.sqrt(2 * level * descent.losses[0] / np.maximum(values, 1e-12))
    circle = np.stack([radius[0] * np.cos(turn), radius[1] * np.sin(turn)])
    return np.asarray(TEACHER[:, None] + vectors @ circle)
