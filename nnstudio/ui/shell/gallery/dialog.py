"""The dialog: search and cards on the left, on the right what the current template is and what to look at."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.document import FAMILIES, Template, templates
from nnstudio.text import finding, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import SearchField, label, rule
from nnstudio.ui.shell.gallery.about import About
from nnstudio.ui.shell.gallery.cards import Cards

_SIZE = (120, 82)
"""In grid units; no larger than the window it opens over."""


class Gallery(QDialog):
    """``search``, ``cards`` and ``about``. Typing searches, up and down walk from the field too, Enter opens.

    Signals: ``chosen(template)``, once, when the dialog has closed.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("New from template"))
        self._all = tuple(made() for made in templates.values())
        self.search = SearchField(msg("Search templates"))
        self.cards = Cards()
        self.about = About()
        self.none = self._make_none()
        self._arrange()
        self._connect()
        space = theme.tokens().space
        around = parent.window().size()
        self.resize(min(space(_SIZE[0]), around.width() - space(4)), min(space(_SIZE[1]), around.height() - space(6)))
        self.cards.fill(self._all)
        self.search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down walk over the cards while the field keeps the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if steps is not None:
                self.cards.step(steps)
                return True
        return super().eventFilter(watched, event)

    def _make_none(self) -> QLabel:
        none = label(msg("No template is called that. Try the name of a layer, or of a task."), "soft", wrap=True)
        none.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        none.hide()
        return none

    def _arrange(self) -> None:
        space = theme.tokens().space
        left = QVBoxLayout()
        left.setContentsMargins(space(2), space(2), space(1), space(1))
        left.setSpacing(space(1))
        for widget in (self.search, self.none):
            left.addWidget(widget)
        left.addWidget(self.cards, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(rule(vertical=True))
        row.addWidget(self.about)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_searched)
        self.search.installEventFilter(self)
        self.search.returnPressed.connect(lambda: self._choose(self.cards.current()))
        self.cards.pointed.connect(self.about.show_template)
        self.cards.chosen.connect(self._choose)
        self.about.open_button.clicked.connect(lambda: self._choose(self.cards.current()))

    def _on_searched(self) -> None:
        found = tuple(template for template in self._all if self.search.matches(*_words(template)))
        self.none.setVisible(not found)
        self.cards.setVisible(bool(found))
        self.cards.fill(found)

    def _choose(self, template: Template | None) -> None:
        if template is not None:
            self.accept()
            self.chosen.emit(template)


def _words(template: Template) -> tuple[str, ...]:
    """Return what a search finds a template by: the kinds of its layers and its data too."""
    declared, document = template.declaration, template.document()
    names = (node.name for node in document.network.nodes)
    said = (declared.id, str(declared.help), str(FAMILIES[declared.group]), declared.source, template.data.dataset)
    return (*said, *finding.in_every_language(declared.name), *declared.aliases, *names)
