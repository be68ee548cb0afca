"""The button with the choices of what is seen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.text import msg
from nnstudio.ui.bridge.seeing import SWITCHES, SeeingOptions
from nnstudio.ui.controls import IconButton, bind


class SeeingButton(IconButton):
    """Opens a menu of switches above itself; ``actions_of`` maps a switch to its entry."""

    def __init__(self, options: SeeingOptions, parent: QWidget | None = None) -> None:
        super().__init__("eye", msg("What is shown"), parent=parent)
        self._options = options
        self.menu_of_switches = QMenu(self)
        self.actions_of = {}
        for name, text in SWITCHES:
            action = self.menu_of_switches.addAction("")
            bind(action.setText, text)
            action.setCheckable(True)
            action.toggled.connect(partial(options.set, name))
            self.actions_of[name] = action
        options.changed.connect(self._show)
        self._show()
        self.clicked.connect(self._open)

    def _show(self) -> None:
        for name, action in self.actions_of.items():
            action.setChecked(self._options[name])

    def _open(self) -> None:
        menu = self.menu_of_switches
        menu.popup(self.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
