"""A row of widgets, as the views of this folder have them above their pictures."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.ui import theme


def row(*widgets: QWidget | None) -> QHBoxLayout:
    """Return a row; None is room to spare."""
    made = QHBoxLayout()
    made.setSpacing(theme.tokens().space(0.5))
    for widget in widgets:
        if widget is None:
            made.addStretch(1)
        else:
            made.addWidget(widget)
    return made
