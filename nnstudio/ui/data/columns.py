"""Which column of an imported table is to be predicted, and which ones to predict it from."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnstudio.data import ColumnView, Role
from nnstudio.document import SetData
from nnstudio.document.fields import DATA
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ParameterForm, bind, label, on_retranslate
from nnstudio.ui.data.snapshot import Snapshot

_NAME = Qt.ItemDataRole.UserRole
_KIND = Qt.ItemDataRole.UserRole + 1
_MOST_SEEN = 8


class ColumnChoice(QWidget):
    """``target`` is the choice of the column to predict, ``features`` has a check box for each other one."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.target = QComboBox()
        self.task = ParameterForm(tuple(parameter for parameter in DATA if parameter.id == "task"))
        self.features = QTreeWidget()
        self.note = label("", "error", wrap=True)
        self._snapshot: Snapshot | None = None
        self._shown: tuple[object, ...] = ()
        self._arrange()
        self.target.activated.connect(self._on_target)
        self.features.itemChanged.connect(self._on_checked)
        self.task.edited.connect(lambda name, value: self._edit(name, value))
        on_retranslate(self, self._fill)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the columns of another table, or other roles."""
        self._snapshot = snapshot
        self.note.hide()
        self.task.set_values({"task": snapshot.settings.task.value})
        self._fill()

    def _arrange(self) -> None:
        space = theme.tokens().space
        self.target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.target.setMinimumContentsLength(6)
        self.target.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        bind(self.target.setAccessibleName, msg("Target: what is to be predicted"))
        bind(self.features.setAccessibleName, msg("Features: what it is predicted from; Space chooses"))
        self.features.setHeaderHidden(True)
        self.features.setRootIsDecorated(False)
        self.features.setItemDelegate(_Lines(self.features))
        self.features.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.features.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(0.5))
        column.addWidget(label(msg("Target"), buddy=self.target))
        column.addWidget(self.target)
        column.addWidget(self.task)
        column.addWidget(label(msg("Features"), buddy=self.features))
        column.addWidget(self.features)
        column.addWidget(self.note)
        self.note.hide()

    def _fill(self) -> None:
        snapshot = self._snapshot
        if snapshot is None or snapshot.table is None:
            return
        columns = snapshot.table.columns
        target = snapshot.settings.target or columns[-1].name
        others = [column for column in columns if column.name != target]
        shown = (target, *((column.label, _kind(column)) for column in columns))
        if shown != self._shown:
            self._shown = shown
            self._fill_target(columns, target)
            self._fill_features(others)
        self._check(snapshot, others)

    def _fill_target(self, columns: tuple[ColumnView, ...], target: str) -> None:
        self.target.clear()
        for column in columns:
            self.target.addItem(column.label, column.name)
        self.target.setCurrentIndex(self.target.findData(target))

    def _fill_features(self, columns: list[ColumnView]) -> None:
        tree = self.features
        tree.blockSignals(True)
        tree.clear()
        for column in columns:
            kind = _kind(column)
            item = QTreeWidgetItem([column.label])
            item.setData(0, _NAME, column.name)
            item.setData(0, _KIND, (kind, bool(column.missing_count)))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setToolTip(0, f"{column.label}\n{kind}".strip())
            item.setData(0, Qt.ItemDataRole.AccessibleDescriptionRole, kind)
            item.setSizeHint(0, QSize(0, theme.tokens().space(5.5 if kind else 3.5)))
            tree.addTopLevelItem(item)
        tree.blockSignals(False)
        heights = [item.sizeHint(0).height() for item in self._items()]
        tree.setFixedHeight(sum(heights[:_MOST_SEEN]) + theme.tokens().space(0.5))

    def _check(self, snapshot: Snapshot, columns: list[ColumnView]) -> None:
        # The items stay: the tree is still busy with the one that was clicked.
        self.features.blockSignals(True)
        for item, column in zip(self._items(), columns, strict=True):
            used = _is_used(snapshot, column)
            item.setCheckState(0, Qt.CheckState.Checked if used else Qt.CheckState.Unchecked)
        self.features.blockSignals(False)
        self.features.viewport().update()

    def _items(self) -> list[QTreeWidgetItem]:
        found = [self.features.topLevelItem(place) for place in range(self.features.topLevelItemCount())]
        return [item for item in found if item is not None]

    # -- what the user does

    def _on_target(self) -> None:
        self._edit("target", self.target.currentData())

    def _on_checked(self) -> None:
        chosen = tuple(item.data(0, _NAME) for item in self._items() if item.checkState(0) is Qt.CheckState.Checked)
        if chosen:
            self._edit("features", chosen)
            return
        self._fill()
        bind(self.note.setText, msg("At least one feature is needed."))
        self.note.show()

    def _edit(self, name: str, value: str | tuple[str, ...]) -> None:
        if not self.session.edit(SetData(((name, value),))):
            self._fill()


class _Lines(QStyledItemDelegate):
    """The name, and below it what kind of column it is."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the check box and name in the upper part, the kind in the lower."""
        kind, gaps = index.data(_KIND)
        if not kind:
            super().paint(painter, option, index)
            return
        tokens = theme.tokens()
        upper = QStyleOptionViewItem(option)
        upper.rect = option.rect.adjusted(0, 0, 0, -tokens.space(2.25))
        super().paint(painter, upper, index)
        below = option.rect.adjusted(tokens.space(4), upper.rect.height() - tokens.space(0.5), 0, 0)
        painter.save()
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.warning if gaps else tokens.text_soft)
        shown = painter.fontMetrics().elidedText(kind, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignTop, shown)
        painter.restore()


def _is_used(snapshot: Snapshot, column: ColumnView) -> bool:
    if snapshot.prepared is not None:
        return column.role is Role.FEATURE
    # Where nothing can be learned yet no column has a role: what was asked for is shown.
    return not snapshot.settings.features or column.name in snapshot.settings.features


def _kind(column: ColumnView) -> str:
    words = []
    if column.is_text:
        words.append(tr("text, {count} kinds", count=len(column.column.categories)))
    if column.missing_count:
        words.append(tr("{count} missing", count=column.missing_count))
    return " · ".join(words)
