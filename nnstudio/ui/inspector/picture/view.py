"""The view of the network in Inspect: the picture, the search above it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.inspection import Lit, Moment
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector.picture.finder import Finder
from nnstudio.ui.inspector.picture.network_picture import NetworkPicture


class NetworkView(QWidget):
    """All neurons and links at the step, and a field that finds what stands out among them."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = NetworkPicture(session)
        self.finder = Finder(session.inspection, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(0.5))
        column.addWidget(self.finder.field)
        column.addWidget(self.picture, 1)

    def show_moment(self, moment: Moment) -> None:
        """Show another step, or the same of another moment."""
        self.picture.show_moment(moment)

    def show_lit(self, lit: Lit) -> None:
        """Light up what is pointed at elsewhere."""
        self.picture.show_lit(lit)
