"""The button whose menu says which runs' ways are drawn on the landscape."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.text import msg, tr
from nnstudio.training.kept_run import KeptRun
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import IconButton


class WaysButton(IconButton):
    """``able`` gives the runs that may be drawn, by number; the session's shelf knows which of them are."""

    def __init__(self, session: Session, able: Callable[[], dict[int, KeptRun]], parent: QWidget | None = None) -> None:
        super().__init__("ways", msg("Draw the ways of kept runs, too"), parent=parent)
        self._session, self._able = session, able
        self.menu_of_runs = QMenu(self)
        self.menu_of_runs.setToolTipsVisible(True)
        self.menu_of_runs.aboutToShow.connect(self.fill)
        self.setMenu(self.menu_of_runs)
        self.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)

    def fill(self) -> None:
        """List the kept runs; those of another network, loss or data can't be chosen."""
        menu, shelf, able = self.menu_of_runs, self._session.shelf, self._able()
        menu.clear()
        for number, run in enumerate(shelf.runs, start=1):
            action = menu.addAction(f"{number}  {run.name}")
            action.setCheckable(True)
            action.setChecked(run in shelf.traced)
            action.setEnabled(number in able)
            if number not in able:
                action.setToolTip(tr("Another network, loss or data: its way lies on another landscape."))
            action.toggled.connect(lambda on, run=run: self._toggle(run, on))
        if not shelf.runs:
            menu.addAction(tr("No runs are kept yet: Compare and the labs keep them.")).setEnabled(False)
            return
        menu.addSeparator()
        menu.addAction(tr("All")).triggered.connect(lambda: shelf.trace(self._able().values()))
        menu.addAction(tr("None")).triggered.connect(lambda: shelf.trace(()))

    def _toggle(self, run: KeptRun, on: bool) -> None:
        traced = self._session.shelf.traced
        self._session.shelf.trace((*traced, run) if on else (other for other in traced if other is not run))
