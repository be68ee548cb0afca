"""One run as a small picture among others: its name, a number, and below them its curve or its answers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.ui import theme
from nnstudio.ui.charts.runs.answer_picture import AnswerPicture
from nnstudio.ui.charts.runs.run_plot import RunPlot
from nnstudio.ui.controls import ElidedLabel, FocusRing, label


class Tile(QWidget):
    """``plot`` and ``answers``, of which one is on top; ``answered`` is whose answers they are, ``step`` at which step.

    Signals: ``chosen()`` by a click, Enter or the space bar.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.value = ElidedLabel("caption"), label("", "caption")
        self.plot, self.answers = RunPlot(small=True), AnswerPicture()
        self.stack = QStackedWidget()
        self.selected = self.best = False
        self.color: QColor | None = None
        self.answered: object = None
        self.step = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(space(1), space(0.5), space(0.5), space(0.5))
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(space(0.5))
        row.addSpacing(space(2))
        row.addWidget(self.name, 1)
        row.addWidget(self.value)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        for page in (self.plot, self.answers):
            self.stack.addWidget(page)
        # What is below must not keep the click for itself.
        self.stack.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        FocusRing(self)

    def set_texts(self, name: str, value: str, spoken: str) -> None:
        """Say what it shows; ``spoken`` is for a screen reader and the tool-tip."""
        self.name.setText(name)
        self.value.setText(value)
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)

    def set_state(self, color: QColor, *, selected: bool, best: bool) -> None:
        """Mark it."""
        if (color, selected, best) != (self.color, self.selected, self.best):
            self.color, self.selected, self.best = color, selected, best
            self.update()

    def show_answers(self, on: bool) -> None:
        """Bring its answers, or its curve, to the top."""
        self.stack.setCurrentWidget(self.answers if on else self.plot)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the paper, the frame, the colour's dot: a ring around that of the best."""
        tokens, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tokens.plot)
        painter.setPen(QPen(tokens.accent, 2.0) if self.selected else QPen(tokens.hairline, 1.0))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), tokens.radius, tokens.radius)
        if self.color is not None:
            side = tokens.space(1)
            dot = QRectF(tokens.space(1), self.name.geometry().center().y() + 1 - side / 2, side, side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.color)
            painter.drawEllipse(dot)
            if self.best:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(tokens.text, 1.4))
                painter.drawEllipse(dot.adjusted(-2.5, -2.5, 2.5, 2.5))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the space bar choose it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)
