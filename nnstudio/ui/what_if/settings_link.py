"""The way from a number to what its update is set to: the learning rate and the like are turned there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from nnstudio.engine import Place
from nnstudio.inspection.what_if import update_of
from nnstudio.text import msg
from nnstudio.ui.bridge.inspection import Inspection
from nnstudio.ui.controls import bind


class SettingsLink(QPushButton):
    """Goes to the update of the number in hand, on whose card the learning rate and the other settings stand."""

    def __init__(self, inspection: Inspection, in_hand: Callable[[], Place | None], parent: QWidget | None = None):
        super().__init__(parent)
        self.inspection, self._in_hand = inspection, in_hand
        bind(self.setText, msg("Learning rate …"))
        bind(
            self.setToolTip,
            msg("The learning rate, penalties, clipping and the optimiser's own numbers: on the card of the update"),
        )
        self.clicked.connect(self._go)

    def _go(self) -> None:
        with self.inspection.hold() as moment:
            step = update_of(moment.trace, self._in_hand()) if moment is not None else None
        if step is not None and self.inspection.go_to(step):
            self.inspection.card_wanted.emit()
