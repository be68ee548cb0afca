"""Filters with their kernels, and beside each what it answers most strongly: pieces of samples, with the numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.inspection.filtering import Found
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing
from nnstudio.ui.controls.heat_map import heat_map
from nnstudio.ui.controls.picture_plane import Shades

Floats = npt.NDArray[np.float64]
_SIDE, _GAP, _BETWEEN = 4.5, 1.0, 1.5
"""Of a small picture, between two of them, between two filters; in units of the grid."""
_NAME = 3.0


@dataclass(frozen=True, eq=False)
class Answer:
    """A filter: its ``kernel`` coloured up to ``limit``, what it found, and the pieces of the samples that it saw."""

    number: int
    kernel: Floats
    limit: float
    found: tuple[Found, ...]
    pieces: tuple[Floats, ...]


class ResponseBoard(QWidget):
    """``answers``, as many filters side by side as there is room for; ``pointed`` is the piece that is read.

    Signals: ``pointed_at(Found or None)`` under the mouse, or by the arrows; ``chosen(Found)`` by a click or by Enter.
    """

    pointed_at = Signal(object)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.answers: tuple[Answer, ...] = ()
        self.pointed: Found | None = None
        self._shades = Shades()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        FocusRing(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme.changed.connect(self.update)

    def show_answers(self, answers: tuple[Answer, ...], shades: Shades) -> None:
        """Show other filters, or other samples; ``shades`` are the samples'."""
        self.answers, self._shades = answers, shades
        known = [found for answer in answers for found in answer.found]
        if self.pointed not in known:
            self._point(None)
        self._measure()
        self.update()

    # -- places

    def _space(self, units: float) -> int:
        return theme.tokens().space(units)

    @property
    def _across(self) -> int:
        step = self._wide + self._space(_BETWEEN)
        return max(1, (self.width() + self._space(_BETWEEN)) // step)

    @property
    def _wide(self) -> int:
        count = max((len(answer.found) for answer in self.answers), default=0)
        return self._space(_NAME) + (count + 1) * self._space(_SIDE + _GAP) + self._space(_GAP)

    @property
    def _high(self) -> int:
        return self._space(_SIDE + 1) + theme.tokens().caption

    def _measure(self) -> None:
        rows = -(-len(self.answers) // self._across)
        self.setMinimumHeight(rows * self._high)

    def _corner(self, place: int) -> QPointF:
        row, column = divmod(place, self._across)
        return QPointF(column * (self._wide + self._space(_BETWEEN)), row * self._high)

    def box_of(self, place: int, piece: int) -> QRectF:
        """Return the box of a filter's piece; −1: that of its kernel."""
        corner, side = self._corner(place), self._space(_SIDE)
        left = corner.x() + self._space(_NAME) + (piece + 1) * self._space(_SIDE + _GAP)
        return QRectF(left + (self._space(_GAP) if piece >= 0 else 0), corner.y(), side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put other numbers of filters side by side."""
        super().resizeEvent(event)
        self._measure()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the filters that are in sight."""
        painter, tokens = QPainter(self), theme.tokens()
        painter.setFont(theme.font("caption"))
        for place, answer in enumerate(self.answers):
            corner = self._corner(place)
            if corner.y() > event.rect().bottom() or corner.y() + self._high < event.rect().top():
                continue
            own = self.box_of(place, -1)
            painter.setPen(tokens.text_soft)
            name = QRectF(corner.x(), corner.y(), self._space(_NAME), own.height())
            painter.drawText(name, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(answer.number + 1))
            _draw(painter, heat_map(answer.kernel, answer.limit), own, answer.kernel.shape)
            for number, (found, piece) in enumerate(zip(answer.found, answer.pieces, strict=True)):
                box = self.box_of(place, number)
                _draw(painter, self._shades.image(piece), box, piece.shape)
                over = self._space(_GAP) / 2
                below = QRectF(box.left() - over, box.bottom() + 1, box.width() + 2 * over, tokens.caption * 1.5)
                painter.setPen(tokens.text_soft)
                painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, _fitted(painter, found.value, below.width() - 4))
                if found == self.pointed:
                    painter.setPen(QPen(tokens.focus, float(tokens.focus_width)))
                    painter.drawRect(box.adjusted(-1, -1, 1, 1))

    # -- the mouse and the keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the piece under the mouse."""
        found = self._under(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if found is None else Qt.CursorShape.PointingHandCursor)
        self._point(found)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the piece under the mouse."""
        found = self._under(event.position())
        if found is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._point(found)
        self.chosen.emit(found)

    def _under(self, point: QPointF) -> Found | None:
        pieces = (
            (found, self.box_of(place, number))
            for place, answer in enumerate(self.answers)
            for number, found in enumerate(answer.found)
        )
        return next((found for found, box in pieces if box.contains(point)), None)

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing."""
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from piece to piece, Enter chooses it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.pointed is not None:
            self.chosen.emit(self.pointed)
            return
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        known = [found for answer in self.answers for found in answer.found]
        if not step or not known:
            super().keyPressEvent(event)
            return
        before = known.index(self.pointed) if self.pointed is not None else (-1 if step > 0 else len(known))
        self._point(known[max(0, min(len(known) - 1, before + step))])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keys go elsewhere."""
        super().focusOutEvent(event)
        self._point(None)

    def _point(self, found: Found | None) -> None:
        if found != self.pointed:
            self.pointed = found
            self.pointed_at.emit(found)
            self.update()


def _fitted(painter: QPainter, value: float, room: float) -> str:
    """Return a number with as many digits as there is room for."""
    texts = [theme.number(value, digits) for digits in (3, 2, 1)]
    return next((text for text in texts if painter.fontMetrics().horizontalAdvance(text) <= room), texts[-1])


def _draw(painter: QPainter, image: QImage, box: QRectF, shape: tuple[int, ...]) -> None:
    """Draw a picture of ``shape`` into a box, its pixels square, in the middle."""
    side = box.width() / max(shape)
    inner = QRectF(0, 0, side * shape[1], side * shape[0])
    inner.moveCenter(box.center())
    painter.drawImage(inner, image)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.tokens().line)
    painter.drawRect(inner)
