"""Pictures as a gallery of tiles with their labels."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind
from nnstudio.ui.data.previews import ink_image
from nnstudio.ui.data.snapshot import SETS, Snapshot

_Index = QModelIndex | QPersistentModelIndex
_TILE = 7


class TilesModel(QAbstractListModel):
    """A sample each; its picture is drawn when it is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.snapshot: Snapshot | None = None

    def show(self, snapshot: Snapshot) -> None:
        """Show other pictures."""
        before = self.rowCount()
        self.snapshot = snapshot
        if self.rowCount() == before and before:
            self.dataChanged.emit(self.index(0), self.index(before - 1))
            return
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return the number of samples."""
        if self.snapshot is None or self.snapshot.prepared is None or (parent is not None and parent.isValid()):
            return 0
        return len(self.snapshot.x)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the label, or what a tool-tip says."""
        snapshot = self.snapshot
        if snapshot is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        value = snapshot.y[index.row()]
        name = snapshot.classes[int(value)] if snapshot.classes else theme.compact(value)
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        where = str(SETS[snapshot.memberships[index.row()]])
        return f"{tr('Row {row} · {set}', row=index.row() + 1, set=where)}\n{snapshot.target_name} = {name}"


class _TileDelegate(QStyledItemDelegate):
    """The picture over its label."""

    def __init__(self, model: TilesModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """All tiles are alike."""
        space = theme.tokens().space
        return QSize(space(_TILE + 1), space(_TILE + 3))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one tile; pixels stay square."""
        snapshot = self._model.snapshot
        if snapshot is None or snapshot.prepared is None:
            return
        tokens = theme.tokens()
        side = tokens.space(_TILE)
        box = QRect(option.rect.left() + tokens.space(0.5), option.rect.top() + tokens.space(0.5), side, side)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(box, ink_image(snapshot.prepared.raw.x[index.row()][..., 0]))
        chosen = option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        painter.setPen(theme.pen(tokens.focus, 2) if chosen else theme.pen(tokens.hairline))
        painter.drawRect(box)
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.text)
        below = QRect(box.left(), box.bottom() + 2, side, tokens.space(2))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(index.data()))


class TilesView(QListView):
    """The gallery; only the tiles in sight are drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles = TilesModel()
        self._delegate = _TileDelegate(self.tiles, self)
        self.setModel(self.tiles)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        bind(self.setAccessibleName, msg("Pictures with their labels"))
        theme.changed.connect(self.viewport().update)

    def show_snapshot(self, snapshot: Snapshot, scaled: bool) -> None:
        """Show other pictures; scaling changes grey to the same grey."""
        self.tiles.show(snapshot)
