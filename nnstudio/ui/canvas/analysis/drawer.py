"""The drawer under the canvas: the analysis table, the list of problems, or the network as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.analysis.outline_page import OutlinePage
from nnstudio.ui.canvas.analysis.problem_list import ProblemList
from nnstudio.ui.canvas.analysis.table import AnalysisTable
from nnstudio.ui.controls import IconButton, Segmented, bind, rule

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

Page = Literal["table", "problems", "outline"]
HEIGHT_UNITS = 32
_SOON = 30
"""Milliseconds after an edit until the drawer follows: a slider that is dragged must not wait for a table."""


class Drawer(QWidget):
    """Signals: ``node_wanted(id)`` to bring a layer into sight, ``entered_node(id)`` to go there with the keyboard,
    ``fixed(edit)``, ``said(text)`` for the status line, ``closed()``.

    Esc or the button closes it. Nothing is computed while it is closed.
    """

    node_wanted = Signal(str)
    entered_node = Signal(str)
    fixed = Signal(object)
    said = Signal(str)
    closed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.table = AnalysisTable(session)
        self.problems = ProblemList(session)
        self.outline = OutlinePage(session)
        self.pages = QStackedWidget()
        pages = (("table", msg("Analysis")), ("problems", msg("Problems")), ("outline", msg("Outline")))
        self.switch = Segmented(pages)
        self._widgets: dict[str, AnalysisTable | ProblemList | OutlinePage] = {
            "table": self.table,
            "problems": self.problems,
            "outline": self.outline,
        }
        self.csv, self.markdown = QPushButton(), QPushButton()
        self.close_button = IconButton("close", msg("Close"))
        self._later = QTimer(self, singleShot=True, interval=_SOON)
        self._arrange()
        self._connect()
        self.hide()

    def _arrange(self) -> None:
        space = theme.tokens().space
        bind(self.setAccessibleName, msg("Analysis of the network"))
        bind(self.csv.setText, msg("Copy as CSV"))
        bind(self.markdown.setText, msg("Copy as Markdown"))
        self.close_button.set_shortcut_hint("Esc")
        for page in self._widgets.values():
            self.pages.addWidget(page)
        row = QHBoxLayout()
        row.setContentsMargins(space(1.5), space(0.5), space(1), space(0.5))
        row.setSpacing(space(1))
        row.addWidget(self.switch)
        row.addStretch(1)
        for button in (self.csv, self.markdown):
            button.setProperty("role", "quiet")
            row.addWidget(button)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        column.addLayout(row)
        inset = QHBoxLayout()
        inset.setContentsMargins(space(1), 0, space(1), 0)
        inset.addWidget(self.pages)
        column.addLayout(inset, 1)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(space(HEIGHT_UNITS))

    def _connect(self) -> None:
        self.switch.chosen.connect(lambda page: self._turn_to(page))
        self.csv.clicked.connect(lambda: self._copied(self.table.copy))
        self.markdown.clicked.connect(lambda: self._copied(self.table.copy_markdown))
        self.close_button.clicked.connect(self.close_drawer)
        self.table.node_wanted.connect(self.node_wanted)
        self.table.entered_node.connect(self.entered_node)
        self.problems.node_wanted.connect(self.entered_node)
        self.problems.fixed.connect(self.fixed)
        self.outline.node_wanted.connect(self.node_wanted)
        self.outline.applied.connect(lambda: self.said.emit(tr("Applied")))
        self._later.timeout.connect(self.refresh)
        self.session.analysis_changed.connect(self._later.start)
        self.session.selection_changed.connect(self._on_selection_changed)
        self.session.language_changed.connect(self._on_language_changed)
        theme.changed.connect(self._later.start)

    @property
    def page(self) -> str:
        """The page on top: ``table``, ``problems`` or ``outline``."""
        return self.switch.value()

    def open_page(self, page: Page) -> None:
        """Show a page and give it the keyboard."""
        self.switch.set_value(page)
        self.show()
        self._turn_to(page)
        if page == "table":
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif page == "problems":
            self.problems.enter()
        else:
            self.outline.enter()

    def close_drawer(self) -> None:
        """Close; the keyboard goes back to the canvas."""
        self.hide()
        self.closed.emit()

    def refresh(self) -> None:
        """Show the network as it is now, if anybody can see it."""
        if not self.isVisible():
            return
        self._widgets[self.page].refresh()

    def _turn_to(self, page: str) -> None:
        self.pages.setCurrentWidget(self._widgets[page])
        for button in (self.csv, self.markdown):
            button.setVisible(page == "table")
        self.refresh()

    def _copied(self, copy: object) -> None:
        assert callable(copy)
        copy()
        self.said.emit(tr("Copied"))

    def _on_selection_changed(self) -> None:
        if self.isVisible() and self.page == "table":
            self.table.follow_selection()

    def _on_language_changed(self) -> None:
        self.problems.forget()
        self._later.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while it was hidden."""
        super().showEvent(event)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
        else:
            super().keyPressEvent(event)
