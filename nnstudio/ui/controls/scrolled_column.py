"""A column that scrolls where it must, without a frame of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from nnstudio.ui import theme


def scrolled_column(area: QScrollArea, *, right: float = 0, bottom: float = 0, spacing: float = 1) -> QVBoxLayout:
    """Return the column that a scroll area shows from now on; the margins and the spacing in units of the grid."""
    space = theme.tokens().space
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, space(right), space(bottom))
    column.setSpacing(space(spacing))
    area.setWidget(inner)
    return column


def height_over(area: QScrollArea, column: QVBoxLayout) -> int:
    """Return how much taller the column is than the area shows; 0 or less: all of it is seen, or the area is hidden."""
    view = area.viewport().size()
    if not area.isVisible():
        return 0
    # Tables and sums have new heights, too; from within, as each must know what it holds.
    for part in reversed(area.widget().findChildren(QWidget)):
        layout = part.layout()
        if layout is not None and part.isVisible():
            layout.activate()
        part.updateGeometry()
    # Rows within the column keep the heights that they had, until the column itself is laid out.
    column.activate()
    return column.totalHeightForWidth(view.width()) - view.height()
