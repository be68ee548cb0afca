"""Where the keyboard goes when the part that has it is put away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def hand_up_focus(part: QWidget | None) -> None:
    """Give the focus, where it is in ``part``, to the nearest widget around it that takes keys; do so before hiding it.

    Qt would pass it on to whatever Tab visits next, which then takes the keys that were meant for the whole.
    """
    focused = QApplication.focusWidget()
    if part is None or focused is None or not (part is focused or part.isAncestorOf(focused)):
        return
    around = part.parentWidget()
    while around is not None and around.focusPolicy() == Qt.FocusPolicy.NoFocus:
        around = around.parentWidget()
    if around is not None:
        around.setFocus()
