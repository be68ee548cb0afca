"""The colours that a layer may be given, side by side."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.canvas.colors import NAMES, swatch
from nnstudio.ui.controls import bind


class ColorRow(QWidget):
    """A swatch for each colour and one for none; the one in force is pressed, of several different ones none is.

    Signals: ``chosen(name)``, empty for no colour.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for name, text in {"": msg("No colour"), **NAMES}.items():
            button = QToolButton()
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setProperty("role", "swatch")
            button.setIconSize(QSize(theme.tokens().space(2), theme.tokens().space(2)))
            bind(button.setToolTip, text)
            bind(button.setAccessibleName, text)
            button.clicked.connect(lambda _checked, name=name: self.chosen.emit(name))
            self.buttons[name] = button
            self._group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_colors(self, colors: Iterable[str]) -> None:
        """Show what the layers have."""
        found = set(colors)
        # Of an exclusive group one button stays pressed, whatever is asked of it.
        self._group.setExclusive(False)
        for name, button in self.buttons.items():
            button.setChecked(found == {name})
        self._group.setExclusive(True)

    def _restyle(self) -> None:
        for name, button in self.buttons.items():
            button.setIcon(swatch(name))
