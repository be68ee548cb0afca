"""Inspect: the stage with every view that is declared, and the tools of its bar."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.shell.inspect_views import ROOMS, TOOLS, VIEWS


class InspectWorkspace(InspectorPanel):
    """The stage with all views and tools."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, VIEWS, parent)
        for make in TOOLS:
            self.toolbar.add_tool(make(session))
        self._shown = False

    def showEvent(self, event: QShowEvent) -> None:
        """Import what the views will need, while nobody takes a step."""
        super().showEvent(event)
        if not self._shown:
            self._shown = True
            self.inspection.ahead.begin(self.pages, _rooms())

    def _views_ahead(self) -> Iterator[None]:
        """Import the rooms before a view is built: both at once is too long a wait."""
        yield from _rooms()
        yield from super()._views_ahead()


def _rooms() -> Iterator[None]:
    for room in ROOMS:
        if room not in sys.modules:
            import_module(room)
            yield
