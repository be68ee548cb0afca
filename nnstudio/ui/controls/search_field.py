"""A field to search with: a lens, a placeholder, a button that clears."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls.icons import icon
from nnstudio.ui.controls.line_field import LineField
from nnstudio.ui.controls.translation import Text, bind


class SearchField(LineField):
    """Emits ``textChanged`` as the user types; Escape clears."""

    def __init__(self, placeholder: Text | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lens = QAction(self)
        self.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        bind(self.setPlaceholderText, placeholder or msg("Search"))
        bind(self.setAccessibleName, placeholder or msg("Search"))
        self._restyle()
        theme.changed.connect(self._restyle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the button that clears the height of the field: Qt's own is too small to hit."""
        super().resizeEvent(event)
        target = theme.tokens().space(3)
        for button in self.findChildren(QToolButton):
            if button.defaultAction() is self._lens:
                # Only a picture: a click there begins to type.
                button.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            else:
                right, tall = button.geometry().right(), max(target, button.height())
                button.setGeometry(right + 1 - target, (self.height() - tall) // 2, target, tall)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape clears."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def matches(self, *words: str) -> bool:
        """Whether every word typed is in one of ``words``, whatever the case."""
        hay = " ".join(words).casefold()
        return all(part in hay for part in self.text().casefold().split())

    def _restyle(self) -> None:
        self._lens.setIcon(icon("search"))
