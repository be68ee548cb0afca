"""Strips over time: a heat map for every quantity, a row for each unit, all under one axis of time steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnstudio.engine import Place
from nnstudio.inspection.sequences.unrolled import Strip
from nnstudio.inspection.working_out import Covered
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.controls.calculation.markup import draw_symbol, symbol_width
from nnstudio.ui.controls.heat_map import heat_map
from nnstudio.ui.sequence_views.time_axis import TimeAxis

_LEAST, _MOST, _ROW = 3.5, 6.5, 0.625
"""Heights of a strip and of a row in it, in units of the grid."""
_LOWER, _HIGHER = 0.7, 2.5
"""How much lower or higher all strips are drawn where the window is."""
_SIGNED = 10
"""Side of a cell from which it shows its sign."""
_SEEN = 0.02

Spot = tuple[int, int, int]
"""Strip, row, time."""


@dataclass(frozen=True, eq=False)
class Band:
    """A strip where it stands."""

    strip: Strip
    image: QImage
    box: QRectF
    """Of its cells."""

    def cell(self, row: int, axis: TimeAxis) -> float:
        """Return the top of a row."""
        return self.box.top() + row * self.box.height() / self.strip.values.shape[0]

    def frame(self, row: int, time: int, axis: TimeAxis) -> QRectF:
        """Return the box of one number."""
        high = self.box.height() / self.strip.values.shape[0]
        return QRectF(axis.start(time), self.cell(row, axis), axis.wide, high)


class StripBoard(QWidget):
    """Click on a number to go to its step; arrows walk over time and from row to row, Enter goes there.

    ``covered`` : a result that is not to be seen yet in what is shown next.

    Signals: ``pointed(Place or None)``, ``chosen(Place)``; ``said(str)``: the number under the mouse or the keys.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strips: tuple[Strip, ...] = ()
        self.time: int | None = None
        self.present: Place | None = None
        self.current: Spot | None = None
        self._cuts: tuple[int, ...] = ()
        self._bands: list[Band] = []
        self._images: list[QImage] = []
        self._lit: frozenset[Place] = frozenset()
        self._hovered: Spot | None = None
        self._room = 0
        self.covered: Covered | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._recolour)

    # -- what is shown

    def show_strips(
        self, strips: tuple[Strip, ...], time: int | None, cuts: tuple[int, ...], present: Place | None = None
    ) -> None:
        """Show other strips; ``time`` and the number at ``present`` are marked, ``cuts`` are where truncation cuts."""
        if [strip.values.shape for strip in strips] != [strip.values.shape for strip in self.strips]:
            self.current = self._hovered = None
        hidden = self.covered
        self.strips = strips if hidden is None else tuple(strip.without(hidden) for strip in strips)
        self.time, self._cuts, self.present = time, cuts, present
        self._recolour()
        self.updateGeometry()
        here = self._hovered or self._standing()
        self.said.emit(self.words(here) if here is not None else "")

    def _recolour(self) -> None:
        self._images = [heat_map(strip.values, strip.limit) for strip in self.strips]
        self._lay_out()

    def light(self, places: Iterable[Place]) -> None:
        """Frame the numbers that stand at these places."""
        self._lit = frozenset(places)
        self.update()

    def lit(self) -> frozenset[Spot]:
        """Return the numbers that are framed."""
        return self._spots(self._lit)

    def _spots(self, places: Iterable[Place]) -> frozenset[Spot]:
        return frozenset(
            (number, place.index[1], place.index[0])
            for place in places
            for number, strip in enumerate(self.strips)
            if (place.layer, place.quantity, place.sample) == (strip.layer, strip.quantity, strip.sample)
            and len(place.index) == 2
        )

    # -- where it stands

    def axis(self) -> TimeAxis:
        """Return the axis at the present width."""
        length = self.strips[0].values.shape[1] if self.strips else 1
        return TimeAxis(length, self._margin(), self.width() - 2.0)

    def _margin(self) -> float:
        letters = [symbol_width(strip.known.letter, theme.font("body")) for strip in self.strips]
        scales = [QFontMetricsF(theme.font("number_caption")).horizontalAdvance(_scale(strip)) for strip in self.strips]
        return max((*letters, *scales), default=0.0) + theme.tokens().space(1)

    def give_room(self, high: int) -> None:
        """Draw the strips as high as so many pixels allow, within bounds."""
        if high != self._room:
            self._room = high
            self._lay_out()
            self.updateGeometry()

    def _highs(self) -> list[float]:
        """Return how high each strip is."""
        space = theme.tokens().space
        usual = [min(space(_MOST), max(space(_LEAST), strip.values.shape[0] * space(_ROW))) for strip in self.strips]
        free = self._room - len(usual) * space(0.5) - TimeAxis.height() - 1
        grown = max(_LOWER, min(_HIGHER, free / sum(usual))) if self._room and usual else 1.0
        return [float(round(high * grown)) for high in usual]

    def _lay_out(self) -> None:
        axis, top, gap = self.axis(), 1.0, theme.tokens().space(0.5)
        self._bands = []
        for strip, image, high in zip(self.strips, self._images, self._highs(), strict=True):
            self._bands.append(Band(strip, image, QRectF(axis.left, top, axis.right - axis.left, high)))
            top += high + gap
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of all strips and the axis."""
        gap = theme.tokens().space(0.5)
        high = sum(each + gap for each in self._highs()) + TimeAxis.height() + 1
        return QSize(theme.tokens().space(40), round(high))

    def minimumSizeHint(self) -> QSize:
        """Return the least width; the height is as it is."""
        return QSize(theme.tokens().space(24), self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        """Lay the strips out anew."""
        self._lay_out()

    def box(self, spot: Spot) -> QRectF:
        """Return where a number stands."""
        number, row, time = spot
        return self._bands[number].frame(row, time, self.axis())

    def _at(self, point: QPointF) -> Spot | None:
        time = self.axis().at(point.x())
        for number, band in enumerate(self._bands):
            if time is not None and band.box.top() <= point.y() < band.box.bottom():
                rows = band.strip.values.shape[0]
                return number, min(rows - 1, int((point.y() - band.box.top()) / band.box.height() * rows)), time
        return None

    # -- painting

    def paintEvent(self, event: object) -> None:
        """Draw the strips, the axis, marks and frames."""
        painter, axis, tokens = QPainter(self), self.axis(), theme.tokens()
        for band in self._bands:
            dense = band.box.height() < band.strip.values.shape[0] or axis.wide < 1
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, dense)
            painter.drawImage(band.box, band.image)
            self._paint_signs(painter, band, axis)
            painter.setPen(QPen(tokens.line, tokens.hairline_width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(band.box)
            self._paint_label(painter, band)
        bottom = self._bands[-1].box.bottom() if self._bands else 0.0
        axis.paint_numbers(painter, bottom + theme.tokens().space(0.25))
        axis.paint_marks(painter, self.time, self._cuts, 0.0, bottom + 1)
        painter.setPen(QPen(tokens.accent, 2))
        for spot in self._spots({*self._lit, *([self.present] if self.present else [])}):
            painter.drawRect(self.box(spot))
        if self.current is not None and self.hasFocus():
            painter.setPen(QPen(tokens.focus, tokens.focus_width))
            painter.drawRect(self.box(self.current))

    @staticmethod
    def _paint_label(painter: QPainter, band: Band) -> None:
        font, small = theme.font("body"), theme.font("number_caption")
        metrics, caption = QFontMetricsF(font), QFontMetricsF(small)
        both = metrics.height() + caption.height() <= band.box.height() + 4
        middle = band.box.center().y()
        high = metrics.height() + (caption.height() if both else 0)
        baseline = middle - high / 2 + metrics.ascent()
        draw_symbol(painter, 0, baseline, band.strip.known.letter, font, theme.tokens().text)
        if both:
            painter.setFont(small)
            painter.setPen(theme.tokens().text_soft)
            painter.drawText(QPointF(0, baseline + metrics.descent() + caption.ascent()), _scale(band.strip))

    @staticmethod
    def _paint_signs(painter: QPainter, band: Band, axis: TimeAxis) -> None:
        """Draw a small plus or minus where there is room, so that colour is not alone."""
        values = band.strip.values
        if min(axis.wide, band.box.height() / values.shape[0]) < _SIGNED:
            return
        painter.setPen(QPen(theme.with_alpha(theme.tokens().text, 0.6), 1))
        for row in range(values.shape[0]):
            for time in range(values.shape[1]):
                value = float(values[row, time])
                if abs(value) > _SEEN * band.strip.limit:
                    middle = band.frame(row, time, axis).center()
                    painter.drawLine(middle - QPointF(2, 0), middle + QPointF(2, 0))
                    if value > 0:
                        painter.drawLine(middle - QPointF(0, 2), middle + QPointF(0, 2))

    # -- words

    def _standing(self) -> Spot | None:
        """Return the number of the present step."""
        return next(iter(self._spots([self.present] if self.present else [])), None)

    def words(self, spot: Spot) -> str:
        """Return a number in words."""
        strip, (_, row, time) = self.strips[spot[0]], spot
        value = float(strip.values[row, time])
        return tr(
            "{what} · step {step}, number {row}: {value}",
            what=strip.known.title,
            step=time + 1,
            row=row + 1,
            value="?" if self.covered is not None and np.isnan(value) else theme.compact(value, 9),
        )

    def _point(self, spot: Spot | None) -> None:
        self.setAccessibleDescription(self.words(spot) if spot is not None else "")
        here = spot if spot is not None else self._standing()
        self.said.emit(self.words(here) if here is not None else "")
        self.pointed.emit(self.strips[spot[0]].place(spot[1], spot[2]) if spot is not None else None)

    # -- mouse and keys

    def event(self, event: QEvent) -> bool:
        """Tell the number under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words(spot) if spot is not None else "", self)
            return True
        if event.type() == QEvent.Type.Leave and self._hovered is not None:
            self._hovered = None
            self._point(None)
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse."""
        spot = self._at(event.position())
        if spot != self._hovered:
            self._hovered = spot
            self.setCursor(Qt.CursorShape.PointingHandCursor if spot else Qt.CursorShape.ArrowCursor)
            self._point(spot)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the number under the mouse."""
        spot = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and spot is not None:
            self.current = spot
            self.chosen.emit(self.strips[spot[0]].place(spot[1], spot[2]))
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Home and End go to the ends of time, Enter goes to the step."""
        key, here = Qt.Key(event.key()), self.current
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if here is None or held or not self.strips:
            event.ignore()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.strips[here[0]].place(here[1], here[2]))
        elif (moved := self._moved(here, key)) is not None:
            self.current = moved
            self._point(moved)
            self.update()
        else:
            event.ignore()

    def _moved(self, here: Spot, key: Qt.Key) -> Spot | None:
        number, row, time = here
        last = self.strips[0].values.shape[1] - 1
        times = {Qt.Key.Key_Left: time - 1, Qt.Key.Key_Right: time + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        if key in times:
            return number, row, max(0, min(last, times[key]))
        if key not in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return None
        every = [(n, r) for n, strip in enumerate(self.strips) for r in range(strip.values.shape[0])]
        place = every.index((number, row)) + (1 if key == Qt.Key.Key_Down else -1)
        return (*every[max(0, min(len(every) - 1, place))], time)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        if self.current is None and self.strips:
            self.current = (0, 0, self.time or 0)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is pointed at by the keys any more."""
        super().focusOutEvent(event)
        self._point(None)
        self.update()


def _scale(strip: Strip) -> str:
    return f"±{theme.number(strip.limit, 2)}"
