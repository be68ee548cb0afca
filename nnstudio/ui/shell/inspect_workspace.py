"""Inspect: the stage with every view that is declared, and the tools of its bar."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector import InspectorPanel, imported
from nnstudio.ui.shell.inspect_views import TOOLS, VIEWS


class InspectWorkspace(InspectorPanel):
    """The stage with all views and tools."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, VIEWS, parent)
        for make in TOOLS:
            self.toolbar.add_tool(make(session))

    def showEvent(self, event: QShowEvent) -> None:
        """Import what the views will need, while nobody takes a step and there is none to build them for."""
        super().showEvent(event)
        if not self.inspection.ready:
            self.inspection.ahead.begin(self, self._rooms_ahead())

    def _views_ahead(self) -> Iterator[None]:
        """Import also what other networks' steps are looked at with."""
        yield from super()._views_ahead()
        yield from self._rooms_ahead()

    def _rooms_ahead(self) -> Iterator[None]:
        return imported(room for view in VIEWS for room in view.rooms)
