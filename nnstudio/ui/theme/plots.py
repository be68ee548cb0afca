"""pyqtgraph in the theme's colours: one factory, restyled when the theme changes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPen

from nnstudio.ui.theme import fonts
from nnstudio.ui.theme.numbers import MINUS
from nnstudio.ui.theme.state import changed, tokens

if TYPE_CHECKING:
    import pyqtgraph


def plot_widget(kind: type[pyqtgraph.PlotWidget] | None = None, *, grid: bool = True) -> pyqtgraph.PlotWidget:
    """Return an empty plot styled from the tokens: no menu, hairline axes on the left and below, a quiet grid.

    It follows the theme by itself; its curves' pens are the caller's (connect ``theme.changed``). Antialiasing and
    OpenGL are off; ``kind`` may be a class of its own (FACTS: antialias with width 2 costs 120 ms for 2,000 points).
    """
    import pyqtgraph

    pyqtgraph.setConfigOptions(antialias=False, useOpenGL=False, foreground=tokens().plot_axis, background=None)
    plot = (kind or pyqtgraph.PlotWidget)(axisItems={side: _axis_class()(side) for side in ("left", "bottom")})
    plot.setFrameShape(plot.Shape.NoFrame)
    plot.setMenuEnabled(False)
    # The view around it has the keys: two stops of Tab for one picture would be one too many.
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.getPlotItem().hideButtons()
    style_plot(plot, grid=grid)
    changed.connect(_Restyler(plot, grid).restyle)
    return plot


@cache
def _axis_class() -> type[pyqtgraph.AxisItem]:
    # Made on first use: pyqtgraph is imported only when something is plotted.
    import pyqtgraph

    class Axis(pyqtgraph.AxisItem):
        """An axis whose numbers have a true minus sign."""

        def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
            """Label the ticks."""
            return [text.replace("-", MINUS) for text in super().tickStrings(values, scale, spacing)]

    return Axis


class _Restyler(QObject):
    """Lives and dies with its plot, and Qt ends the connection with it."""

    def __init__(self, plot: pyqtgraph.PlotWidget, grid: bool) -> None:
        super().__init__(plot)
        self._plot = plot
        self._grid = grid

    def restyle(self) -> None:
        """Colour the plot anew; a closed one has given its item up."""
        if self._plot.getPlotItem() is not None:
            style_plot(self._plot, grid=self._grid)


def style_plot(plot: pyqtgraph.PlotWidget, *, grid: bool = True) -> None:
    """Colour background, axes, tick labels and grid of a plot from the tokens."""
    current = tokens()
    plot.setBackground(current.plot)
    item = plot.getPlotItem()
    for side in ("left", "bottom"):
        axis = item.getAxis(side)
        axis.setPen(pen(current.hairline))
        axis.setTextPen(current.plot_axis)
        axis.setTickFont(fonts.font("caption"))
        axis.setStyle(tickLength=-4, tickTextOffset=6, maxTickLevel=1)
        axis.label.setDefaultTextColor(current.plot_axis)
        axis.label.setFont(fonts.font("caption"))
    item.showGrid(x=grid, y=grid, alpha=0.16)


def pen(color: QColor, width: float = 1) -> QPen:
    """Return a cosmetic pen."""
    made = QPen(color)
    made.setWidthF(width)
    made.setCosmetic(True)
    return made
