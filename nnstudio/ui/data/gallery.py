"""The data sets to choose from: a picture drawn from the data, name, size. A click or Enter takes one."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QPushButton, QVBoxLayout, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import SearchField, bind, icon, on_retranslate
from nnstudio.ui.data.entries import Entry, entries
from nnstudio.ui.data.gallery_painting import EntryDelegate
from nnstudio.ui.data.previews import Preview

ENTRY = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class EntryModel(QAbstractListModel):
    """The entries that the search leaves; headings can't be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def show(self, wanted: list[Entry]) -> None:
        """Show other entries."""
        if [entry.key for entry in wanted] == [entry.key for entry in self.entries]:
            self.entries = wanted
            if wanted:
                self.dataChanged.emit(self.index(0), self.index(len(wanted) - 1))
            return
        self.beginResetModel()
        self.entries = wanted
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Count the entries."""
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name, what is said of it, or the entry itself."""
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.help
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.name}, {entry.facts}" if entry.facts else entry.name
        return entry if role == ENTRY else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """A heading is only read."""
        if self.entries[index.row()].is_heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _List(QListView):
    """Arrows walk, Enter and Space take: walking past a data set must not load it.

    Signals: ``taken(QModelIndex)``.
    """

    taken = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the current one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self.taken.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class Gallery(QWidget):
    """Search, list and the button that opens a file.

    Signals: ``picked(id)`` when the user takes a data set (``"table"``: the document's own); ``open_wanted()``.
    """

    picked = Signal(str)
    open_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.search = SearchField(msg("Search data sets"))
        self.model = EntryModel()
        self.list = _List()
        self.open_button = QPushButton()
        self._chosen = ""
        self._table: tuple[str, Preview | None] | None = None
        self._arrange()
        self.search.textChanged.connect(self._fill)
        self.list.clicked.connect(self._on_taken)
        self.list.taken.connect(self._on_taken)
        self.open_button.clicked.connect(self.open_wanted)
        on_retranslate(self, self._fill)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_document(self, chosen: str, table: tuple[str, Preview | None] | None) -> None:
        """Mark the data set in force; ``table`` is the name of the imported file, if there is one, and its preview."""
        changed = chosen != self._chosen
        self._chosen, self._table = chosen, table
        self._delegate.chosen = chosen
        self._fill()
        if changed:
            self._go_to(chosen)

    def index_of(self, key: str) -> QModelIndex:
        """Return the place of an entry in the list; an invalid one where the search hides it."""
        keys = [entry.key for entry in self.model.entries]
        return self.model.index(keys.index(key)) if key in keys else QModelIndex()

    def _go_to(self, key: str) -> None:
        index = self.index_of(key)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def _arrange(self) -> None:
        space = theme.tokens().space
        self._delegate = EntryDelegate(self.list)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        bind(self.list.setAccessibleName, msg("Data sets; Enter takes one"))
        bind(self.open_button.setText, msg("Open CSV…"))
        bind(self.open_button.setToolTip, msg("Open a table of your own; it can be dropped here, too."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.open_button)

    def _fill(self) -> None:
        found = [entry for entry in entries(self._table) if entry.is_heading or self.search.matches(*entry.words)]
        self.model.show(_without_empty_groups(found))

    def _on_taken(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY)
        if isinstance(entry, Entry) and not entry.is_heading:
            self.picked.emit(entry.key)

    def _restyle(self) -> None:
        self.open_button.setIcon(icon("import"))
        self._delegate.forget()
        self.list.viewport().update()


def _without_empty_groups(found: list[Entry]) -> list[Entry]:
    follows = [*found[1:], None]
    return [
        entry
        for entry, after in zip(found, follows, strict=True)
        if not entry.is_heading or (after is not None and not after.is_heading)
    ]
