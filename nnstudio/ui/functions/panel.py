"""The Functions workspace: one page of the lab at a time, chosen from the row above it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.exchange.table import Table
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ElidedLabel, ExportButton, Segmented, bind, visit_after
from nnstudio.ui.functions.lab import Lab
from nnstudio.ui.functions.page import LabPage
from nnstudio.ui.functions.pages import PAGES


class FunctionsPanel(QWidget):
    """``pages`` : those built so far by id; ``said`` : what became of the last export, until another page is shown.

    Signals: ``project_wanted(Project)``, from a page.
    """

    project_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lab = Lab(session, self)
        self.lab.project_wanted.connect(self.project_wanted)
        self.pages: dict[str, LabPage] = {}
        self.tabs = Segmented(tuple((page.id, page.name) for page in PAGES))
        self.stack = QStackedWidget()
        self.export = ExportButton(self._picture, self._table, self._name, self._folder)
        self.said = ElidedLabel("caption", Qt.TextElideMode.ElideMiddle)
        self.said.hide()
        self._arrange()
        bind(self.tabs.setAccessibleName, msg("What about functions"))
        self.tabs.chosen.connect(self.show_page)
        self.export.said.connect(self._on_said)
        self.show_page(PAGES[0].id)

    def show_page(self, page_id: str) -> LabPage:
        """Bring a page to the top, building it if need be."""
        if page_id not in self.pages:
            declared = next(page for page in PAGES if page.id == page_id)
            self.pages[page_id] = declared.make(self.lab)
            self.stack.addWidget(self.pages[page_id])
            visit_after(self.export, self.pages[page_id])
        self.tabs.set_value(page_id)
        self.stack.setCurrentWidget(self.pages[page_id])
        self.said.hide()
        return self.pages[page_id]

    def _arrange(self) -> None:
        space = theme.tokens().space
        row = QHBoxLayout()
        # The tabs take nearly all of the smallest window.
        row.setSpacing(0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(2), space(1.5), space(2), space(1.5))
        column.setSpacing(space(1.5))
        column.addLayout(row)
        column.addWidget(self.said)
        column.addWidget(self.stack, 1)

    def _page(self) -> LabPage:
        return self.pages[self.tabs.value()]

    def _picture(self) -> QWidget:
        return self._page().picture()

    def _table(self) -> Table | None:
        return self._page().table()

    def _name(self) -> str:
        return str(next(page.name for page in PAGES if page.id == self.tabs.value()))

    def _folder(self) -> Path:
        return self.lab.folder()

    def _on_said(self, text: str) -> None:
        self.said.setText(text)
        self.said.show()
