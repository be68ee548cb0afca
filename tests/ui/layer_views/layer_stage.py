"""The Inspect workspace with a layer's view on top, and a hand that clicks into its cells."""

from __future__ import annotations

from hovering import hover
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.inspection import Step
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import CellGrid, Segmented
from nnstudio.ui.layer_views.base import LayerView
from nnstudio.ui.shell.inspect_workspace import InspectWorkspace


class Stage:
    """The workspace with the layer's view on top; clicks into cells."""

    def __init__(self, session: Session, panel: InspectWorkspace, qtbot: QtBot) -> None:
        self.session, self.panel, self._bot = session, panel, qtbot
        self.inspection = session.inspection

    def go(self, step: Step) -> LayerView:
        """Go to a step and bring its layer's view to the top."""
        self._bot.waitUntil(lambda: self.inspection.go_to(step))
        self.panel.left.show_group("layer")
        view = self.panel.view(self.panel.left.shown)
        assert isinstance(view, LayerView)
        QApplication.processEvents()
        return view

    def settle(self) -> None:
        """Wait until nothing more is to come."""
        settle(self._bot, self.session)

    def centre(self, grid: CellGrid, row: int, column: int) -> QPoint:
        return grid.layout_now().box(row, column).center()

    def click(self, grid: CellGrid, row: int, column: int) -> None:
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=self.centre(grid, row, column))
        QApplication.processEvents()

    def hover(self, grid: CellGrid, row: int, column: int) -> None:
        hover(grid.viewport(), self.centre(grid, row, column))
        QApplication.processEvents()

    def tab(self, segmented: Segmented, key: str) -> None:
        QTest.mouseClick(segmented.buttons[key], Qt.MouseButton.LeftButton)
        QApplication.processEvents()
