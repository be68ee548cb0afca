"""The picture of one step's cell: its gates and operations with their numbers, the wires between them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnstudio.engine import Place
from nnstudio.inspection.sequences.cell_step import CellStep, Part
from nnstudio.inspection.sequences.diagrams import Wire
from nnstudio.inspection.working_out import Covered
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.controls.calculation.markup import draw_symbol, symbol_width

_COLUMNS = 6.6
"""The width of the diagrams of ``inspection.sequences.diagrams``."""
_WIDE, _HIGH, _ROUND = 8.0, 5.0, 3.0
"""Of a box and of an operation's circle, in units of the grid."""
_CLOSE, _APART = 5.0, 5.75
"""From row to row, at least and at most, likewise."""
_LOW, _FREE = 4.5, 5.5
"""A box where the rows are closer than the second; else it would touch the one below."""
_LONG, _PILL = 3, 5.0
"""Signs of so many letters stand in a wider form."""
_MOST_PITCH = 13.0
_AROUND = (0.35, 1.85, 0.35)
"""How a peephole's wire goes around: to the right, down to, and to the right of its gate."""


class CellDiagram(QWidget):
    """Every part with its number is a button: click, or Tab, arrows and Enter, to go to its step.

    ``covered`` : a result that is not to be seen yet in what is shown next.

    Signals: ``pointed(Place or None)``, ``chosen(Place)``.
    """

    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step: CellStep | None = None
        self.current = ""
        self._back, self._digits = False, 4
        self._room = 0
        self._lit: frozenset[Place] = frozenset()
        self._hovered = ""
        self.covered: Covered | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    # -- what is shown

    def show_step(self, step: CellStep, digits: int, *, back: bool) -> None:
        """Show another step; ``back``: with what comes back to each part instead of its number."""
        high = self.sizeHint().height()
        self.step, self._digits, self._back = step, digits, back
        if self.sizeHint().height() != high:
            self.updateGeometry()
        self.setAccessibleDescription("; ".join(filter(None, map(self.words, step.parts))))
        self.update()

    def light(self, places: Iterable[Place]) -> None:
        """Frame the parts whose numbers stand at these places."""
        self._lit = frozenset(places)
        self.update()

    def place(self, part: Part) -> Place | None:
        """Return where the number stands that a part shows."""
        return part.back if self._back else part.place

    def value(self, part: Part) -> float | None:
        """Return the number that a part shows."""
        return part.slope if self._back else part.value

    def _hides(self, part: Part) -> bool:
        value = self.value(part)
        return self.covered is not None and value is not None and self.covered.hides(value, self.place(part))

    def words(self, part: Part) -> str:
        """Return a part in words; nothing where there is nothing to say."""
        value = self.value(part)
        if part.name is None:
            return ""
        if value is None:
            return str(part.name)
        number = "?" if self._hides(part) else theme.compact(value, 9)
        if self._back:
            return tr("Gradient at {what}: {value}", what=part.name, value=number)
        return tr("{what}: {value}", what=part.name, value=number)

    # -- where it stands

    def give_room(self, high: int) -> None:
        """Draw the rows closer together where it would be higher than so many pixels."""
        self._room = high
        self.updateGeometry()
        self.update()

    def _pitch(self) -> float:
        """Return how far it is from row to row, in units of the grid."""
        first, last = self._rows()
        fits = (self._room / theme.tokens().space(1) - _HIGH - 1) / max(last - first, 1.0)
        return max(_CLOSE, min(_APART, fits))

    def _box_height(self) -> float:
        """Return how high a box is, in units of the grid."""
        return _HIGH if self._pitch() >= _FREE else _LOW

    def sizeHint(self) -> QSize:
        """Return the size."""
        space = theme.tokens().space
        first, last = self._rows()
        return QSize(space(52), space((last - first) * self._pitch() + self._box_height() + 1))

    def _rows(self) -> tuple[float, float]:
        """Return the first row and the last."""
        rows = [part.drawn.y for part in self.step.parts] if self.step is not None else [0.0]
        return min(rows), max(rows)

    def minimumSizeHint(self) -> QSize:
        """Return the least width; the height is as it is."""
        return QSize(theme.tokens().space(48), self.sizeHint().height())

    def point(self, x: float, y: float) -> QPointF:
        """Return a point of the grid."""
        space = theme.tokens().space
        across = min(space(_MOST_PITCH), (self.width() - space(_WIDE) - 4) / _COLUMNS)
        down = (y - self._rows()[0]) * space(self._pitch())
        return QPointF(2 + space(_WIDE) / 2 + x * across, 2 + space(self._box_height()) / 2 + down)

    def box(self, part: Part) -> QRectF:
        """Return where a part stands."""
        space, kind = theme.tokens().space, part.drawn.kind
        if kind == "join":
            size = (space(0.5), space(0.5))
        elif kind == "operation":
            size = (space(_ROUND if len(part.drawn.sign) < _LONG else _PILL), space(_ROUND))
        else:
            size = (space(_WIDE), space(self._box_height()))
        middle = self.point(part.drawn.x, part.drawn.y)
        return QRectF(middle.x() - size[0] / 2, middle.y() - size[1] / 2, *size)

    def _at(self, point: QPointF) -> Part | None:
        parts = self.step.parts if self.step is not None else ()
        return next((part for part in parts if part.name is not None and self.box(part).contains(point)), None)

    # -- painting

    def paintEvent(self, event: object) -> None:
        """Draw wires, then parts."""
        if self.step is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for wire in self.step.wires:
            self._paint_wire(painter, wire)
        for part in self.step.parts:
            self._paint_part(painter, part)

    def _way(self, wire: Wire) -> list[QPointF]:
        assert self.step is not None
        source, target = self.step.part(wire.source).drawn, self.step.part(wire.target).drawn
        if wire.dashed:
            right, down, beside = _AROUND
            corners = [(source.x + right, source.y), (source.x + right, down), (target.x + beside, down)]
            # From where it leaves the box, so that on the way back its head is there as well.
            return [self.point(*each) for each in (*corners, (target.x + beside, target.y))]
        first, last = (source.x, source.y), (target.x, target.y)
        corner = (source.x, target.y) if wire.upright else (target.x, source.y)
        return [self.point(*each) for each in (first, corner, last)]

    def _paint_wire(self, painter: QPainter, wire: Wire) -> None:
        assert self.step is not None
        tokens, way = theme.tokens(), self._way(wire)
        painter.setPen(QPen(tokens.wire, 1.5, Qt.PenStyle.DashLine if wire.dashed else Qt.PenStyle.SolidLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(way))
        way = way[::-1] if self._back else way
        end = self.step.part(wire.source if self._back else wire.target)
        if end.drawn.kind != "join":
            before = next((point for point in reversed(way) if point != way[-1]), way[0])
            self._paint_head(painter, before, way[-1], self.box(end))

    @staticmethod
    def _paint_head(painter: QPainter, before: QPointF, end: QPointF, box: QRectF) -> None:
        """Draw an arrow head where a wire comes to a box."""
        run = end - before
        length = math.hypot(run.x(), run.y()) or 1.0
        ahead = QPointF(run.x() / length, run.y() / length)
        reach = box.width() / 2 if abs(ahead.x()) > abs(ahead.y()) else box.height() / 2
        tip, size = end - ahead * reach, theme.tokens().space(0.75)
        side = QPointF(-ahead.y(), ahead.x()) * (size / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tokens().wire)
        painter.drawPolygon(QPolygonF([tip, tip - ahead * size + side, tip - ahead * size - side]))

    def _paint_part(self, painter: QPainter, part: Part) -> None:
        tokens, box = theme.tokens(), self.box(part)
        place = self.place(part)
        lit = part.drawn.id == self._hovered or (place is not None and place in self._lit)
        painter.setBrush(tokens.wire if part.drawn.kind == "join" else tokens.hover if lit else tokens.panel)
        painter.setPen(QPen(tokens.accent, 2) if lit else QPen(tokens.line, 1))
        if part.drawn.kind in ("operation", "join"):
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        else:
            painter.drawRoundedRect(box, tokens.radius, tokens.radius)
        if part.drawn.kind == "operation":
            self._paint_operation(painter, part, box)
        elif part.drawn.kind != "join":
            self._paint_box(painter, part, box)
        if part.drawn.id == self.current and self.hasFocus():
            painter.setPen(QPen(tokens.focus, tokens.focus_width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(-2, -2, 2, 2))

    def _paint_operation(self, painter: QPainter, part: Part, box: QRectF) -> None:
        small = theme.font("number_caption")
        painter.setFont(small if len(part.drawn.sign) > 1 else theme.font("body"))
        painter.setPen(theme.tokens().text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, part.drawn.sign)
        value = self.value(part)
        if value is not None:
            painter.setFont(small)
            painter.setPen(theme.tokens().text_soft)
            high = QFontMetricsF(small).height()
            text = "?" if self._hides(part) else self._written(value)
            beside = self._beside(box, QFontMetricsF(small).horizontalAdvance(text) + 2, high)
            # No wire goes through its figures.
            painter.fillRect(beside, theme.tokens().panel)
            painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, text)

    def _beside(self, box: QRectF, wide: float, high: float) -> QRectF:
        """Return where an operation's number stands: above the wire that leaves it, or before it at the edge."""
        if box.right() + 2 + wide <= self.width():
            return QRectF(box.right() + 2, box.top() - high / 2, wide, high)
        # Higher up it would lie over the corner of the box that the wire comes from.
        return QRectF(box.left() - 2 - wide, box.center().y() - high / 2, wide, high)

    def _paint_box(self, painter: QPainter, part: Part, box: QRectF) -> None:
        """Write letter, function and number; a bar below shows the number's size, up to 1."""
        tokens, font, small = theme.tokens(), theme.font("body"), theme.font("number_caption")
        metrics, value = QFontMetricsF(font), self.value(part)
        sign = part.drawn.sign
        wide = symbol_width(part.letter, font)
        beside = QFontMetricsF(small).horizontalAdvance(sign) + tokens.space(0.5) if sign else 0.0
        left, baseline = box.center().x() - (wide + beside) / 2, box.top() + metrics.ascent()
        end = draw_symbol(painter, left, baseline, part.letter, font, tokens.text)
        painter.setFont(small)
        painter.setPen(tokens.text_soft)
        if sign:
            painter.drawText(QPointF(end + tokens.space(0.5), baseline), sign)
        row = QRectF(box.left(), box.top() + metrics.height() - 1, box.width(), QFontMetricsF(small).height())
        if value is None:
            count = theme.count(part.count) if part.count else ""
            painter.drawText(row, Qt.AlignmentFlag.AlignCenter, f"({count})" if count else "")
            return
        painter.setPen(tokens.text)
        if self._hides(part):
            painter.drawText(row, Qt.AlignmentFlag.AlignCenter, "?")
            return
        painter.drawText(row, Qt.AlignmentFlag.AlignCenter, self._written(value, box.width() - 4))
        share = min(1.0, abs(value)) if math.isfinite(value) and not self._back else 0.0
        bar = QRectF(box.left() + 4, box.bottom() - 3, (box.width() - 8) * share, 2)
        painter.fillRect(bar, tokens.positive if value >= 0 else tokens.negative)

    def _written(self, value: float, room: float = math.inf) -> str:
        """Return a number with as many digits as asked for, four at most, and as there is room for."""
        metrics = QFontMetricsF(theme.font("number_caption"))
        texts = [theme.number(value, digits) for digits in range(min(self._digits, 4), 0, -1)]
        return next((text for text in texts if metrics.horizontalAdvance(text) <= room), texts[-1])

    # -- mouse and keys

    def _hover(self, part: Part | None) -> None:
        name = part.drawn.id if part is not None else ""
        if name != self._hovered:
            self._hovered = name
            place = self.place(part) if part is not None else None
            self.setCursor(Qt.CursorShape.PointingHandCursor if place else Qt.CursorShape.ArrowCursor)
            self.pointed.emit(place)
            self.update()

    def event(self, event: QEvent) -> bool:
        """Tell the part under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            part = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words(part) if part is not None else "", self)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse."""
        self._hover(self._at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the part's step."""
        part = self._at(event.position())
        place = self.place(part) if part is not None else None
        if event.button() == Qt.MouseButton.LeftButton and part is not None and place is not None:
            self.current = part.drawn.id
            self.update()
            self.chosen.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from part to part, Enter goes to its step."""
        parts = [part for part in (self.step.parts if self.step else ()) if self.place(part) is not None]
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(key, 0)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        number = next((n for n, part in enumerate(parts) if part.drawn.id == self.current), -1)
        if held or not parts:
            event.ignore()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and number >= 0:
            self.chosen.emit(self.place(parts[number]))
        elif step:
            part = parts[max(0, min(len(parts) - 1, number + step))]
            self.current = part.drawn.id
            self.pointed.emit(self.place(part))
            self.update()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        parts = self.step.parts if self.step is not None else ()
        if not self.current:
            self.current = next((part.drawn.id for part in parts if self.place(part) is not None), "")
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is pointed at by the keys any more."""
        super().focusOutEvent(event)
        self.pointed.emit(None)
        self.update()
