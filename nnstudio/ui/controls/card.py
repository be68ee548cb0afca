"""Card and empty state: the two surfaces that hold other things."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.ui import theme
from nnstudio.ui.controls.icons import icon
from nnstudio.ui.controls.labels import label
from nnstudio.ui.controls.translation import Text, bind


class Card(QFrame):
    """A surface with a hairline, a heading (optional) and ``body``, the layout to fill.

    ``heading`` is the row of the title; add buttons to its end.
    """

    def __init__(self, title: Text | None = None, parent: QWidget | None = None, *, margin: float = 1.5) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        space = theme.tokens().space
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(space(margin), space(margin), space(margin), space(margin))
        self.body.setSpacing(space(1))
        self.heading = QHBoxLayout()
        self.title = QLabel()
        if title is not None:
            self.title = label(title, "strong")
            self.heading.addWidget(self.title)
            self.heading.addStretch(1)
            self.body.addLayout(self.heading)
            bind(self.setAccessibleName, title)


class EmptyState(QWidget):
    """What a panel shows when it has nothing to show: what is missing, what to do next, and a button that does it.

    Signals: ``acted()`` when the button is pressed.
    """

    acted = Signal()

    def __init__(
        self,
        title: Text,
        advice: Text,
        action: Text | None = None,
        *,
        icon_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._picture = QLabel()
        self.title = label(title, "subtitle", wrap=True)
        self.advice = label(advice, "soft", wrap=True)
        self.button = QPushButton()
        self._others = QVBoxLayout()
        self._arrange(action)
        self._restyle()
        theme.changed.connect(self._restyle)
        bind(self.setAccessibleName, title)

    def set_texts(self, title: Text, advice: Text, action: Text | None = None) -> None:
        """Say something else."""
        bind(self.title.setText, title)
        bind(self.advice.setText, advice)
        bind(self.setAccessibleName, title)
        self.button.setVisible(action is not None)
        if action is not None:
            bind(self.button.setText, action)

    def offer(self, action: Text) -> QPushButton:
        """Add a further button under the first, for another way out, and return it."""
        button = QPushButton()
        bind(button.setText, action)
        self._others.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        return button

    def event(self, event: QEvent) -> bool:
        """Leave the picture out where there is not room for all: the words come first."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._ease()
        return super().event(event)

    def _ease(self) -> None:
        space, column = theme.tokens().space, self._column
        tight = self.width() < space(40)
        margin = space(1) if tight else space(3)
        column.setContentsMargins(margin, margin, margin, margin)
        words = sum(each.heightForWidth(self.width() - 2 * margin) for each in (self.title, self.advice))
        buttons = self.button.sizeHint().height() * (not self.button.isHidden()) + self._others.sizeHint().height()
        needed = words + buttons + 2 * margin + space(5) + 5 * column.spacing() + space(1)
        self._picture.setVisible(bool(self._icon_name) and needed <= self.height())

    def _arrange(self, action: Text | None) -> None:
        space = theme.tokens().space
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(3), space(3), space(3))
        column.setSpacing(space(1))
        column.addStretch(1)
        for shown in (self._picture, self.title, self.advice):
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            shown.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            column.addWidget(shown)
        column.addSpacing(space(1))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._others)
        column.addStretch(1)
        self.button.clicked.connect(self.acted)
        self.button.setVisible(action is not None)
        if action is not None:
            bind(self.button.setText, action)

    def _restyle(self) -> None:
        if self._icon_name:
            size = theme.tokens().space(5)
            self._picture.setPixmap(icon(self._icon_name, theme.tokens().line, size).pixmap(size, size))
