"""The properties: the page that belongs to the selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from nnstudio.document import Edit
from nnstudio.inspection import Options
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.canvas.properties.network_page import NetworkPage
from nnstudio.ui.canvas.properties.node_page import NodePage
from nnstudio.ui.canvas.properties.page import Page
from nnstudio.ui.canvas.properties.several_page import SeveralPage
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.controls import bind

if TYPE_CHECKING:
    from nnstudio.ui.bridge.change import Change
    from nnstudio.ui.bridge.session import Session

LARGE = 100
"""A network of more layers is shown when the present events are over."""


class Properties(QStackedWidget):
    """Follows the session's selection and document.

    Esc leads back to where the keyboard came from: to the list of layers, or (signal ``left()``) to the canvas.
    """

    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._shown: tuple[str, ...] = ()
        self._from_list = ""
        self.network = NetworkPage()
        self.node = NodePage()
        self.several = SeveralPage()
        bind(self.setAccessibleName, msg("Properties"))
        for page in (self.network, self.node, self.several):
            page.edited.connect(self._on_edited)
            self.addWidget(_scrolled(page))
        for form in (self.node.form, self.several.form):
            form.settled.connect(session.finish_edit)
        self.network.node_wanted.connect(self._on_node_wanted)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        session.document_changed.connect(self._on_document_changed)
        session.analysis_changed.connect(self._on_analysis_changed)
        session.inspection.options_changed.connect(self._on_options_changed)
        session.selection_changed.connect(self._on_selection_changed)
        session.language_changed.connect(self.refresh)
        theme.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is selected as it is now."""
        session, snapshot = self.session, Snapshot(self.session.document)
        self._shown = session.selection
        ids = tuple(node for node in session.selection if node in snapshot.nodes)
        if len(ids) == 1:
            self.node.columns = session.inspection.options.columns
            self.node.show_node(snapshot, session.analysis, ids[0])
            self.setCurrentIndex(1)
        elif ids:
            self.several.show_nodes(snapshot, session.analysis, ids)
            self.setCurrentIndex(2)
        else:
            self.network.show_network(snapshot, session.analysis)
            self.setCurrentIndex(0)

    def _on_document_changed(self, change: Change) -> None:
        # Before the field loses the keyboard, and would hand what is typed to the layer of that id in this network.
        if change.replaced:
            self.node.forget()
            self.several.form.restore()

    def _on_analysis_changed(self) -> None:
        # The list of a large network is long: it must not hold up an edit, and of many at once shows the last.
        if len(self.session.document.network.nodes) > LARGE:
            self._later.start()
        else:
            self.refresh()

    def _on_options_changed(self, options: Options) -> None:
        if options.columns != self.node.columns:
            self.refresh()

    def _on_selection_changed(self) -> None:
        # The signal also tells of the sample that a run has come to, many times a second.
        if self.session.selection != self._shown:
            self.refresh()

    def enter(self) -> None:
        """Give the keyboard to the first editor of the selected layer."""
        self._from_list = ""
        self._enter()

    def _enter(self) -> None:
        if self.currentIndex() == 1:
            rows = list(self.node.form.rows.values())
            (rows[0].editor if rows else self.node.name).setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self.currentIndex() == 2 and self.several.form.rows:
            next(iter(self.several.form.rows.values())).editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.network.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_node_wanted(self, node: str) -> None:
        self.session.select((node,))
        self._from_list = node
        self._enter()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._from_list and self.session.selection == (self._from_list,):
            self.session.select(())
            self.network.go_to(self._from_list)
        else:
            self.left.emit()

    def _on_edited(self, edit: Edit, merge: bool) -> None:
        if not self.session.edit(edit, merge=merge):
            self.refresh()


def _scrolled(page: Page) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    for surface in (area.viewport(), page):
        surface.setAutoFillBackground(False)
    return area
