"""Attention: scores become weights, weights mix the values into the context; the row of the step is framed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection import Lit, Moment
from nnstudio.inspection.sequences.attended import Attended, Grid, attended, row_of
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import CellGrid, ChoiceBox, bind, label

_SIDE, _FEW = 18, 3
"""Width of a grid in units of the design's, and cells in a row up to which their numbers are written."""
_TITLES = (msg("Scores"), msg("Attention weights"), msg("Context"))


class AttentionView(QScrollArea):
    """A row for each step that asks, a column for each that is looked at; a click goes to a number's step.

    Where vectors are columns all of it is transposed: ``V softmax(Kᵀ Q / √d)`` has a column for each step that asks.
    """

    source = "attention"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inspection = session.inspection
        self.layer, self.row, self.head = "", 0, 0
        self.heads, self.grids = ChoiceBox(), tuple(CellGrid() for _ in _TITLES)
        self.note = label("", "caption", wrap=True)
        self.shown: Attended | None = None
        self._arrange()
        self.heads.activated.connect(self._choose_head)
        for grid in self.grids:
            grid.pointed.connect(self.point)
            grid.chosen.connect(self.choose)

    def _arrange(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bind(self.heads.setAccessibleName, msg("Head that is shown"))
        inner, row = QWidget(), QHBoxLayout()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, theme.tokens().space(1))
        column.setSpacing(theme.tokens().space(1))
        column.addWidget(self.note)
        row.addWidget(self.heads)
        row.addStretch(1)
        column.addLayout(row)
        table = QGridLayout()
        table.setHorizontalSpacing(theme.tokens().space(1))
        for place, (title, grid) in enumerate(zip(_TITLES, self.grids, strict=True)):
            bind(grid.setAccessibleName, title)
            table.addWidget(label(title, "caption", wrap=True), 0, place)
            table.addWidget(grid, 1, place, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            table.setColumnStretch(place, 1)
        column.addLayout(table)
        column.addStretch(1)
        self.setWidget(inner)

    def show_moment(self, moment: Moment) -> None:
        """Show the step's layer, the row that it is about, and its head."""
        row, head = row_of(moment.trace, moment.step)
        if moment.step.layer != self.layer:
            self.layer, self.row, self.head = moment.step.layer, 0, 0
        self.row = self.row if row is None else row
        self.head = self.head if head is None else head
        self._fill(moment)

    def _fill(self, moment: Moment) -> None:
        found = attended(moment.trace, self.layer, self.head)
        if self.head >= found.heads:
            self.head, found = 0, attended(moment.trace, self.layer)
        self.shown, digits = found, min(moment.options.digits, 3)
        self.row = min(self.row, len(found.weights.values) - 1)
        texts = [str(msg("Head {number}", number=number + 1)) for number in range(found.heads)]
        if [self.heads.itemText(number) for number in range(self.heads.count())] != texts:
            self.heads.clear()
            self.heads.addItems(texts)
        self.heads.setCurrentIndex(self.head)
        self.heads.setVisible(found.heads > 1)
        self.note.setText(str(self._said(found, moment.options.columns)))
        for shown, grid in zip((found.scores, found.weights, found.context), self.grids, strict=True):
            self._show_grid(grid, shown.as_columns() if moment.options.columns else shown, digits)

    def _said(self, found: Attended, columns: bool) -> Message:
        weights = found.weights.values[self.row]
        if columns:
            return msg(
                "Step {row} looks most at step {column}: {share} of its attention. A column of weights is the softmax "
                "of its scores and adds up to 1; a column of the context is the values, mixed by these weights.",
                row=self.row + 1,
                column=int(weights.argmax()) + 1,
                share=theme.percent(float(weights.max())),
            )
        return msg(
            "Step {row} looks most at step {column}: {share} of its attention. A row of weights is the softmax of its "
            "scores and adds up to 1; a row of the context is the values, mixed by these weights.",
            row=self.row + 1,
            column=int(weights.argmax()) + 1,
            share=theme.percent(float(weights.max())),
        )

    def _show_grid(self, grid: CellGrid, shown: Grid, digits: int) -> None:
        rows, columns = shown.values.shape
        asks = [(k, self.row) for k in range(rows)] if shown.turned else [(self.row, k) for k in range(columns)]
        side = max(8, theme.tokens().space(_SIDE) // max(rows, columns, 1))
        grid.show_cells(
            shown.values,
            limit=shown.limit,
            text=max(rows, columns) <= _FEW,
            rows=[str(number + 1) for number in range(rows)],
            columns=[str(number + 1) for number in range(columns)],
            places=shown.place,
            marks=dict.fromkeys(asks, "read"),
            digits=digits,
            side=min(side, 24),
        )

    def show_lit(self, lit: Lit) -> None:
        """Frame what is pointed at elsewhere."""
        for grid in self.grids:
            grid.light(lit.places if lit.source != self.source else ())

    def point(self, place: Place | None) -> None:
        """Light a number up everywhere else."""
        self.inspection.light(() if place is None else (place,), self.source)

    def choose(self, place: Place) -> None:
        """Go to a number's step."""
        self.inspection.to(place)

    def _choose_head(self, head: int) -> None:
        self.head = head
        with self.inspection.hold() as moment:
            if moment is not None and moment.step.layer == self.layer:
                self._fill(moment)
