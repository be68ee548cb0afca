"""What views and pictures of this folder have in common before they differ: a panel's column, a plot's behaviour."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.ui import theme
from nnstudio.ui.controls import ExportButton


def as_panel(view: QWidget) -> QVBoxLayout:
    """Give a view a panel's paper; return its column, with a panel's margins, to be filled."""
    space = theme.tokens().space
    view.setProperty("role", "panel")
    view.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(view)
    column.setContentsMargins(space(1), space(1), space(1), space(0.5))
    column.setSpacing(space(0.5))
    return column


def over_reading(view: QWidget, picture: QWidget, reading: QLabel, export: ExportButton) -> None:
    """Make a panel of a view: its picture over a line that reads it, which tells of what is saved, too."""
    column, row = as_panel(view), QHBoxLayout()
    row.addWidget(reading, 1)
    row.addWidget(export)
    column.addWidget(picture, 1)
    column.addLayout(row)
    export.said.connect(reading.setText)


def as_plot(picture: QWidget) -> None:
    """Let a picture take all the room there is, and hear of the mouse without a button."""
    # It fills itself: else Qt would paint all that is behind it first, each time.
    picture.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    picture.setMouseTracking(True)
    picture.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    picture.setMinimumSize(theme.tokens().space(18), theme.tokens().space(14))
