"""Inspect: the stage with every view that is declared, and the tools of its bar."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.slices import Slices
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.shell.inspect_views import ROOMS, TOOLS, VIEWS


class InspectWorkspace(InspectorPanel):
    """The stage with all views and tools."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, VIEWS, parent)
        for make in TOOLS:
            self.toolbar.add_tool(make(session))
        self.rooms = Slices(import_module, self)
        self._shown = False

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to import what the views will need."""
        super().showEvent(event)
        if not self._shown:
            self._shown = True
            self.rooms.start(ROOMS)
