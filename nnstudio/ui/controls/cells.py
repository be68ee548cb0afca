"""A grid of numbers: a matrix, a kernel, an image; pointed at, chosen and lit by their places in the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from nnstudio.engine import Place
from nnstudio.inspection.layer_views.cells import Spread
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.controls.cell_board import LEAST, MOST, Board, Cell, Layout, Values, nowhere
from nnstudio.ui.controls.cell_painting import paint_cells, paint_labels, paint_lit, paint_marks

MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_FEW = 5
"""Rows or columns up to which all of them are always seen, with their numbers."""
_MANY = 30
"""Rows or columns up to which all of them are, at their smallest."""
_ENDLESS = 1 << 20
_LEAST_SHOWN = 3
"""Cells along each side that are seen at least before it scrolls."""


class CellGrid(QAbstractScrollArea):
    """As large as its cells where there is room; else cells without numbers shrink, and then it scrolls.

    Arrows walk from cell to cell, Enter chooses. Every number is also told as words: hovering shows it, and the
    accessible description follows the keys. ``tallest`` : pixels from which it scrolls rather than grow.

    Signals: ``pointed(Place or None)`` under the mouse or at the keys; ``chosen(Place)`` by click or Enter;
    ``dragged(Place)`` of every cell that the mouse is moved to with its button down.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    dragged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = Board()
        self.current: Cell | None = None
        self._lit: frozenset[Place] = frozenset()
        self._hovered: Cell | None = None
        self._pressed: Cell | None = None
        self._revealed: tuple[Cell, ...] = ()
        self._bars = QSize(0, 0)
        self.tallest = _ENDLESS
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        theme.changed.connect(self._resized)

    # -- what is shown

    def show_cells(
        self,
        values: Values,
        *,
        limit: float,
        text: bool,
        rows: Sequence[str] = (),
        columns: Sequence[str] = (),
        places: Callable[[int, int], Place | None] = nowhere,
        marks: Mapping[Cell, str] | None = None,
        asked: frozenset[Cell] = frozenset(),
        digits: int = 3,
        side: int = MOST,
        least: int = LEAST,
        unit: float = 1.0,
        low: bool = False,
    ) -> None:
        """Show numbers ``(R, C)``, NaN where there is none; they are copied, ``places`` must not read the plan.

        ``limit`` is the end of the colour scale; ``text`` writes the numbers into the cells, to ``digits`` at most,
        in units of ``unit``, in rows as ``low`` as they can be if asked; without them a cell is ``least`` to ``side``
        wide. ``marks`` are of :data:`~nnstudio.ui.controls.cell_board.Mark`; ``asked`` are not to be seen yet.
        """
        copied = np.array(values, np.float64).reshape(values.shape if values.ndim == 2 else (1, -1))
        before = self.board.shape
        labels = tuple(rows), tuple(columns)
        board = Board(copied, limit, text, digits, side, least, unit, low, *labels, places, dict(marks or {}), asked)
        self.board = board.sharing(self.board)
        if before != self.board.shape:
            self.current = self._hovered = self._pressed = None
        self._resized()
        self._reveal_marked()

    def light(self, places: Iterable[Place]) -> None:
        """Frame the cells that stand at these places."""
        self._lit = frozenset(places)
        self.viewport().update()

    def lit(self) -> frozenset[Cell]:
        """Return the cells that are framed, of those that are seen."""
        if not self._lit:
            return frozenset()
        rows, columns = self.layout_now().visible(self.viewport().rect())
        spread = self.board.places
        if isinstance(spread, Spread):
            found = filter(None, map(spread.cell, self._lit))
            return frozenset(cell for cell in found if cell[0] in rows and cell[1] in columns)
        return frozenset((row, column) for row in rows for column in columns if self._place((row, column)) in self._lit)

    # -- sizes

    @property
    def row_height(self) -> int:
        """The height of a row with numbers, in pixels."""
        return self.board.cell(0, 0)[1]

    def fitted(self) -> Board:
        """Return the cells with as many digits as there is room for just now."""
        return self.board.fitted(self.contentsRect().width())

    def layout_now(self) -> Layout:
        """Return where the cells stand just now."""
        board, margins, room = self.fitted(), self.board.margins(), self.contentsRect()
        cell = board.cell(room.width() - margins[0] - 1, room.height() - margins[1] - 1)
        return Layout(
            self.board.shape, margins, cell, self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        )

    def sizeHint(self) -> QSize:
        """Return the size of all cells, at their largest."""
        width, height = self._whole(self.board.side).size
        return QSize(width, min(height, self.tallest)) + self._bars

    def height_for(self, side: int, low: bool) -> int:
        """Return how high it would be with cells of this side, or with numbers in rows as low."""
        height = self._whole(side, replace(self.board, low=low)).size[1]
        return min(height, self.tallest) + self._bars.height()

    def minimumSizeHint(self) -> QSize:
        """Return the least: all cells at their smallest, where they are few; else some of them."""
        whole = self._whole(self.board.least, self.board.fitted(0))
        width, height = whole.size
        rows, columns = self.board.shape
        if columns > (_FEW if self.board.text else _MANY):
            width = whole.margins[0] + _LEAST_SHOWN * whole.cell[0]
        if rows > (_FEW if self.board.text else _MANY):
            height = whole.margins[1] + _LEAST_SHOWN * whole.cell[1]
        return QSize(width, min(height, self.tallest)) + self._bars

    def _whole(self, side: int, board: Board | None = None) -> Layout:
        board = self.board if board is None else board
        cell = board.cell(0, 0) if board.text else (side, side)
        return Layout(board.shape, board.margins(), cell)

    def _resized(self) -> None:
        self.updateGeometry()
        self._scroll_range()
        self._describe()
        self.viewport().update()

    def _scroll_range(self) -> None:
        layout, room = self.layout_now(), self.contentsRect()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        # A bar takes its room beside the cells, not from them.
        high = across.sizeHint().height() if layout.size[0] > room.width() else 0
        wide = down.sizeHint().width() if layout.size[1] > room.height() else 0
        for bar, whole, seen, step in (
            (across, layout.size[0], room.width() - wide, layout.cell[0]),
            (down, layout.size[1], room.height() - high, layout.cell[1]),
        ):
            bar.setRange(0, max(0, whole - seen))
            bar.setPageStep(seen)
            bar.setSingleStep(step)
        if QSize(wide, high) != self._bars:
            self._bars = QSize(wide, high)
            self.updateGeometry()
        self.setMaximumSize(self.sizeHint())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll as far as there is something to see; what the step makes stays seen."""
        super().resizeEvent(event)
        self._scroll_range()
        for cell in self._worth_seeing():
            self._reveal(cell)

    def _reveal_marked(self) -> None:
        """Scroll to what is to be seen, when it is another than before."""
        cells = self._worth_seeing()
        if cells != self._revealed:
            for cell in cells:
                self._reveal(cell)
        self._revealed = cells

    def _worth_seeing(self) -> tuple[Cell, ...]:
        """Return the last and the first cell of what the step makes, or reads; else of the numbers, where some lack."""
        marks = self.board.marks
        for wanted in ("target", "read"):
            cells = [cell for cell, mark in marks.items() if mark == wanted]
            if cells:
                return max(cells), min(cells)
        if self.board.text or not self.board.values.size or not np.isnan(self.board.values).any():
            return ()
        there = np.argwhere(~np.isnan(self.board.values)).tolist()
        return tuple((row, column) for row, column in (there[-1], there[0])) if there else ()

    def _reveal(self, cell: Cell) -> None:
        layout = self.layout_now()
        box, room = layout.box(*cell), self.viewport().rect()
        for bar, first, last, least, most in (
            (self.horizontalScrollBar(), box.left(), box.right(), layout.margins[0], room.right()),
            (self.verticalScrollBar(), box.top(), box.bottom(), layout.margins[1], room.bottom()),
        ):
            shift = first - least if first < least else max(0, last - most)
            bar.setValue(bar.value() + shift)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells that are seen, then marks, labels and frames."""
        layout, board, painter = self.layout_now(), self.fitted(), QPainter(self.viewport())
        area, seen = event.rect(), self.viewport().rect()
        painter.save()
        painter.setClipRect(area & QRect(layout.margins[0], layout.margins[1], seen.width(), seen.height()))
        paint_cells(painter, board, layout, area)
        paint_marks(painter, self.board, layout, area)
        paint_lit(painter, layout, self.lit(), self.current if self.hasFocus() else None)
        painter.restore()
        paint_labels(painter, self.board, layout, seen)

    @property
    def hovered(self) -> Cell | None:
        """The cell that is pointed at, by the mouse or else by the keys."""
        return self._hovered if self._hovered is not None or not self.hasFocus() else self.current

    # -- words

    def words(self, cell: Cell) -> str:
        """Return a cell in words: row, column, its number with more digits than it has room for."""
        value = float(self.board.values[cell])
        said = "?" if cell in self.board.asked else "" if np.isnan(value) else theme.compact(value, 9)
        told = self.told(self.board.marked(*cell))
        return ": ".join(part for part in (self.board.heading(*cell), said) if part) + (f" ({told})" if told else "")

    @staticmethod
    def told(mark: str) -> str:
        """Return what a mark says, in words."""
        known = {
            **dict.fromkeys(("padding", "covered"), tr("padding: no number of the network")),
            "winner": tr("the largest of its window"),
            "off": tr("silenced in this step"),
            "unused": tr("read nowhere: nothing comes back"),
        }
        return known.get(mark, "")

    def _describe(self) -> None:
        rows, columns = self.board.shape
        if self.current is None or self.current[0] >= rows or self.current[1] >= columns:
            self.setAccessibleDescription(tr("{rows} rows, {columns} columns", rows=rows, columns=columns))
        else:
            self.setAccessibleDescription(self.words(self.current))

    # -- the mouse

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell a number under the mouse; forget it when the mouse leaves."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self._at(event.pos())
            QToolTip.showText(event.globalPos(), self.words(cell) if cell is not None else "", self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def _at(self, point: QPoint) -> Cell | None:
        return self.layout_now().at(point.x(), point.y())

    def _place(self, cell: Cell | None) -> Place | None:
        return self.board.places(*cell) if cell is not None else None

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            place = self._place(cell)
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if place else Qt.CursorShape.ArrowCursor)
            self.pointed.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse; drag."""
        cell, before = self._at(event.position().toPoint()), self._hovered
        self._hover(cell)
        place = self._place(cell)
        if event.buttons() & Qt.MouseButton.LeftButton and self._pressed is not None and cell != before and place:
            self.dragged.emit(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to a cell."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._at(event.position().toPoint())
            self.current = self._pressed
            self._describe()
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose a cell on which the button was pressed and released."""
        cell = self._at(event.position().toPoint())
        pressed, self._pressed = self._pressed, None
        place = self._place(cell)
        if event.button() == Qt.MouseButton.LeftButton and cell == pressed and place is not None:
            self.chosen.emit(place)

    # -- the keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Home and End go to a row's ends, Enter chooses."""
        rows, columns = self.board.shape
        key = Qt.Key(event.key())
        # The window's own ways (Ctrl + arrow …) are not ours.
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not rows or not columns or held:
            event.ignore()
        elif key in ENTER and self._place(self.current) is not None:
            self.chosen.emit(self._place(self.current))
        elif key in MOVES:
            row, column = self.current or (0, 0)
            down, right = MOVES[key] if self.current is not None else (0, 0)
            self._go(min(rows - 1, max(0, row + down)), min(columns - 1, max(0, column + right)))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.current is not None:
            self._go(self.current[0], 0 if key == Qt.Key.Key_Home else columns - 1)
        else:
            event.ignore()

    def _go(self, row: int, column: int) -> None:
        self.current = row, column
        self._reveal(self.current)
        self._describe()
        self.pointed.emit(self._place(self.current))
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        if self.current is None and min(self.board.shape) > 0 and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._go(0, 0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is pointed at by the keys any more."""
        super().focusOutEvent(event)
        self.pointed.emit(None)
        self.viewport().update()
