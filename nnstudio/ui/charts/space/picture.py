"""The picture: one plane at or between two stops, or all planes side by side with the ways of some samples."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QApplication, QWidget

from nnstudio.ui import theme
from nnstudio.ui.charts.axes import Axes, area_of, paint_axes
from nnstudio.ui.charts.plane import Floats
from nnstudio.ui.charts.space.painting import Brush, threads_of
from nnstudio.ui.charts.space.scene import Place
from nnstudio.ui.charts.space.subject import Subject
from nnstudio.ui.charts.surroundings import as_plot
from nnstudio.ui.controls import FocusRing

_SIZE, _SMALL = 8.0, 5.0
_REACH = 10.0
LEAN, RISE = 0.72, 0.4
"""A square plane of the row is seen from the side: so much of the pitch is left of its width, and so much of that it
rises. So it begins; turned, both change."""
_NARROWEST, _WIDEST, _STEEPEST = 0.1, 2.5, 0.9
_PULL, _TURN = 0.006, 0.1
"""By how much a pixel of the mouse's way turns, and an arrow key."""
_ARROWS = {
    Qt.Key.Key_Left: (-_TURN, 0.0),
    Qt.Key.Key_Right: (_TURN, 0.0),
    Qt.Key.Key_Up: (0.0, _TURN),
    Qt.Key.Key_Down: (0.0, -_TURN),
}
_TALL = 2.2
"""Of the pitch: a plane's height at most."""
_THREADS = 36


