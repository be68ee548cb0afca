"""The Data workspace: the gallery, the views, the preparation, and the file that is being read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.data import TABLE, ImportedTable, datasets
from nnstudio.document import Analysis, Edit, SetData, SetTable, Several
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.change import Change
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import on_retranslate
from nnstudio.ui.data.fit_strip import FitStrip
from nnstudio.ui.data.gallery import Gallery
from nnstudio.ui.data.preparation import Preparation
from nnstudio.ui.data.previews import preview_of
from nnstudio.ui.data.problem_card import ProblemCard
from nnstudio.ui.data.reader import Outcome, Request, TableReader
from nnstudio.ui.data.reading_strip import ReadingStrip
from nnstudio.ui.data.snapshot import take
from nnstudio.ui.data.viewer import Viewer

SUFFIXES = (".csv", ".tsv", ".txt", ".dat", ".data")


class DataPanel(QWidget):
    """``open_csv`` takes a file in. What is hidden is not drawn; it catches up when it is shown.

    Signals: ``workspace_wanted(id)``, to see the network that does not fit.
    """

    workspace_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.gallery = Gallery()
        self.viewer = Viewer()
        self.preparation = Preparation(session)
        self.problem = ProblemCard()
        self.fit = FitStrip()
        self.reader = TableReader(self)
        self.strip = ReadingStrip()
        self._requests: dict[bytes, Request] = {}
        self._stale = True
        self.setAcceptDrops(True)
        self._arrange()
        self._connect()
        self.refresh()

    def open_csv(self, path: str | Path) -> bool:
        """Begin to read a table off the window's thread; it becomes the data when it has been read.

        Returns True: the file is being read. What is wrong with it is said in the panel, and changes nothing.
        """
        self.reader.read(Request(Path(path)))
        return True

    def refresh(self) -> None:
        """Show the document's data."""
        self._stale = False
        snapshot = take(self.session)
        document = self.session.document
        table = document.table
        own = preview_of(snapshot.prepared) if document.data.dataset == TABLE and snapshot.prepared else None
        self.gallery.show_document(document.data.dataset, (table.name, own) if table is not None else None)
        self._show_file()
        self._show_fit()
        self.viewer.show_snapshot(snapshot, self._name())
        self.preparation.show_snapshot(snapshot)

    def zoom_in(self) -> None:
        """Zoom the view on top, if it can."""
        self._zoom("zoom_in")

    def zoom_out(self) -> None:
        """Zoom the view on top, if it can."""
        self._zoom("zoom_out")

    def zoom_fit(self) -> None:
        """Show everything in the view on top, if it can."""
        self._zoom("zoom_fit")

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while it was hidden."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard on. No focus proxy: with one, Tab would leave out what stands before it."""
        self.gallery.list.setFocus(event.reason())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a table."""
        # What is no table is left to the window.
        event.setAccepted(_table_in(event) is not None)

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        path = _table_in(event)
        event.setAccepted(path is not None)
        if path is not None:
            event.acceptProposedAction()
            self.open_csv(path)

    # -- building

    def _arrange(self) -> None:
        tokens = theme.tokens()
        space = tokens.space
        self.gallery.setFixedWidth(space(28))
        side = QWidget()
        side.setProperty("role", "side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(tokens.side_panel)
        inside = QVBoxLayout(side)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.preparation)
        middle = QVBoxLayout()
        middle.setSpacing(space(1))
        middle.addWidget(self.strip)
        middle.addWidget(self.problem)
        middle.addWidget(self.fit)
        middle.addWidget(self.viewer, 1)
        left = QHBoxLayout()
        left.setContentsMargins(space(2), space(2), space(2), space(2))
        left.setSpacing(space(2))
        left.addWidget(self.gallery)
        left.addLayout(middle, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(side)

    def _connect(self) -> None:
        self.gallery.picked.connect(self._on_picked)
        self.gallery.open_wanted.connect(self.ask_for_file)
        self.problem.open_wanted.connect(self.ask_for_file)
        self.problem.read_wanted.connect(self.reader.read)
        self.preparation.file.read_wanted.connect(self.reader.read)
        self.reader.started.connect(self.strip.show_request)
        self.reader.cancelled.connect(self.strip.hide)
        self.reader.finished.connect(self._on_read)
        self.strip.cancel_wanted.connect(self.reader.cancel)
        self.session.document_changed.connect(self._on_document_changed)
        self.session.analysis_changed.connect(self._show_fit)
        self.fit.fix_wanted.connect(self.session.edit)
        self.fit.build_wanted.connect(lambda: self.workspace_wanted.emit("build"))
        on_retranslate(self, self._retranslate)

    # -- what happens

    def ask_for_file(self) -> None:
        """Ask for a file and read it."""
        wanted = ";;".join((tr("Tables (*.csv *.tsv *.txt)"), tr("All files (*)")))
        path, _ = QFileDialog.getOpenFileName(self, tr("Open CSV"), self._folder(), wanted)
        if path:
            self.open_csv(path)

    def _on_picked(self, key: str) -> None:
        if key != self.session.document.data.dataset:
            self.session.edit(SetData((("dataset", key),)))

    def _on_read(self, outcome: Outcome) -> None:
        self.strip.hide()
        if outcome.table is None:
            self.problem.say(outcome)
            return
        self.problem.clear()
        self._requests[outcome.table.digest] = outcome.request
        self.session.edit(self._taking_in(outcome.table, outcome.request))
        # The same table, read in another way, is no edit.
        self._show_file()

    def _taking_in(self, table: ImportedTable, request: Request) -> Edit:
        """Return the edit; the same file read in another way keeps the columns that were chosen, if it has them."""
        document = self.session.document
        known = self._requests.get(document.table.digest) if document.table is not None else None
        names = {column.name for column in table.columns}
        data = document.data
        chosen = {data.target, *data.features} - {""}
        if known is None or known.path != request.path or not chosen or not chosen <= names:
            return SetTable(table)
        columns = SetData((("target", data.target), ("features", data.features)))
        return Several((SetTable(table), columns), msg("Read the file in another way"))

    def _on_document_changed(self, change: Change) -> None:
        if not (change.data or change.training):
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def _show_file(self) -> None:
        table = self.session.document.table
        if table is not None:
            self.preparation.file.show_table(table, self._requests.get(table.digest))

    def _show_fit(self) -> None:
        # What is wrong with the data themselves is said in their place.
        self.fit.show_analysis(self.session.analysis if self.session.prepared is not None else Analysis())

    def _retranslate(self) -> None:
        self.viewer.show_name(self._name())

    def _name(self) -> str:
        document = self.session.document
        if document.data.dataset == TABLE:
            return document.table.name if document.table is not None else tr("Imported table")
        member = datasets.get(document.data.dataset)
        return str(member.declaration.name) if member is not None else document.data.dataset

    def _folder(self) -> str:
        known = [request.path for request in self._requests.values()]
        return str(known[-1].parent if known else Path.home())

    def _zoom(self, command: str) -> None:
        act = getattr(self.viewer.view(), command, None)
        if callable(act):
            act()


def _table_in(event: QDropEvent) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return next((path for path in paths if path.suffix.lower() in SUFFIXES), None)
