"""What a template is: its network drawn larger, its data and size, and what to look at."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from nnstudio.data.datasets import datasets
from nnstudio.document import Look, Template, analyse
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, label, set_role
from nnstudio.ui.shell.gallery.preview import Drawing
from nnstudio.ui.shell.guide import place_of

_WIDTH = 42
_PICTURE = 14


class About(QWidget):
    """The right column of the gallery; ``open_button`` opens the template that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = _Picture()
        self.open_button = QPushButton(str(msg("Open")))
        self.open_button.setDefault(True)
        set_role(self.open_button, "primary")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Reached by Tab, so that a long note can be read by keys.
        self._area.setAccessibleName(str(msg("What to look at")))
        FocusRing(self._area)
        space = theme.tokens().space
        self.setFixedWidth(space(_WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(space(2), space(2), space(2), space(2))
        column.setSpacing(space(1))
        column.addWidget(self.picture)
        column.addWidget(self._area, 1)
        column.addWidget(self.open_button)

    def show_template(self, template: Template | None) -> None:
        """Show another one, or nothing."""
        self.picture.drawing = Drawing(template.document().network) if template is not None else None
        self.picture.update()
        self.open_button.setEnabled(template is not None)
        self._area.setWidget(self._said(template) if template is not None else QWidget())

    def _said(self, template: Template) -> QWidget:
        space = theme.tokens().space
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, space(1), 0)
        column.setSpacing(space(0.5))
        column.addWidget(label(template.declaration.name, "subtitle", wrap=True))
        column.addWidget(label(template.declaration.help, wrap=True))
        column.addWidget(label(_facts(template), "caption", wrap=True))
        column.addSpacing(space(1))
        column.addWidget(label(msg("What to look at"), "section"))
        for look in template.looks:
            column.addWidget(label(_where(look), "caption"))
            column.addWidget(label(look.text, wrap=True))
            column.addSpacing(space(1))
        column.addStretch(1)
        return page


def _where(look: Look) -> Message:
    return place_of(look)


def _facts(template: Template) -> Message:
    """Return data, size and source in one line."""
    count = theme.count(analyse(template.document()).total)
    data = datasets[template.data.dataset].declaration.name
    if template.declaration.source:
        return msg(
            "Data: {data} · {count} parameters · {source}", data=data, count=count, source=template.declaration.source
        )
    return msg("Data: {data} · {count} parameters", data=data, count=count)


class _Picture(QWidget):
    """A network, in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing: Drawing | None = None
        self.setFixedHeight(theme.tokens().space(_PICTURE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        if self.drawing is not None:
            painter = QPainter(self)
            self.drawing.paint(painter, QRectF(self.rect()))
            painter.end()
