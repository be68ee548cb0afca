"""A step's formula whose letters can be pointed at, chosen, walked by keys, and lit up from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.inspection.letters import Letter
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.controls.formula_letters import MEANING, Lettered, lettered

_WIDEST = 30
"""Sizes of the type that a row is wide before what the letters stand for goes into another."""


class FormulaView(QWidget):
    """The formula and its letters. It shrinks, never clips, where there is less room than it needs.

    Signals: ``pointed(Letter or None)`` by mouse or keys, ``chosen(Letter)`` by a click or Enter.
    """

    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size, self._latex = size, ""
        self.letters: tuple[Letter, ...] = ()
        self._lit: frozenset[int] = frozenset()
        self._here = -1
        self.setMouseTracking(True)
        # From the first on, so that it has its place in the order of Tab; without letters it is passed over.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def latex(self) -> str:
        """Return the formula's source."""
        return self._latex

    def show_formula(self, latex: str, letters: tuple[Letter, ...], spoken: str) -> None:
        """Show a formula; ``spoken`` is what a screen reader says. What is pointed at is told if it is another now."""
        self.setAccessibleName(spoken)
        known = latex == self._latex and [each.spans for each in letters] == [each.spans for each in self.letters]
        before = self._pointed()
        self._latex, self.letters = latex, letters
        self._lit = frozenset()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if letters else Qt.FocusPolicy.NoFocus)
        if not known:
            self._here = -1
            self.updateGeometry()
        now = self._pointed()
        if before is not None and (now is None or now.places != before.places):
            self._tell(now)
        self.update()

    def light(self, letters: Iterable[int]) -> None:
        """Mark letters, by their numbers, that are pointed at elsewhere."""
        self._lit = frozenset(letters)
        self.update()

    # -- geometry

    def prepare(self, latex: str, letters: tuple[Letter, ...]) -> Lettered:
        """Set a formula, and keep it for when it is shown."""
        current = theme.tokens()
        color = current.text if self.isEnabled() else current.text_disabled
        spans = tuple(span for letter in letters for span in letter.spans)
        for rows in range(1, latex.count(MEANING) + 2):
            drawn = lettered(latex, self._size, color.name(), spans, rows=rows)
            if drawn.renderer.viewBoxF().width() <= _WIDEST * self._size:
                break
        return drawn

    def _drawn(self) -> Lettered:
        return self.prepare(self._latex, self.letters)

    def sizeHint(self) -> QSize:
        """Return the formula's own size."""
        if not self._latex:
            return QSize(0, 0)
        extent = self._drawn().renderer.viewBoxF().size()
        return QSize(round(extent.width() + 1), round(extent.height() + 1))

    def minimumSizeHint(self) -> QSize:
        """Half the width still reads."""
        hint = self.sizeHint()
        return QSize(hint.width() // 2, hint.height())

    def _place(self, drawn: Lettered) -> QRectF:
        extent = drawn.renderer.viewBoxF().size()
        scale = min(1.0, self.width() / extent.width(), self.height() / extent.height())
        return QRectF(0, (self.height() - extent.height() * scale) / 2, extent.width() * scale, extent.height() * scale)

    def boxes(self) -> list[tuple[int, QRectF]]:
        """Return the number of each letter with a box in the widget, once for each place where it stands."""
        if not self._latex:
            return []
        drawn = self._drawn()
        view, place = drawn.renderer.viewBoxF(), self._place(drawn)
        scale, margin = place.width() / view.width(), theme.tokens().space(0.25)
        numbers = [number for number, letter in enumerate(self.letters) for _ in letter.spans]
        found = []
        for number, box in zip(numbers, drawn.boxes, strict=True):
            corner = place.topLeft() + (box.topLeft() - view.topLeft()) * scale
            found.append((number, QRectF(corner, box.size() * scale).adjusted(-margin, -margin, margin, margin)))
        return found

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is lit up behind the letters, then the formula."""
        if not self._latex:
            return
        painter, current = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, box in self.boxes():
            if number in self._lit or number == self._here:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(current.accent_soft)
                painter.drawRoundedRect(box, 4, 4)
            if number == self._here and self.hasFocus():
                painter.setPen(QPen(current.focus, current.hairline_width * 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        drawn = self._drawn()
        drawn.renderer.render(painter, self._place(drawn))

    # -- pointing and choosing

    def _at(self, point: QPointF) -> int:
        boxes = sorted(self.boxes(), key=lambda each: each[1].width() * each[1].height())
        return next((number for number, box in boxes if box.contains(point)), -1)

    def _point(self, number: int) -> None:
        if number != self._here:
            self._here = number
            self._tell(self._pointed())
            self.update()

    def _pointed(self) -> Letter | None:
        return self.letters[self._here] if self._here >= 0 else None

    def _tell(self, letter: Letter | None) -> None:
        said = spoken(letter) if letter is not None else ""
        self.setToolTip(said)
        self.setAccessibleDescription(said)
        leads = letter is not None and letter.leads is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
        self.pointed.emit(letter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what is pointed at."""
        self._point(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self._point(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose a letter."""
        number = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self.chosen.emit(self.letters[number])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on the first letter."""
        super().focusInEvent(event)
        if self.letters and self._here < 0:
            self._point(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leave the letters."""
        super().focusOutEvent(event)
        self._point(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → walk from letter to letter, Enter goes to where it was made."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self.letters:
            self._point(max(0, min(len(self.letters) - 1, self._here + step)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._here >= 0:
            self.chosen.emit(self.letters[self._here])
        else:
            super().keyPressEvent(event)


def spoken(letter: Letter) -> str:
    """Return what a letter is for, in words."""
    if letter.count > 1:
        return tr("{count} numbers; the first: {name}", count=letter.count, name=letter.name)
    return str(letter.name)
