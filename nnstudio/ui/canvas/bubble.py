"""What is wrong with a layer, in plain words, with the button that puts it right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QVBoxLayout, QWidget

from nnstudio.document import Problem
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.canvas.trial import sentence
from nnstudio.ui.controls import bind, label


class ProblemCard(QWidget):
    """Problems one below the other, each with its fix if it has one. Signals: ``fixed(edit)``."""

    fixed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.tokens().unit)
        self.buttons: list[QPushButton] = []

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these problems."""
        while (item := self.column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = []
        for problem in problems:
            self._add(problem)
        self.setVisible(bool(problems))

    def _add(self, problem: Problem) -> None:
        mark = "●" if problem.is_error else "▲"
        text = label(lambda: f"{mark} {sentence(problem)}", "error" if problem.is_error else "warning", wrap=True)
        self.column.addWidget(text)
        if problem.fix is not None:
            button = QPushButton()
            bind(button.setText, problem.fix.name)
            button.clicked.connect(lambda: self.fixed.emit(problem.fix))
            self.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.buttons.append(button)


class Bubble(QFrame):
    """The card beside a node; Esc or a click elsewhere closes it. Signals: ``fixed(edit)``."""

    fixed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        bind(self.setAccessibleName, msg("Problem"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.card = ProblemCard()
        space = theme.tokens().space
        self._canvas = parent
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space(1.5), space(1.5), space(1.5), space(1.5))
        self._column.addWidget(self.card)
        self.setFixedWidth(space(34))
        self.card.fixed.connect(self._on_fixed)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def open_at(self, place: QPoint, problems: Sequence[Problem]) -> None:
        """Show the problems of a node near ``place`` (pixels of the parent)."""
        self.card.show_problems(problems)
        # What has never been shown has not its font yet, and would be measured in another one.
        for widget in self.findChildren(QWidget):
            widget.ensurePolished()
        # The layouts within it, too, forget what they knew.
        self.card.column.invalidate()
        self._column.invalidate()
        self._column.activate()
        self.resize(self.width(), self._column.totalHeightForWidth(self.width()))
        parent, margin = self._canvas, theme.tokens().unit
        x = max(margin, min(place.x(), parent.width() - self.width() - margin))
        y = max(margin, min(place.y(), parent.height() - self.height() - margin))
        self.move(x, y)
        self.show()
        self.raise_()
        (self.card.buttons[0] if self.card.buttons else self).setFocus(Qt.FocusReason.PopupFocusReason)

    def close_bubble(self) -> None:
        """Go away; the keyboard, if it is here, goes back to the canvas."""
        if self.isHidden():
            return
        # Before hiding: else Qt would look for the next in the order of Tab, which on the canvas selects a layer.
        focused = QApplication.focusWidget()
        if focused is self or (focused is not None and self.isAncestorOf(focused)):
            self._canvas.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()

    def _on_fixed(self, edit: object) -> None:
        self.close_bubble()
        self.fixed.emit(edit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bubble()
        else:
            super().keyPressEvent(event)

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and now is not self and not self.isAncestorOf(now):
            self.hide()