class SpacePicture(QWidget):
    """``show_way`` paints one plane, ``show_row`` several, which are turned by dragging or the arrow keys; Home turns
    them back. Signals: ``pointed(number, place)`` of the sample under the mouse and the plane it is seen in, −1 for
    none; ``picked(number)`` by a click."""

    pointed = Signal(int, int)
    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        as_plot(self)
        self.subject: Subject | None = None
        self.places: tuple[Place, ...] = ()
        self.names: tuple[tuple[str, str], ...] = ()
        self.share: float | None = None
        self.painted = 0
        self.lean, self.rise = LEAN, RISE
        self._held: QPointF | None = None
        self._dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        FocusRing(self)
        self._brush = Brush()
        theme.changed.connect(self._on_theme)

    def show_way(
        self, subject: Subject, places: tuple[Place, Place], names: tuple[tuple[str, str], ...], share: float
    ) -> None:
        """Show one plane, ``share`` of the way from the first place to the second."""
        self.subject, self.places, self.names, self.share = subject, places, names, share
        self.update()

    def show_row(self, subject: Subject, places: tuple[Place, ...], names: tuple[tuple[str, str], ...]) -> None:
        """Show all the places' planes; ``names`` are their titles, the second of each is left out."""
        self.subject, self.places, self.names, self.share = subject, places, names, None
        self.update()

    def pixels(self) -> list[Floats]:
        """Return where everything is drawn, ``(P, 2)``, for each plane that is shown."""
        if not self.places:
            return []
        if self.share is None:
            return [self._leaning(place, number) for number, place in enumerate(self.places)]
        begin, end = (place.axes(self._area()).pixels(place.flat) for place in self.places)
        return [begin + self.share * (end - begin)]

    def turn(self, lean: float, rise: float) -> None:
        """See the planes more from the front by ``lean``, and their sides rise more by ``rise``."""
        self.lean = min(_WIDEST, max(_NARROWEST, self.lean + lean))
        self.rise = min(_STEEPEST, max(-_STEEPEST, self.rise + rise))
        self.update()

    # -- events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the plane or the planes."""
        self.painted += 1
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.tokens().plot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.subject is None or not self.places:
            return
        if self.share is None:
            self._paint_row(painter, self.subject)
        else:
            self._paint_way(painter, self.subject)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn the planes that are held, or say which sample is under the mouse."""
        if self._held is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position())
            return
        number, place = self._nearest(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor)
        self.pointed.emit(number, place)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self.pointed.emit(-1, -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold: of a sample, or of the planes."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held, self._dragged = event.position(), False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; without a way in between it was a click, which picks the sample under the mouse."""
        if event.button() != Qt.MouseButton.LeftButton or self._held is None:
            return
        self._held = None
        number, _ = self._nearest(event.position())
        if number >= 0 and not self._dragged:
            self.picked.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the planes."""
        key = Qt.Key(event.key())
        if self.share is not None or key not in (*_ARROWS, Qt.Key.Key_Home):
            super().keyPressEvent(event)
        elif key in _ARROWS:
            self.turn(*_ARROWS[key])
        else:
            self.turn(LEAN - self.lean, RISE - self.rise)

    def _drag(self, point: QPointF) -> None:
        assert self._held is not None
        way = point - self._held
        if not self._dragged and way.manhattanLength() < QApplication.startDragDistance():
            return
        self._dragged, self._held = True, point
        if self.share is None:
            self.turn(_PULL * way.x(), -_PULL * way.y())

    def _nearest(self, point: QPointF) -> tuple[int, int]:
        best, found = _REACH, (-1, -1)
        for place, pixels in enumerate(self.pixels()):
            distances = np.hypot(*(pixels[: self.subject.count if self.subject else 0] - [point.x(), point.y()]).T)
            number = int(distances.argmin())
            if distances[number] < best:
                best, found = float(distances[number]), (number, place)
        return found

    # -- one plane

    def _area(self) -> QRectF:
        return area_of(self.width(), self.height())

    def _paint_way(self, painter: QPainter, subject: Subject) -> None:
        (pixels,), area = self.pixels(), self._area()
        at = round(self.share or 0.0)
        if (self.share or 0.0) in (0.0, 1.0):
            place = self.places[at]
            paint_axes(painter, place.axes(area), self.names[at], numbers=(True, place.stop.width > 1))
        else:
            # On the way there are no numbers: only the frame stays.
            paint_axes(painter, Axes(area, np.full(2, 0.25), np.full(2, 0.75)), ("", ""), numbers=(False, False))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area)
        self._brush.paint_grid(painter, subject, pixels)
        painter.setClipping(False)
        self._brush.paint_samples(painter, subject, pixels, _SIZE)
        self._paint_mark(painter, pixels, _SIZE)

    def _paint_mark(self, painter: QPainter, pixels: Floats, size: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.tokens().text, float(theme.tokens().focus_width)))
        painter.drawEllipse(QPointF(*pixels[-1].tolist()), size, size)

    # -- all planes

    def _corners(self, number: int) -> tuple[Floats, Floats, Floats]:
        """Return a plane's lower left corner and its two edges, in pixels."""
        space = theme.tokens().space
        count = len(self.places)
        title, margin = space(3), space(1)
        pitch = (self.width() - 2 * margin) / (count - 1 + self.lean)
        height = self.height() - title - 2 * margin
        most = height / 3
        rise = min(most, max(-most, self.rise * self.lean * pitch))
        upright = min(height - abs(rise), _TALL * pitch)
        # A plane whose right side sinks begins higher, so that all of it is seen.
        bottom = title + margin + (height + upright + rise) / 2
        corner = np.array([margin + number * pitch, bottom])
        return corner, np.array([self.lean * pitch, -rise]), np.array([0.0, -upright])

    def _leaning(self, place: Place, number: int) -> Floats:
        corner, across, up = self._corners(number)
        axes = place.axes(QRectF(0, 0, 1, 1))
        share = (place.flat - axes.low) / (axes.high - axes.low)
        found: Floats = corner + share[:, :1] * across + share[:, 1:] * up
        return found

    def _paint_row(self, painter: QPainter, subject: Subject) -> None:
        planes = self.pixels()
        for number, pixels in enumerate(planes):
            self._paint_plane(painter, number)
            self._brush.paint_grid(painter, subject, pixels, 0.7)
        self._paint_threads(painter, subject, planes)
        for pixels in planes:
            self._brush.paint_samples(painter, subject, pixels, _SMALL)
            self._paint_mark(painter, pixels, _SMALL + 1)

    def _paint_plane(self, painter: QPainter, number: int) -> None:
        corner, across, up = self._corners(number)
        tokens = theme.tokens()
        painter.setPen(QPen(tokens.hairline, 1.0))
        painter.setBrush(theme.with_alpha(tokens.text_soft, 0.04))
        edges = (corner, corner + across, corner + across + up, corner + up)
        painter.drawPolygon(QPolygonF([QPointF(*each.tolist()) for each in edges]))
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.text_soft)
        metrics = painter.fontMetrics()
        width = self._corners(1)[0][0] - self._corners(0)[0][0]
        box = QRectF(corner[0], 0, width, tokens.space(3))
        text = metrics.elidedText(self.names[number][0], Qt.TextElideMode.ElideRight, int(width) - tokens.space(0.5))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_threads(self, painter: QPainter, subject: Subject, planes: list[Floats]) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for number in threads_of(subject, _THREADS).tolist():
            painter.setPen(QPen(theme.with_alpha(self._brush.color(subject, number), 0.4), 1.0))
            painter.drawPolyline([QPointF(*pixels[number].tolist()) for pixels in planes])
        painter.setPen(QPen(theme.tokens().text, float(theme.tokens().focus_width)))
        painter.drawPolyline([QPointF(*pixels[-1].tolist()) for pixels in planes])

    def _on_theme(self) -> None:
        self._brush.forget()
        self.update()
