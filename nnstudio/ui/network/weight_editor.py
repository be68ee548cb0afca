"""A field on a link in which its weight is typed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import NumberField, bind
from nnstudio.ui.network.target import Link


class WeightEditor(NumberField):
    """Shown on the link while it is edited.

    Signals: ``committed(Link, float)`` when another weight was typed.
    """

    committed = Signal(object, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._link: Link | None = None
        self.setFixedWidth(theme.tokens().space(12))
        self.hide()
        bind(self.setAccessibleName, msg("Weight of the link"))
        self.edited.connect(self._on_edited)
        self.editingFinished.connect(self.hide)

    def open(self, link: Link, weight: float, at: QPointF) -> None:
        """Show the field at a place, with the present weight selected."""
        self._link = link
        self.set_value(float(f"{weight:.6g}"))
        parent = self.parentWidget()
        self.adjustSize()
        left = min(max(0, round(at.x()) - self.width() // 2), parent.width() - self.width())
        top = min(max(0, round(at.y()) - self.height() // 2), parent.height() - self.height())
        self.move(left, top)
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes without a change, Enter with it."""
        if event.key() == Qt.Key.Key_Escape:
            self.setModified(False)
            self.hide()
            self.parentWidget().setFocus()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # A line edit lets it through, and the picture below would open the field again.
            event.accept()

    def _on_edited(self, value: float) -> None:
        if self._link is not None:
            self.committed.emit(self._link, value)
