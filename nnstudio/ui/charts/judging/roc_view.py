"""The ROC curves of the validation set, live: one a class, with the area below each."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnstudio.data.samples import Task
from nnstudio.exchange.table import Table
from nnstudio.inspection.judging import Roc, rocs
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.asked import Asked, asked_of
from nnstudio.ui.charts.axes import Axes, area_of, paint_axes
from nnstudio.ui.charts.lines import paint_sign
from nnstudio.ui.charts.naming import class_names
from nnstudio.ui.charts.series import NumberedSeries, numbered
from nnstudio.ui.charts.surroundings import as_plot, over_reading
from nnstudio.ui.controls import ElidedLabel, ExportButton, bind, on_retranslate

_REACH = 12.0
"""Pixels from a curve at which it still is meant."""


class RocPicture(QWidget):
    """The ``curves`` of classes of these ``names``. Signals: ``pointed(curve, point)``, −1 where none is near."""

    pointed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        as_plot(self)
        self.curves: tuple[Roc, ...] = ()
        self.names: tuple[str, ...] = ()
        theme.changed.connect(self.update)

    def show_curves(self, curves: tuple[Roc, ...], names: tuple[str, ...]) -> None:
        """Show other curves."""
        self.curves, self.names = curves, names
        self.update()

    def axes(self) -> Axes:
        """Return both rates from 0 to 1."""
        return Axes(area_of(self.width(), self.height()), np.zeros(2), np.ones(2))

    def line(self, roc: Roc) -> NumberedSeries:
        """Return how a class's curve is told from the others."""
        return numbered(str(roc.number), self.names[roc.number], roc.number)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the axes, chance, the curves, and what they are called."""
        painter = QPainter(self)
        tokens, axes = theme.tokens(), self.axes()
        painter.fillRect(self.rect(), tokens.plot)
        paint_axes(painter, axes, (tr("False positive rate"), tr("True positive rate")))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.text_soft, 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(axes.area.bottomLeft(), axes.area.topRight())
        for roc in self.curves:
            painter.setPen(QPen(self.line(roc).strong(), tokens.focus_width))
            painter.drawPolyline(QPolygonF([QPointF(*place) for place in axes.pixels(roc.points[:, :2]).tolist()]))
        self._paint_key(painter, axes.area)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which point is under the mouse."""
        here, best = np.array([event.position().x(), event.position().y()]), (_REACH, -1, -1)
        for number, roc in enumerate(self.curves):
            distances = np.hypot(*(self.axes().pixels(roc.points[:, :2]) - here).T)
            nearest = int(distances.argmin())
            best = min(best, (float(distances[nearest]), number, nearest), key=lambda each: each[0])
        self.pointed.emit(*best[1:])

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self.pointed.emit(-1, -1)

    def _paint_key(self, painter: QPainter, area: QRectF) -> None:
        """Name the curves with their areas in the lower right corner, where a good curve never is."""
        painter.setFont(theme.font("number_caption"))
        metrics, space = painter.fontMetrics(), theme.tokens().space
        line = metrics.height()
        shown = self.curves[: max(1, int(area.height() * 0.8 // line))]
        texts = [f"{self.names[roc.number]}  {theme.fraction(roc.area)}" for roc in shown]
        wide = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        left, top = area.right() - wide - space(1), area.bottom() - line * len(texts) - space(0.5)
        for place, (roc, text) in enumerate(zip(shown, texts, strict=True)):
            entry = self.line(roc)
            painter.setPen(QPen(entry.strong(), 1.0))
            painter.setBrush(theme.tokens().plot if entry.hollow else entry.strong())
            middle = QPointF(left - space(1), top + (place + 0.5) * line)
            paint_sign(painter, entry.marker, middle, theme.tokens().unit / 2)
            painter.setPen(theme.tokens().text)
            box = QRectF(left, top + place * line, wide, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class RocView(QWidget):
    """``picture`` over ``reading``: the mean area, or the threshold under the mouse."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._at = -1, -1
        self._asked: Asked | None = None
        self.picture, self.reading = RocPicture(), ElidedLabel("caption")
        self.export_button = ExportButton(lambda: self.picture, self.table, lambda: tr("ROC"), session.file.folder)
        self.tools = (self.export_button,)
        over_reading(self, self.picture, self.reading, self.export_button)
        self.picture.pointed.connect(self._on_pointed)
        bind(self.picture.setAccessibleName, msg("ROC curves"))
        session.display.add(self, self.paint)
        on_retranslate(self, lambda: session.display.refresh(self))

    def table(self) -> Table:
        """Return the curves' points as a table."""
        curves, names = self.picture.curves, self.picture.names
        points = np.concatenate([roc.points for roc in curves]) if curves else np.zeros((0, 3))
        words = [names[roc.number] for roc in curves for _ in roc.points]
        return Table(("class", "false positive rate", "true positive rate", "threshold"), (words, *points.T))

    def paint(self, frame: Frame) -> None:
        """Rank the answers of the moment."""
        prepared = self._session.prepared
        if prepared is None or prepared.shape.task is not Task.CLASSIFICATION:
            return
        self._asked, names = asked_of(frame, prepared), class_names(self._session)
        subset, rows = self._asked.subset, self._asked.places
        with np.errstate(all="ignore"):
            scores = np.asarray(frame.predict(subset.x[rows], ranks=True), np.float64)
        self.picture.show_curves(rocs(scores, np.asarray(subset.y[rows], np.float64), max(2, len(names))), names)
        self._read()

    def _on_pointed(self, curve: int, point: int) -> None:
        self._at = curve, point
        self._read()

    def _read(self) -> None:
        text = self._text()
        self.reading.setText(text)
        self.picture.setAccessibleDescription(text)

    def _text(self) -> str:
        curves, (curve, point) = self.picture.curves, self._at
        if not curves or self._asked is None:
            return tr("Not enough samples of each class")
        if not 0 <= curve < len(curves) or point >= len(curves[curve].points):
            mean = float(np.mean([roc.area for roc in curves]))
            text = tr("AUC {area}; 0.5 is chance, 1 tells all apart", area=theme.fraction(mean))
            return self._asked.told(text)
        roc = curves[curve]
        false, true, threshold = roc.points[point].tolist()
        return tr(
            "{name} from {threshold} on: {true} of them found, {false} of the others taken for it",
            name=self.picture.names[roc.number],
            threshold=theme.rounded(threshold, 4) if np.isfinite(threshold) else "∞",
            true=theme.percent(true),
            false=theme.percent(false),
        )
