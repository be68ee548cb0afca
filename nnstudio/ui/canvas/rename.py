"""The editor that F2 puts over a node's name."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import bind


class RenameField(QLineEdit):
    """Signals: ``renamed(node id, text)``. Enter and leaving take the name, Esc does not."""

    renamed = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self._node = ""
        bind(self.setAccessibleName, msg("Name of the layer"))
        self.hide()

    def open_at(self, centre: QPoint, node: str, name: str) -> None:
        """Open over a node, its name selected."""
        self._node = node
        tokens = theme.tokens()
        self.setFixedSize(tokens.space(20), tokens.control_height)
        self.setText(name)
        self.move(centre.x() - self.width() // 2, centre.y() - self.height() // 2)
        self.show()
        self.raise_()
        self.selectAll()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the name, or leave it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._close(True)
        elif event.key() == Qt.Key.Key_Escape:
            self._close(False)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the name."""
        super().focusOutEvent(event)
        self._close(True)

    def _close(self, take: bool) -> None:
        node, self._node = self._node, ""
        if not node:
            return
        # Before it hides: else Qt would hand the focus on as Tab does, and another layer would be selected.
        self._canvas.setFocus()
        self.hide()
        if take and self.isModified():
            self.renamed.emit(node, self.text())
