"""Which neuron fires for how many samples, update after update: a row for each neuron, a column for each update."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.inspection.functions.dying import LAYERS, Dying
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, bind
from nnstudio.ui.controls.heat_map import screen_image

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}


class FiringMap(QWidget):
    """``step`` is the update that is looked at.

    Signals: ``pointed(int)`` when the user points at another update, by mouse or arrows.
    """

    pointed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.run: Dying | None = None
        self.step = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        FocusRing(self)
        bind(self.setAccessibleName, msg("Share of samples for which each neuron fires, over the updates"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Wide, and a line for each neuron."""
        return QSize(theme.tokens().space(70), theme.tokens().space(40))

    def minimumSizeHint(self) -> QSize:
        """A few pixels for each neuron."""
        return QSize(theme.tokens().space(40), theme.tokens().space(26))

    def show_run(self, run: Dying, step: int) -> None:
        """Show another run, or look at another update of it."""
        self.run, self.step = run, step
        self.update()

    def words(self) -> str:
        """Return what stands beside the rows, in words."""
        if self.run is None:
            return ""
        rows = range(self.run.firing[LAYERS[0]].shape[1])
        layers = (", ".join(f"{row + 1} {self._share(layer, row)}" for row in rows) for layer in LAYERS)
        return "\n".join(f"{tr('Hidden layer {number}', number=n)}: {each}" for n, each in enumerate(layers, 1))

    def clear(self) -> None:
        """Show nothing."""
        self.run = None
        self.update()

    def area(self, layer: int) -> QRectF:
        """Return where the rows of a layer are drawn."""
        space = theme.tokens().space
        height = (self.height() - space(3)) / len(LAYERS)
        return QRectF(space(9), layer * height + space(2.5), self.width() - space(16), height - space(3))

    def x_of(self, step: float) -> float:
        """Return where an update is drawn."""
        area, count = self.area(0), len(self.run.losses) if self.run is not None else 1
        return area.left() + (step + 0.5) / count * area.width()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look at the update under the mouse."""
        if self.run is not None:
            area = self.area(0)
            share = (event.position().x() - area.left()) / area.width()
            self._point(int(share * len(self.run.losses)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go one update on or back, Page Up and Page Down ten."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._point(self.step + step)

    def _point(self, step: int) -> None:
        if self.run is not None:
            self.pointed.emit(max(0, min(len(self.run.losses) - 1, step)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both layers, the bad step and the update that is looked at."""
        if self.run is None:
            return
        painter = QPainter(self)
        for number, layer in enumerate(LAYERS):
            self._paint_layer(painter, number, layer, self.run.firing[layer])
        tokens = theme.tokens()
        bottom = self.area(len(LAYERS) - 1).bottom()
        for step, pen in ((self.run.shock - 0.5, QPen(tokens.error, 2)), (self.step, QPen(tokens.accent, 1))):
            painter.setPen(pen)
            x, top = round(self.x_of(step)), round(self.area(0).top())
            painter.drawLine(x, top, x, round(bottom))
        painter.setPen(tokens.text_soft)
        painter.setFont(theme.font("caption"))
        below = QRectF(self.area(0).left(), bottom + tokens.space(0.5), self.area(0).width(), tokens.space(2.5))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, tr("updates →"))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, tr("dark: fires for no sample · bright: for all"))

    def _share(self, layer: str, row: int) -> str:
        assert self.run is not None
        if self.run.dead[layer][self.step, row]:
            return tr("dead")
        return theme.percent(float(self.run.firing[layer][self.step, row]), 0)

    def _paint_layer(self, painter: QPainter, number: int, layer: str, firing: np.ndarray) -> None:
        tokens, area = theme.tokens(), self.area(number)
        painter.setPen(tokens.text)
        painter.setFont(theme.font("body"))
        heading = QRectF(0, area.top() - tokens.space(2.5), self.width(), tokens.space(2.5))
        painter.drawText(heading, Qt.AlignmentFlag.AlignLeft, tr("Hidden layer {number}", number=number + 1))
        table = theme.magnitude_table()
        pixels = table[np.clip(np.rint(firing.T * 255), 0, 255).astype(int)]
        rows = len(pixels)
        painter.drawImage(area, screen_image(pixels))
        painter.setFont(theme.font("number_caption"))
        height = area.height() / rows
        for row in range(rows):
            top = area.top() + row * height
            painter.setPen(QPen(tokens.plot, 1))
            painter.drawLine(round(area.left()), round(top), round(area.right()), round(top))
            painter.setPen(tokens.text)
            name = QRectF(0, top, area.left() - tokens.space(1), height)
            painter.drawText(name, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(row + 1))
            said = QRectF(area.right() + tokens.space(0.5), top, tokens.space(6.5), height)
            painter.drawText(said, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._share(layer, row))
