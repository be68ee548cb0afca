"""The guide: a strip under the header with what to look at in a network that was made of a template."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from nnstudio.document import Look, Template
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import IconButton, bind, icon, label
from nnstudio.ui.shell.places import PLACES


def place_of(look: Look) -> Message:
    """Return where one looks, as the window names it: the workspace and, in Inspect, the view."""
    from nnstudio.ui.shell.inspect_views import VIEWS

    place = next(place.name for place in PLACES if place.id == look.place)
    view = next((view.name for view in VIEWS if view.id == look.view), None)
    return msg("{place} · {view}", place=place, view=view) if view is not None else place


class Guide(QFrame):
    """One look of ``template`` at a time, number ``number`` of ``template.looks``; Escape closes it.

    Signals: ``wanted(look)`` when the user asks to be taken there; ``left()`` when it is closed from within.
    """

    wanted = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "message")
        self.setProperty("level", "note")
        self.template: Template | None = None
        self.number = 0
        self._picture = QLabel()
        self.heading = label("", "strong")
        self.text = label("", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.count = label("", "soft")
        self.go_button = QPushButton()
        self.back_button = IconButton("previous", msg("Look before"))
        self.next_button = IconButton("next", msg("Next look"))
        self.close_button = IconButton("close", msg("Close; Help brings it back"))
        self._arrange()
        self.go_button.clicked.connect(self._on_go)
        self.back_button.clicked.connect(lambda: self.turn(-1))
        self.next_button.clicked.connect(lambda: self.turn(1))
        self.close_button.clicked.connect(self.put_away)
        bind(self.setAccessibleName, msg("What to look at"))
        theme.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def show_template(self, template: Template) -> None:
        """Show a template's first look."""
        self.template, self.number = template, 0
        self._show()
        self.show()

    def turn(self, by: int) -> None:
        """Go to another look; after the last comes the first."""
        if self.template is not None:
            self.number = (self.number + by) % len(self.template.looks)
            self._show()

    def put_away(self) -> None:
        """Hide; say before that the keyboard, where it is in here, has to go elsewhere."""
        focused = QApplication.focusWidget()
        if focused is not None and (focused is self or self.isAncestorOf(focused)):
            self.left.emit()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
            return
        super().keyPressEvent(event)

    def _arrange(self) -> None:
        space = theme.tokens().space
        row = QHBoxLayout(self)
        row.setContentsMargins(space(1.5), space(0.5), space(1), space(0.5))
        row.setSpacing(space(1))
        row.addWidget(self._picture)
        row.addWidget(self.heading)
        row.addWidget(self.text, 1)
        row.addWidget(self.go_button)
        for widget in (self.back_button, self.count, self.next_button, self.close_button):
            row.addWidget(widget)

    def _show(self) -> None:
        assert self.template is not None
        look, count = self.template.looks[self.number], len(self.template.looks)
        bind(self.heading.setText, self.template.declaration.name)
        bind(self.text.setText, look.text)
        bind(self.text.setAccessibleName, look.text)
        bind(self.go_button.setText, place_of(look))
        bind(self.go_button.setToolTip, msg("Take me there"))
        bind(self.count.setText, msg("{number} of {count}", number=self.number + 1, count=count))
        for button in (self.back_button, self.next_button, self.count):
            button.setVisible(count > 1)

    def _on_go(self) -> None:
        if self.template is not None:
            self.wanted.emit(self.template.looks[self.number])

    def _restyle(self) -> None:
        current = theme.tokens()
        self._picture.setPixmap(icon("eye", current.accent).pixmap(current.icon, current.icon))
