"""The whole network as a table: what Keras calls its summary."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QShowEvent
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
from nnstudio.document.figures import depth_of
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.bubble import ProblemCard
from nnstudio.ui.canvas.properties.costs import network_costs
from nnstudio.ui.canvas.properties.facts import Fact, Facts
from nnstudio.ui.canvas.properties.page import Page
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.trial import sentence
from nnstudio.ui.canvas.wording import layer_name, shape_text, spoken, two_parameters
from nnstudio.ui.controls import FocusRing, bind, label
from nnstudio.ui.theme.numbers import count

ROLE_SPOKEN = Qt.ItemDataRole.AccessibleTextRole
BOLDER = 1.1
"""How much wider the header's bold is than the same letters in regular."""


class NetworkPage(Page):
    """The outline for who does not see the canvas: a row says all of its layer, with its inputs; Enter goes there.

    Signals: ``node_wanted(id)`` when a row is clicked or entered.
    """

    node_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label(msg("Network"), "subtitle")
        self.facts = Facts()
        self._order: list[str] = []
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
        # Else a name that is too long would be cut before its last word, however little was missing.
        table.setWordWrap(False)
        # The end of a name tells Convolution 2 from Convolution 3.
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        FocusRing(table)
        table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.tokens().target)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStyleSheet(f"QHeaderView::section {{ padding: {theme.tokens().space(0.5)}px; }}")
        table.cellClicked.connect(lambda row, _column: self._want(row))
        table.cellActivated.connect(lambda row, _column: self._want(row))

    def go_to(self, node: str) -> None:
        """Give the keyboard to a layer's row."""
        if node in self._order:
            self.table.setCurrentCell(self._order.index(node), 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _want(self, row: int) -> None:
        self.node_wanted.emit(self._order[row])

    def showEvent(self, event: QShowEvent) -> None:
        """Set the table's type: the style sheet takes a font away that was set before the first showing."""
        super().showEvent(event)
        self.table.setFont(theme.font("number_caption"))

    def show_network(self, snapshot: Snapshot, analysis: Analysis) -> None:
        """Show the network."""
        nodes = snapshot.network.nodes
        self.facts.show_facts(_facts(snapshot, analysis))
        self.problems.show_problems(analysis.problems_of("") if nodes else ())
        self.section.setVisible(bool(nodes))
        self.hint.setVisible(bool(nodes))
        ranked = {node: place for place, node in enumerate(analysis.order)}
        order = sorted(snapshot.reading_order(), key=lambda node: ranked.get(node, len(ranked)))
        self._order = order
        self.table.setFont(theme.font("number_caption"))
        self.table.setHorizontalHeaderLabels([heading() for heading in _HEADINGS])
        for column in (1, 2):
            self.table.horizontalHeaderItem(column).setTextAlignment(_align(column))
        self.table.setRowCount(len(order))
        texts = [_texts(analysis, node) for node in order]
        for row, node in enumerate(order):
            self._show_row(row, snapshot, node, texts[row])
            self.table.item(row, 0).setData(ROLE_SPOKEN, _said(snapshot, analysis, node))
        self._fit_columns([*texts, ("", "")])
        rows = self.table.verticalHeader().length() + self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(rows + 2)

    def _fit_columns(self, texts: list[tuple[str, str]]) -> None:
        # Qt's own ResizeToContents adds so much padding that no name would fit beside two columns of numbers.
        narrow, bold = QFontMetrics(theme.font("number_caption")), QFontMetrics(theme.font("caption"))
        for column in (0, 1):
            widest = max(narrow.horizontalAdvance(text) for text in {row[column] for row in texts})
            heading = round(bold.horizontalAdvance(_HEADINGS[column + 1]()) * BOLDER)
            self.table.setColumnWidth(column + 1, max(widest, heading) + theme.tokens().space(1.5))

    def _show_row(self, row: int, snapshot: Snapshot, node_id: str, texts: tuple[str, str]) -> None:
        node = snapshot.nodes[node_id]
        for column, text in enumerate((node.name, *texts)):
            cell = self.table.item(row, column) or self._new_cell(row, column)
            if cell.text() != text:
                cell.setText(text)
            if not column:
                cell.setToolTip(tr("{name}: {said}", name=node.name, said=layer_name(node.kind)))

    def _new_cell(self, row: int, column: int) -> QTableWidgetItem:
        cell = QTableWidgetItem()
        cell.setTextAlignment(_align(column))
        self.table.setItem(row, column, cell)
        return cell


def _align(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _said(snapshot: Snapshot, analysis: Analysis, node: str) -> str:
    problem = next(iter(analysis.problems_of(node)), None)
    text = sentence(problem) if problem is not None else ""
    said, shape = snapshot.nodes[node], shape_text(analysis.shapes.get(node))
    return spoken(said.name, said.kind, two_parameters(said), shape, snapshot.sources(node), text)


def _facts(snapshot: Snapshot, analysis: Analysis) -> list[Fact]:
    """Return what holds of the whole; textbooks count the layers with the input or without it."""
    depth = depth_of(snapshot.network, analysis)
    both = tr("{count}; {more} with the input", count=count(depth), more=count(depth + 1))
    facts = [(tr("Layers with weights"), both), (tr("Learned parameters"), count(analysis.total))]
    return [*facts, *network_costs(snapshot.document, analysis)]


def _texts(analysis: Analysis, node: str) -> tuple[str, str]:
    learned = analysis.counts.get(node)
    return shape_text(analysis.shapes.get(node)), "—" if learned is None else count(learned)


_HEADINGS = (lambda: tr("Layer"), lambda: tr("Shape"), lambda: tr("Learned"))
