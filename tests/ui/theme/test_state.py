"""A theme comes into force without freeing widgets on the way."""

from __future__ import annotations

import gc

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.ui import theme


class Witness(QWidget):
    """Notes whether garbage may be collected while Qt polishes it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[bool] = []

    def changeEvent(self, event: QEvent) -> None:
        """Note it."""
        if event.type() == QEvent.Type.StyleChange:
            self.seen.append(gc.isenabled())
        super().changeEvent(event)


def test_no_garbage_is_collected_while_qt_goes_through_the_widgets(qapp: QApplication, qtbot: QtBot) -> None:
    witness = Witness()
    qtbot.addWidget(witness)
    witness.show()
    before = gc.isenabled()
    theme.apply(qapp, "dark")
    theme.apply(qapp, "light")
    assert witness.seen
    assert not any(witness.seen)
    assert gc.isenabled() == before
