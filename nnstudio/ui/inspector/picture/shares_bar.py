"""The samples' own gradients as small bars, and their mean as a line: the batch's gradient."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nnstudio.inspection.picture.shares import Shares
from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, bind, label, on_retranslate


class ShareBars(QWidget):
    """A bar for each sample. A click or Enter chooses it, arrows walk. Signals: ``chosen(int)``."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shares: Shares | None = None
        self.order: list[int] = []
        self.sample = 0
        self.standing: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        FocusRing(self)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        bind(self.setAccessibleName, msg("Gradients of the samples; arrows walk, Enter shows that sample"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a low strip."""
        return QSize(theme.tokens().space(40), theme.tokens().space(6))

    def show_shares(self, shares: Shares, sample: int, *, by_size: bool) -> None:
        """Show the samples' gradients, as they come or by size."""
        numbers = range(len(shares.values))
        self.order = sorted(numbers, key=lambda n: shares.values[n]) if by_size else list(numbers)
        self.shares, self.sample = shares, sample
        if self.standing is not None and self.standing >= len(self.order):
            self.standing = None
        self.update()

    # -- places

    def bar(self, number: int) -> QRectF:
        """Return the bar at place ``number`` from the left."""
        assert self.shares is not None
        value, wide = self.shares.values[self.order[number]], self.width() / len(self.order)
        zero, end = self.y_of(0.0), self.y_of(value)
        return QRectF(number * wide + 0.5, min(zero, end), max(1.0, wide - 1.5), abs(end - zero))

    def y_of(self, value: float) -> float:
        """Return where a value lies: the middle is 0, unless all are of one sign."""
        assert self.shares is not None
        low, high = min(0.0, *self.shares.values), max(0.0, *self.shares.values)
        span = (high - low) or 1.0
        edge = 2.0
        return edge + (high - value) / span * (self.height() - 2 * edge)

    def at(self, x: float) -> int | None:
        """Return the place of the bar at a point."""
        number = int(x / self.width() * len(self.order)) if self.order else -1
        return number if 0 <= number < len(self.order) else None

    def words(self, number: int) -> str:
        """Return a bar in words."""
        assert self.shares is not None
        sample = self.order[number]
        return tr("sample {number}: {value}", number=sample + 1, value=theme.number(self.shares.values[sample], 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars, the zero line and the mean."""
        if self.shares is None:
            return
        tokens, painter = theme.tokens(), QPainter(self)
        limit = max(map(abs, self.shares.values)) or 1.0
        for number, sample in enumerate(self.order):
            box = self.bar(number)
            painter.fillRect(box, theme.diverging(self.shares.values[sample], limit))
            if sample == self.sample or number == self.standing:
                painter.setPen(QPen(tokens.focus if number == self.standing else tokens.accent, 2))
                painter.drawRect(box.adjusted(0, -1, 0, 1))
        painter.setPen(QPen(tokens.line, 1))
        painter.drawLine(QPointF(0, self.y_of(0.0)), QPointF(self.width(), self.y_of(0.0)))
        painter.setPen(QPen(tokens.text, 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(0, self.y_of(self.shares.mean)), QPointF(self.width(), self.y_of(self.shares.mean)))

    # -- mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the number under the mouse."""
        number = self.at(event.position().x())
        self.setToolTip(self.words(number) if number is not None else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose a sample."""
        number = self.at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self.chosen.emit(self.order[number])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right walk, Enter chooses."""
        move = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if move and self.order:
            here = self.standing if self.standing is not None else -1
            self.standing = max(0, min(len(self.order) - 1, here + move))
            self.setAccessibleDescription(self.words(self.standing))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.standing is not None:
            self.chosen.emit(self.order[self.standing])
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No bar is stood on any more."""
        super().focusOutEvent(event)
        self.standing = None
        self.update()


class SharesBar(QWidget):
    """The bars with what they are, and a switch that sorts them. Signals: ``chosen(int)``."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said, self.bars, self.sort = label("", "caption", wrap=True), ShareBars(), QToolButton()
        self._sample = 0
        self._why: Message | None = None
        self.sort.setCheckable(True)
        self.sort.setProperty("role", "switch")
        bind(self.sort.setText, msg("By size"))
        bind(self.sort.setToolTip, msg("Sort the samples by their gradient"))
        row, column = QHBoxLayout(), QVBoxLayout(self)
        row.addWidget(self.said, 1)
        row.addWidget(self.sort)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.bars)
        self.bars.chosen.connect(self.chosen)
        self.sort.toggled.connect(lambda _on: self.show_shares(self.bars.shares, self._sample))
        on_retranslate(self, lambda: self._say(None if self._why is not None else self.bars.shares))

    def show_shares(self, shares: Shares | None, sample: int, why: Message | None = None) -> None:
        """Show these, or say ``why`` there are none to be shown; nothing where nothing was asked."""
        self._sample, self._why = sample, why
        self.setVisible(shares is not None or why is not None)
        for shown in (self.bars, self.sort):
            shown.setVisible(shares is not None)
        if shares is not None:
            self.bars.show_shares(shares, sample, by_size=self.sort.isChecked())
        self._say(shares)

    def _say(self, shares: Shares | None) -> None:
        if shares is None:
            self.said.setText("" if self._why is None else str(self._why))
        else:
            said = {"count": len(shares.values), "mean": theme.number(shares.mean, 4), "what": shares.words}
            if shares.place.quantity.startswith("grad_"):
                text = tr("{count} samples, mean {mean}: ∂L/∂z as the run holds it · {what}", **said)
            else:
                text = tr("{count} samples, mean {mean}: ∂L/∂w as the run holds it · {what}", **said)
            self.said.setText(text)
