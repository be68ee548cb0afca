"""Prediction against truth: where the network answers with numbers, each answer is a point; on the line it is right."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.data.samples import Prepared
from nnstudio.text import tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.charts.asked import Asked
from nnstudio.ui.charts.axes import Axes, area_of, paint_axes
from nnstudio.ui.charts.plane import Floats, spread

_MOST = 1500
"""Points that are drawn: a sample may have many outputs."""
_REACH = 10.0
"""Pixels from a point at which it still is meant."""
_DOT = 5.0
_ROOMY = 0.6
"""Of the axes: where the points need less than this share, the axes close in on them."""


@dataclass(frozen=True, eq=False)
class Compared:
    """Each answer's ``truth`` and ``predicted``, in the target's own unit, and its sample's row: ``(M,)`` each."""

    truth: Floats
    predicted: Floats
    rows: npt.NDArray[np.int64]


def compare(frame: Frame, prepared: Prepared, asked: Asked) -> Compared:
    """Ask the network about samples; answers that are not finite are left out."""
    subset, chosen = asked.subset, asked.places
    with np.errstate(all="ignore"):
        answers = frame.predict(subset.x[chosen])
        predicted = prepared.unscaled_target(answers).reshape(len(chosen), -1)
    truth = prepared.unscaled_target(subset.y[chosen].reshape(answers.shape)).reshape(len(chosen), -1)
    # Of many outputs the first ones of each sample, so that every sample stays in the picture.
    each = max(1, _MOST // len(chosen))
    rows = np.repeat(subset.rows[chosen, None], min(each, truth.shape[1]), axis=1).ravel()
    wanted, found = truth[:, :each].ravel(), predicted[:, :each].ravel()
    finite = np.isfinite(found)
    return Compared(wanted[finite], found[finite], rows[finite])


class TruthPicture(QWidget):
    """The points and the line on which prediction and truth are equal. Signals: ``pointed(number)``, −1 for none."""

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.compared = Compared(np.zeros(0), np.zeros(0), np.zeros(0, np.int64))
        self.name = ""
        self.painted = 0
        self._ends = (math.inf, -math.inf)
        self._still: QPixmap | None = None
        theme.changed.connect(self.forget)

    def show_compared(self, compared: Compared, name: str) -> None:
        """Show other answers to targets of that name."""
        self.compared = compared
        ends = self._fitting(self._ends)
        if (ends, name) != (self._ends, self.name):
            self._ends, self.name = ends, name
            self.forget()
        self.update()

    def forget(self) -> None:
        """Draw what stands still anew: other axes, other colours."""
        self._still = None
        self.update()

    def restart(self) -> None:
        """The next answers are to other data: fit the axes to them."""
        self._ends = (math.inf, -math.inf)

    def axes(self) -> Axes:
        """Return the axes: the same for truth and prediction."""
        low, high = self._ends
        return Axes(area_of(self.width(), self.height()), np.array([low, low]), np.array([high, high]))

    def sentence(self) -> str:
        """Return how far the worst answer is off, in words."""
        found = self.compared
        if not len(found.truth):
            return ""
        worst = float(np.abs(found.predicted - found.truth).max())
        answers = theme.count(len(found.truth))
        return tr("{count} answers; the farthest is {distance} off", count=answers, distance=theme.number(worst))

    def text(self, number: int) -> str:
        """Return what a point says."""
        found = self.compared
        truth, predicted = float(found.truth[number]), float(found.predicted[number])
        return tr(
            "Row {row}: truth {truth}, prediction {predicted}, off by {difference}",
            row=theme.count(int(found.rows[number]) + 1),
            truth=theme.number(truth),
            predicted=theme.number(predicted),
            difference=theme.number(predicted - truth),
        )

    # -- events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, line, points."""
        self.painted += 1
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.tokens().plot)
        if not len(self.compared.truth):
            return
        axes = self.axes()
        painter.drawPixmap(0, 0, self._standing(axes))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(axes.area)
        pen = QPen(theme.with_alpha(theme.tokens().accent, 0.55), _DOT)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(QPolygonF([QPointF(*point) for point in self._pixels(axes).tolist()]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The axes must be drawn anew."""
        super().resizeEvent(event)
        self.forget()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which point is under the mouse."""
        if len(self.compared.truth):
            here = [event.position().x(), event.position().y()]
            distances = np.hypot(*(self._pixels(self.axes()) - here).T)
            nearest = int(distances.argmin())
            self.pointed.emit(nearest if distances[nearest] < _REACH else -1)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self.pointed.emit(-1)

    # -- drawing

    def _pixels(self, axes: Axes) -> Floats:
        return axes.pixels(np.stack([self.compared.truth, self.compared.predicted], axis=1))

    def _fitting(self, ends: tuple[float, float]) -> tuple[float, float]:
        """Return the axes' ends: as before while all points fit and fill them, so that nothing jitters."""
        values = np.concatenate([self.compared.truth, self.compared.predicted])
        if not len(values):
            return ends
        low, high = float(values.min()), float(values.max())
        if ends[0] <= low and high <= ends[1] and high - low >= _ROOMY * (ends[1] - ends[0]):
            return ends
        begin, end = spread(values[:, None])
        return float(begin[0]), float(end[0])

    def _standing(self, axes: Axes) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if self._still is None or self._still.devicePixelRatio() != ratio:
            self._still = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
            self._still.setDevicePixelRatio(ratio)
            self._still.fill(theme.tokens().plot)
            with QPainter(self._still) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(theme.tokens().text_soft, 1.0, Qt.PenStyle.DashLine))
                painter.drawLine(axes.area.bottomLeft(), axes.area.topRight())
                names = tr("Truth · {name}", name=self.name), tr("Prediction")
                paint_axes(painter, axes, names)
        return self._still
