"""A row of a few choices of which one is in force."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from nnstudio.ui.controls.translation import Text, bind


class _Segment(QToolButton):
    """Leaves the arrows to the row: a button's own way with them skips what Tab does not visit."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the arrows on."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
            return
        super().keyPressEvent(event)


class Segmented(QWidget):
    """Adjacent segments, one checked; arrows move, Tab enters and leaves the row as one.

    ``segment_role`` is the style sheet's role (``segment``, or ``workspace`` for the header's).

    Signals: ``chosen(id)`` when the *user* chooses another one.
    """

    chosen = Signal(str)

    def __init__(
        self, options: tuple[tuple[str, Text], ...], parent: QWidget | None = None, *, segment_role: str = "segment"
    ) -> None:
        super().__init__(parent)
        self._role = segment_role
        self._value = ""
        self.buttons: dict[str, _Segment] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for place, (key, text) in enumerate(options):
            self._add(key, text, _place(place, len(options)))
        self._group.buttonClicked.connect(lambda button: self._on_clicked(button.property("key")))
        if options:
            self.set_value(options[0][0])

    def value(self) -> str:
        """Return the id of the choice in force."""
        return self._value

    def set_value(self, key: str) -> None:
        """Bring a choice into force without telling."""
        self._value = key
        self.buttons[key].setChecked(True)
        for other, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if other == key else Qt.FocusPolicy.NoFocus)

    def set_enabled(self, key: str, enabled: bool) -> None:
        """Offer a choice, or not."""
        self.buttons[key].setEnabled(enabled)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the focus on to the choice in force.

        A focus proxy would make the row itself a stop of Tab: where it stands behind its segments in the order, as in
        a view that was made late, Tab would never come past it.
        """
        self.buttons[self._value].setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose the neighbour."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        keys = [key for key, button in self.buttons.items() if button.isEnabled()]
        if not step or not keys:
            super().keyPressEvent(event)
            return
        here = keys.index(self.value()) if self.value() in keys else 0
        key = keys[max(0, min(len(keys) - 1, here + step))]
        self._on_clicked(key)
        self.buttons[key].setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, key: str, text: Text, place: str) -> None:
        button = _Segment(self)
        button.setProperty("role", self._role)
        button.setProperty("place", place)
        button.setProperty("key", key)
        button.setCheckable(True)
        bind(button.setText, text)
        self._group.addButton(button)
        self._row.addWidget(button)
        self.buttons[key] = button

    def _on_clicked(self, key: str) -> None:
        if key != self._value:
            self.set_value(key)
            self.chosen.emit(key)


def _place(place: int, count: int) -> str:
    if count == 1:
        return "only"
    return "first" if place == 0 else "last" if place == count - 1 else "middle"
