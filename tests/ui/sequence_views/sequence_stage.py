"""The Inspect workspace with a recurrent layer's view on top, and a hand that clicks into its pictures."""

from __future__ import annotations

from hovering import hover
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.engine import Place
from nnstudio.inspection import Step
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.sequence_views.recurrent import RecurrentView
from nnstudio.ui.shell.inspect_workspace import InspectWorkspace


class Stage:
    """The workspace with the layer's view on top."""

    def __init__(self, session: Session, panel: InspectWorkspace, qtbot: QtBot) -> None:
        self.session, self.panel, self._bot = session, panel, qtbot
        self.inspection = session.inspection

    def settle(self) -> None:
        """Wait until nothing more is to come."""
        settle(self._bot, self.session)

    def top(self, step: Step) -> QWidget:
        """Go to a step, bring its layer's view to the top and return it."""
        self._bot.waitUntil(lambda: self.inspection.go_to(step))
        self.panel.left.show_group("layer")
        view = self.panel.view(self.panel.left.shown)
        QApplication.processEvents()
        assert view is not None
        return view

    def go(self, step: Step, tab: str = "") -> RecurrentView:
        """Go to a recurrent layer's step and choose a tab of its view."""
        view = self.top(step)
        assert isinstance(view, RecurrentView)
        if tab:
            self.click(view.tabs.buttons[tab])
        return view

    @property
    def step(self) -> Step:
        assert self.inspection.step is not None
        return self.inspection.step

    def value(self, place: Place) -> float:
        """Return a number of the plan."""
        with self.inspection.hold() as moment:
            assert moment is not None
            return moment.trace.value(place)

    @staticmethod
    def click(widget: QWidget, point: QPoint | None = None) -> None:
        """Press and release the left button."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point or widget.rect().center())
        QApplication.processEvents()

    @staticmethod
    def hover(widget: QWidget, point: QPoint) -> None:
        """Move the mouse there."""
        hover(widget, point)
        QApplication.processEvents()
