"""The whole network as a table: what Keras calls its summary."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from nnstudio.document import Analysis
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.bubble import ProblemCard
from nnstudio.ui.canvas.glyphs import glyph_icon
from nnstudio.ui.canvas.properties.facts import Facts
from nnstudio.ui.canvas.properties.page import Page
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.wording import family_of, layer_name, shape_text
from nnstudio.ui.controls import bind, label
from nnstudio.ui.theme.numbers import count

NODE = Qt.ItemDataRole.UserRole


class NetworkPage(Page):
    """Signals: ``node_wanted(id)`` when a row is clicked or entered."""

    node_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label(msg("Network"), "subtitle")
        self.facts = Facts()
        self.problems = ProblemCard()
        self.table = QTableWidget(0, 3)
        self._set_up_table()
        self.column.addWidget(self.title)
        self.column.addWidget(self.facts)
        self.column.addWidget(self.problems)
        self.section = self.add_section(msg("Layers"), self.table)
        self.hint = label(msg("Select a layer to change it."), "caption", wrap=True)
        self.column.addWidget(self.hint)
        self.column.addStretch(1)
        self.problems.fixed.connect(lambda edit: self.edited.emit(edit, False))

    def _set_up_table(self) -> None:
        table = self.table
        bind(table.setAccessibleName, msg("Layers of the network"))
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.tokens().space(3.5))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.tokens().target)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.cellClicked.connect(lambda row, _column: self._want(row))
        table.cellActivated.connect(lambda row, _column: self._want(row))

    def _want(self, row: int) -> None:
        self.node_wanted.emit(str(self.table.item(row, 0).data(NODE)))

    def show_network(self, snapshot: Snapshot, analysis: Analysis) -> None:
        """Show the network."""
        nodes = snapshot.network.nodes
        self.facts.show_facts([(tr("Layers"), count(len(nodes))), (tr("Learned parameters"), count(analysis.total))])
        self.problems.show_problems(analysis.problems_of("") if nodes else ())
        self.section.setVisible(bool(nodes))
        self.hint.setVisible(bool(nodes))
        ranked = {node: place for place, node in enumerate(analysis.order)}
        order = sorted(snapshot.reading_order(), key=lambda node: ranked.get(node, len(ranked)))
        self.table.setHorizontalHeaderLabels([tr("Layer"), tr("Shape"), tr("Learned")])
        self.table.setRowCount(len(order))
        for row, node in enumerate(order):
            self._show_row(row, snapshot, analysis, node)
        self._fit_columns()
        rows = self.table.verticalHeader().length() + self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(rows + 2)

    def _fit_columns(self) -> None:
        # Qt's own ResizeToContents adds so much padding that no name would fit beside two columns of numbers.
        narrow, bold = QFontMetrics(theme.font("number")), QFontMetrics(theme.font("strong"))
        for column in (1, 2):
            cells = [self.table.item(row, column).text() for row in range(self.table.rowCount())]
            heading = bold.horizontalAdvance(self.table.horizontalHeaderItem(column).text())
            widest = max([heading, *(narrow.horizontalAdvance(text) for text in cells)])
            self.table.setColumnWidth(column, widest + theme.tokens().space(1.5))

    def _show_row(self, row: int, snapshot: Snapshot, analysis: Analysis, node_id: str) -> None:
        node = snapshot.nodes[node_id]
        family = family_of(node.kind)
        name = QTableWidgetItem(glyph_icon(family, theme.tokens().space(2)), node.name)
        name.setData(NODE, node_id)
        name.setToolTip(f"{node.name}: {layer_name(node.kind)}")
        learned = analysis.counts.get(node_id)
        cells = (name, QTableWidgetItem(shape_text(analysis.shapes.get(node_id))))
        number = QTableWidgetItem("—" if learned is None else count(learned))
        for column, cell in enumerate((*cells, number)):
            align = Qt.AlignmentFlag.AlignRight if column == 2 else Qt.AlignmentFlag.AlignLeft
            cell.setTextAlignment(align | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, cell)
