"""Which column of an imported table is to be predicted, and which ones to predict it from."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QSizePolicy,
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
        self.features.setColumnCount(2)
        self.features.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.features.header().setStretchLastSection(False)
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
        self.target.clear()
        for column in columns:
            self.target.addItem(column.label, column.name)
        self.target.setCurrentIndex(self.target.findData(target))
        self._fill_features(snapshot, [column for column in columns if column.name != target])

    def _fill_features(self, snapshot: Snapshot, columns: list[ColumnView]) -> None:
        tree, place = self.features, self.features.currentIndex().row()
        used = {column.name for column in columns if _is_used(snapshot, column)}
        tree.blockSignals(True)
        tree.clear()
        for column in columns:
            item = QTreeWidgetItem([column.label, _kind(column)])
            item.setData(0, _NAME, column.name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(0, Qt.CheckState.Checked if column.name in used else Qt.CheckState.Unchecked)
            item.setToolTip(0, column.label)
            item.setToolTip(1, _kind(column))
            item.setForeground(1, theme.tokens().warning if column.missing_count else theme.tokens().text_soft)
            item.setFont(1, theme.font("caption"))
            item.setSizeHint(0, QSize(0, theme.tokens().space(3.5)))
            tree.addTopLevelItem(item)
        if 0 <= place < tree.topLevelItemCount():
            tree.setCurrentItem(tree.topLevelItem(place))
        tree.blockSignals(False)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        tree.setFixedHeight(min(len(columns), _MOST_SEEN) * theme.tokens().space(3.5) + theme.tokens().space(1))

    # -- what the user does

    def _on_target(self) -> None:
        self._edit("target", self.target.currentData())

    def _on_checked(self) -> None:
        items = [self.features.topLevelItem(k) for k in range(self.features.topLevelItemCount())]
        chosen = tuple(item.data(0, _NAME) for item in items if item.checkState(0) is Qt.CheckState.Checked)
        if chosen:
            self._edit("features", chosen)
            return
        self._fill()
        bind(self.note.setText, msg("At least one feature is needed."))
        self.note.show()

    def _edit(self, name: str, value) -> None:
        if not self.session.edit(SetData(((name, value),))):
            self._fill()


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
