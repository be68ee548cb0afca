"""The view of the network in Inspect: the search, the picture, and what the picture shows."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection import Lit, Moment
from nnstudio.inspection.calling import is_parameter
from nnstudio.inspection.picture.shares import Shares, shares_at, shares_of, why_none
from nnstudio.inspection.working_out import is_covered
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector.picture.finder import Finder
from nnstudio.ui.inspector.picture.network_picture import NetworkPicture
from nnstudio.ui.inspector.picture.overlay_bar import OverlayBar
from nnstudio.ui.inspector.picture.shares_bar import SharesBar


class NetworkView(QWidget):
    """All neurons and links at the step, a field that finds what stands out among them, choosers of what is shown."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture, self.bar = NetworkPicture(session), OverlayBar()
        self.inspection, self.shares = session.inspection, SharesBar()
        self.finder = Finder(session.inspection, self)
        self._own: Shares | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.tokens().space(1), 0)
        column.setSpacing(theme.tokens().space(0.5))
        column.addWidget(self.finder.field)
        column.addWidget(self.picture, 1)
        column.addWidget(self.shares)
        column.addWidget(self.bar)
        self.shares.hide()
        self.shares.chosen.connect(session.select_sample)
        self.bar.chosen.connect(lambda overlay: session.inspection.set_options(overlay=overlay))

    def show_moment(self, moment: Moment) -> None:
        """Show another step, or the same of another moment."""
        self.picture.show_moment(moment)
        self.bar.show_overlay(moment.options.overlay)
        scene = self.picture.places.scene
        if scene is not None:
            self.bar.show_scales(scene.shades, batch=scene.batch)
        # The mean of the samples' gradients is the result itself.
        wanted = moment.options.batch and not is_covered(moment)
        self._own = shares_at(moment.trace, moment.step) if wanted else None
        asked = wanted and self._own is None
        self.shares.show_shares(self._own, moment.trace.sample, why_none(moment.trace, moment.step) if asked else None)

    def show_lit(self, lit: Lit) -> None:
        """Light up what is pointed at elsewhere."""
        self.picture.show_lit(lit)
        if self._own is not None:
            with self.inspection.hold() as moment:
                if moment is not None:
                    found = (_shares_lit(moment, place) for place in lit.places)
                    lit_up = next((each for each in found if each is not None), None)
                    self.shares.show_shares(lit_up or self._own, moment.trace.sample)


def _shares_lit(moment: Moment, place: Place) -> Shares | None:
    """Return the shares in the gradient of a weight or neuron that is pointed at."""
    weight = is_parameter(moment.trace, place.layer, place.quantity)
    quantity = f"{place.quantity}_grad" if weight else place.quantity
    return shares_of(moment.trace, Place(place.layer, quantity, place.index), quickly=True)
