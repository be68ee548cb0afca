"""The layer unrolled: nine steps at a time, as a chain of states; a window that is scrolled over long sequences."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection.sequences.chain import Chain, Knot
from nnstudio.inspection.working_out import Covered
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind
from nnstudio.ui.controls.calculation.markup import draw_symbol, symbol_width
from nnstudio.ui.controls.cells import ENTER, MOVES

STEPS = 9
_HIGH, _GAP, _BETWEEN = 4.0, 0.75, 0.875
"""Heights of a box and of what is between rows, and the way between boxes, in units of the grid."""
_NARROWEST = 70
"""Per cent of its width that a number is drawn with at least."""
_NOTHING = Chain(0, ((),), 0, 0, False)


class ChainBoard(QWidget):
    """``covered`` : a result that is not to be seen yet in what is shown next.

    Signals: ``pointed(Place or None)``, ``chosen(Place)``; ``scrolled(int)``: the window's first step is wanted.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    scrolled = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.chain, self.time = _NOTHING, 0
        self.row = 0
        self.column: int | None = None
        self._lit: frozenset[Place] = frozenset()
        self._digits = 3
        self.covered: Covered | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_chain(self, chain: Chain, time: int, digits: int) -> None:
        """Show a stretch of steps; the one at ``time`` is framed."""
        self.chain, self.time, self._digits = chain, time, min(digits, 3)
        self.row = min(self.row, len(chain.rows) - 1)
        self.updateGeometry()
        self._describe()
        self.update()

    def light(self, places: Iterable[Place]) -> None:
        """Frame the boxes whose numbers stand at these places."""
        self._lit = frozenset(places)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for all rows."""
        rows, space = len(self.chain.rows), theme.tokens().space
        return QSize(space(52), space(rows * _HIGH + (rows - 1) * _GAP) + 5)

    def minimumSizeHint(self) -> QSize:
        """Return the least width; the height is as it is."""
        return QSize(space_of(44), self.sizeHint().height())

    def box(self, row: int, column: int) -> QRectF:
        """Return where a number stands."""
        space = theme.tokens().space
        wide = (self.width() - 4) / STEPS
        return QRectF(2 + column * wide, 2 + row * space(_HIGH + _GAP), wide - space(_BETWEEN), space(_HIGH))

    def _hides(self, knot: Knot) -> bool:
        return self.covered is not None and self.covered.hides(knot.value, knot.place)

    def words(self, knot: Knot) -> str:
        """Return a number in words."""
        return tr(
            "{what} at step {step}: {value}",
            what=knot.name,
            step=knot.place.index[0] + 1,
            value="?" if self._hides(knot) else theme.compact(knot.value, 9),
        )

    def _describe(self) -> None:
        knot = self._current()
        self.setAccessibleDescription(self.words(knot) if knot is not None else "")

    def _current(self) -> Knot | None:
        at = self.time - self.chain.first if self.column is None else self.column
        row = self.chain.rows[self.row]
        return row[at] if 0 <= at < len(row) else None

    # -- painting

    def paintEvent(self, event: object) -> None:
        """Draw the ways from step to step, then the boxes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.tokens().wire, 1.5))
        for row, knots in enumerate(self.chain.rows):
            for column in range(len(knots)):
                box = self.box(row, column)
                if knots[column].place.quantity == "x":
                    painter.drawLine(QPointF(box.center().x(), box.top()), self.box(0, column).center())
                elif column + 1 < len(knots):
                    self._paint_way(painter, box, self.box(row, column + 1))
        for row, knots in enumerate(self.chain.rows):
            for column, knot in enumerate(knots):
                self._paint(painter, knot, self.box(row, column), (row, column))

    def _paint_way(self, painter: QPainter, left: QRectF, right: QRectF) -> None:
        """Draw an arrow head between two neighbours, the way that the numbers go."""
        first, last = QPointF(left.right(), left.center().y()), QPointF(right.left(), right.center().y())
        start, end = (last, first) if self.chain.leftward else (first, last)
        side = QPointF(0, theme.tokens().space(0.5))
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tokens().wire)
        painter.drawPolygon(QPolygonF([end, start + side, start - side]))
        painter.restore()

    def _paint(self, painter: QPainter, knot: Knot, box: QRectF, at: tuple[int, int]) -> None:
        tokens, font = theme.tokens(), theme.font("number_caption")
        here = knot.place.index[0] == self.time
        painter.setBrush(tokens.hover if knot.place in self._lit else tokens.panel)
        painter.setPen(QPen(tokens.accent, 2) if here or knot.place in self._lit else QPen(tokens.line, 1))
        painter.drawRoundedRect(box, tokens.radius, tokens.radius)
        wide, high = symbol_width(knot.letter, font), box.height() / 2
        draw_symbol(painter, box.center().x() - wide / 2, box.top() + high - 3, knot.letter, font, tokens.text_soft)
        painter.setFont(font)
        painter.setPen(tokens.text)
        lower = QRectF(box.left(), box.center().y(), box.width(), high)
        shown = "?" if self._hides(knot) else self._fitted(painter, knot.value, box.width() - 4)
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, shown)
        if self.hasFocus() and at == (self.row, self.column):
            painter.setPen(QPen(tokens.focus, tokens.focus_width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(-1, -1, 1, 1))

    def _fitted(self, painter: QPainter, value: float, room: float) -> str:
        """Return a number with as many digits as there is room for; one that even so has none is drawn narrower."""
        texts = [theme.number(value, digits) for digits in range(self._digits, 0, -1)]
        widths = [painter.fontMetrics().horizontalAdvance(text) for text in texts]
        fits = (text for text, wide in zip(texts, widths, strict=True) if wide <= room)
        found = next(fits, texts[-1])
        if min(widths) > room:
            narrow = painter.font()
            narrow.setStretch(max(_NARROWEST, int(100 * room / widths[-1])))
            painter.setFont(narrow)
        return found

    # -- mouse and keys

    def _at(self, point: QPointF) -> Knot | None:
        cells = ((row, column, knot) for row, knots in enumerate(self.chain.rows) for column, knot in enumerate(knots))
        return next((knot for row, column, knot in cells if self.box(row, column).contains(point)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse, and tell it."""
        knot = self._at(event.position())
        self.setToolTip(self.words(knot) if knot is not None else "")
        self.setCursor(Qt.CursorShape.PointingHandCursor if knot is not None else Qt.CursorShape.ArrowCursor)
        self.pointed.emit(knot.place if knot is not None else None)

    def leaveEvent(self, event: object) -> None:
        """Nothing is pointed at any more."""
        self.pointed.emit(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the number under the mouse."""
        knot = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and knot is not None:
            self.chosen.emit(knot.place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll over time where the wheel goes sideways, or with Shift; else the page scrolls."""
        turn = event.angleDelta().x()
        if turn == 0:
            event.ignore()
            return
        self.scrolled.emit(self.chain.first - (1 if turn > 0 else -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, the window going along; PgUp, PgDn, Home, End scroll; Enter goes to the step."""
        key, first = Qt.Key(event.key()), self.chain.first
        jumps = {
            Qt.Key.Key_PageUp: first - STEPS,
            Qt.Key.Key_PageDown: first + STEPS,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.chain.length - STEPS,
        }
        knot = self._current()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self.chain.length:
            event.ignore()
        elif key in jumps:
            self.scrolled.emit(jumps[key])
        elif key in ENTER and knot is not None:
            self.chosen.emit(knot.place)
        elif key in MOVES:
            self._walk(*MOVES[key])
        else:
            event.ignore()

    def _walk(self, down: int, across: int) -> None:
        self.row = max(0, min(len(self.chain.rows) - 1, self.row + down))
        at = (self.column if self.column is not None else 0) + across
        last = len(self.chain.rows[0]) - 1
        if not 0 <= at <= last:
            self.scrolled.emit(self.chain.first + across)
        self.column = max(0, min(last, at))
        knot = self._current()
        self._describe()
        self.pointed.emit(knot.place if knot is not None else None)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are: at the step looked at, if it is seen."""
        super().focusInEvent(event)
        at = self.time - self.chain.first
        self.column = at if 0 <= at < len(self.chain.rows[0]) else 0
        self._describe()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is pointed at by the keys any more."""
        super().focusOutEvent(event)
        self.column = None
        self.pointed.emit(None)
        self.update()


class ChainView(QWidget):
    """The board; and, for whoever arranges it, its ``window_bar``: a scroll bar with a button at each end, hidden where
    all steps are seen.

    Signals: those of the board.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    scrolled = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.board, self.bar = ChainBoard(), QScrollBar(Qt.Orientation.Horizontal)
        self.earlier, self.later = QToolButton(), QToolButton()
        bind(self.board.setAccessibleName, msg("The layer unrolled, nine steps at a time"))
        bind(self.bar.setAccessibleName, msg("First step that is seen"))
        bind(self.earlier.setAccessibleName, msg("Earlier steps"))
        bind(self.later.setAccessibleName, msg("Later steps"))
        self.earlier.setArrowType(Qt.ArrowType.LeftArrow)
        self.later.setArrowType(Qt.ArrowType.RightArrow)
        column, self.window_bar = QVBoxLayout(self), QWidget()
        row = QHBoxLayout(self.window_bar)
        for layout in (column, row):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(space_of(0.5))
        for part in (self.earlier, self.bar, self.later):
            row.addWidget(part, 1 if part is self.bar else 0)
            part.setMinimumHeight(space_of(3))
        column.addWidget(self.board)
        self.board.pointed.connect(self.pointed)
        self.board.chosen.connect(self.chosen)
        self.board.scrolled.connect(self.bar.setValue)
        self.bar.valueChanged.connect(self.scrolled)
        self.earlier.clicked.connect(lambda: self.bar.setValue(self.bar.value() - STEPS + 1))
        self.later.clicked.connect(lambda: self.bar.setValue(self.bar.value() + STEPS - 1))

    def show_chain(self, chain: Chain, time: int, digits: int) -> None:
        """Show a stretch; the bar stands where it begins."""
        before = self.bar.blockSignals(True)
        self.bar.setRange(0, max(0, chain.length - STEPS))
        self.bar.setPageStep(STEPS)
        self.bar.setValue(chain.first)
        self.bar.blockSignals(before)
        self.window_bar.setVisible(chain.length > STEPS)
        self.earlier.setEnabled(chain.first > 0)
        self.later.setEnabled(chain.first + STEPS < chain.length)
        self.board.show_chain(chain, time, digits)


def space_of(units: float) -> int:
    """Return units of the grid in pixels."""
    return theme.tokens().space(units)
