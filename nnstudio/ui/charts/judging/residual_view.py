"""Residuals of the validation set, live: by how much each answer is off, over the answer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnstudio.data.samples import Task
from nnstudio.exchange.table import Table
from nnstudio.inspection.judging import Residuals, residuals
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.asked import Asked, asked_of
from nnstudio.ui.charts.axes import Axes, area_of, paint_axes
from nnstudio.ui.charts.naming import target_name
from nnstudio.ui.charts.plane import Floats, spread
from nnstudio.ui.charts.surroundings import as_plot, over_reading
from nnstudio.ui.charts.truth import Compared, compare
from nnstudio.ui.controls import ElidedLabel, ExportButton, bind, on_retranslate

_REACH = 10.0
"""Pixels from a point at which it still is meant."""
_DOT = 5.0
_EMPTY = Compared(np.zeros(0), np.zeros(0), np.zeros(0, np.int64))


class ResidualPicture(QWidget):
    """The points about the line of no error. Signals: ``pointed(number)``, −1 for none."""

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        as_plot(self)
        self.compared, self.name = _EMPTY, ""
        self.found: Residuals = residuals(np.zeros(0), np.zeros(0))
        theme.changed.connect(self.update)

    def show_compared(self, compared: Compared, name: str) -> None:
        """Show other answers to targets of that name."""
        self.compared, self.name = compared, name
        self.found = residuals(compared.predicted, compared.truth)
        self.update()

    def axes(self) -> Axes:
        """Return the axes: upward as far below zero as above."""
        low, high = spread(self.compared.predicted[:, None])
        limit = max(float(np.abs(self.found.values).max(initial=0.0)) * 1.1, 1e-9)
        area = area_of(self.width(), self.height())
        return Axes(area, np.array([low[0], -limit]), np.array([high[0], limit]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, the line, the band of one deviation, points."""
        painter = QPainter(self)
        tokens = theme.tokens()
        painter.fillRect(self.rect(), tokens.plot)
        if not len(self.compared.truth):
            return
        axes = self.axes()
        names = tr("Prediction · {name}", name=self.name), tr("Residual")
        paint_axes(painter, axes, names)
        area = axes.area
        heights = (self.found.mean - self.found.deviation, self.found.mean + self.found.deviation, 0.0)
        low, high, zero = (float(axes.pixels(np.array([[0.0, height]]))[0, 1]) for height in heights)
        painter.setClipRect(area)
        painter.fillRect(
            round(area.left()),
            round(high),
            round(area.width()),
            round(low - high),
            theme.with_alpha(tokens.accent, 0.1),
        )
        painter.setPen(QPen(tokens.text_soft, 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.with_alpha(tokens.accent, 0.55), _DOT)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(QPolygonF([QPointF(*point) for point in self.pixels(axes).tolist()]))

    def pixels(self, axes: Axes) -> Floats:
        """Return where the points are drawn, ``(M, 2)``."""
        return axes.pixels(np.stack([self.compared.predicted, self.found.values], axis=1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which point is under the mouse."""
        if len(self.compared.truth):
            here = [event.position().x(), event.position().y()]
            distances = np.hypot(*(self.pixels(self.axes()) - here).T)
            nearest = int(distances.argmin())
            self.pointed.emit(nearest if distances[nearest] < _REACH else -1)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self.pointed.emit(-1)


class ResidualView(QWidget):
    """``picture`` over ``reading``: mean and deviation of the residuals, or the point under the mouse."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._point = -1
        self._asked: Asked | None = None
        self.picture, self.reading = ResidualPicture(), ElidedLabel("caption")
        self.export_button = ExportButton(
            lambda: self.picture, self.table, lambda: tr("Residuals"), session.file.folder
        )
        self.tools = (self.export_button,)
        over_reading(self, self.picture, self.reading, self.export_button)
        self.picture.pointed.connect(self._on_point)
        bind(self.picture.setAccessibleName, msg("Residuals over the prediction"))
        session.display.add(self, self.paint)
        on_retranslate(self, lambda: session.display.refresh(self))

    def table(self) -> Table:
        """Return the points as a table."""
        found = self.picture.compared
        columns = found.rows + 1, found.truth, found.predicted, self.picture.found.values
        return Table(("row", "truth", "prediction", "residual"), columns)

    def paint(self, frame: Frame) -> None:
        """Compare the answers of the moment."""
        prepared = self._session.prepared
        if prepared is not None and prepared.shape.task is Task.REGRESSION:
            self._asked = asked_of(frame, prepared)
            self.picture.show_compared(compare(frame, prepared, self._asked), target_name(self._session))
            self._read()

    def _on_point(self, number: int) -> None:
        self._point = number
        self._read()

    def _read(self) -> None:
        text = self._text()
        self.reading.setText(text)
        self.picture.setAccessibleDescription(text)

    def _text(self) -> str:
        compared, found = self.picture.compared, self.picture.found
        if 0 <= self._point < len(compared.truth):
            return tr(
                "Row {row}: prediction {predicted}, off by {difference}",
                row=theme.count(int(compared.rows[self._point]) + 1),
                predicted=theme.number(float(compared.predicted[self._point])),
                difference=theme.number(float(found.values[self._point])),
            )
        if not len(compared.truth) or self._asked is None:
            return ""
        text = tr(
            "Mean {mean}, deviation {deviation} (shaded), farthest {worst}",
            mean=theme.number(found.mean),
            deviation=theme.number(found.deviation),
            worst=theme.number(found.worst),
        )
        return self._asked.told(text)
