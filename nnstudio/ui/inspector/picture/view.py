"""The view of the network in Inspect: the search, the picture, and what the picture shows."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.inspection import Lit, Moment
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector.picture.finder import Finder
from nnstudio.ui.inspector.picture.network_picture import NetworkPicture
from nnstudio.ui.inspector.picture.overlay_bar import OverlayBar


class NetworkView(QWidget):
    """All neurons and links at the step, a field that finds what stands out among them, choosers of what is shown."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture, self.bar = NetworkPicture(session), OverlayBar()
        self.finder = Finder(session.inspection, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.tokens().space(1), 0)
        column.setSpacing(theme.tokens().space(0.5))
        column.addWidget(self.finder.field)
        column.addWidget(self.picture, 1)
        column.addWidget(self.bar)
        self.bar.chosen.connect(lambda overlay: session.inspection.set_options(overlay=overlay))

    def show_moment(self, moment: Moment) -> None:
        """Show another step, or the same of another moment."""
        self.picture.show_moment(moment)
        self.bar.show_overlay(moment.options.overlay)
        scene = self.picture.places.scene
        if scene is not None:
            self.bar.show_scales(scene.shades, batch=scene.batch)

    def show_lit(self, lit: Lit) -> None:
        """Light up what is pointed at elsewhere."""
        self.picture.show_lit(lit)
