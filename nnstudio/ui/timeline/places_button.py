"""The menu of the steps that are worth going to, and the way to a run of one's own from here."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import bind


class PlacesButton(QToolButton):
    """Best validation, break-points, failure, branching, ends; and to branch here."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.menu_of_places = QMenu(self)
        self.menu_of_places.setToolTipsVisible(True)
        self.setMenu(self.menu_of_places)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setProperty("role", "switch")
        self.setMinimumHeight(theme.tokens().target)
        bind(self.setText, msg("Go to"))
        bind(self.setToolTip, msg("Steps worth going to, and a branch from here"))
        self.menu_of_places.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List what there is now."""
        menu, travel = self.menu_of_places, self._session.travel
        menu.clear()
        for mark in travel.landmarks:
            step = theme.count(mark.step)
            action = menu.addAction(tr("{name} · step {step}", name=mark.name, step=step))
            if mark.kind == "best" and travel.best is not None:
                action.setText(f"{action.text()} · {theme.number(travel.best[1])}")
            action.setEnabled(mark.step != travel.step)
            action.triggered.connect(lambda *_, step=mark.step: travel.seek(step))
        menu.addSeparator()
        here = menu.addAction(tr("Branch here: a run of its own from this step"))
        here.setToolTip(tr("It goes on with the settings as they are now; with the same ones it is the same run."))
        here.setEnabled(travel.head > 0)
        here.triggered.connect(travel.branch)
