"""Least squares beside descent (F12): a linear network's weights, and those that one solves for in one go."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from nnstudio.data.samples import Numbers, Prepared
from nnstudio.exchange.table import Table
from nnstudio.inspection.baselines import Solution, linear_layer, solve
from nnstudio.text import Message, in_a_row, msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.wording import feature_names
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.controls import ExportButton, FocusRing, FormulaLabel, bind, label, on_retranslate

MOST_SHOWN = 200
COLUMNS: tuple[Message, ...] = (
    msg("Weight"),
    msg("This run"),
    msg("Least squares"),
    msg("Difference"),
)
FORMULA = r"\theta^{*} = (X^\top X)^{-1} X^\top y"


class LeastSquaresView(QWidget):
    """``rows`` has a line for each weight and bias; ``reading`` the two errors."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._prepared: Prepared | None = None
        self.solution: Solution | None = None
        self.own: Numbers = np.zeros(0)
        self.rows = QTableWidget(0, len(COLUMNS))
        self.formula = FormulaLabel(FORMULA)
        self.reading = label("", "caption", wrap=True)
        self.export_button = ExportButton(
            lambda: self.rows, self.table, lambda: tr("Least squares"), session.file.folder
        )
        self.tools = (self.export_button,)
        self._arrange()
        self.export_button.said.connect(self.reading.setText)
        session.display.add(self, self.paint)
        on_retranslate(self, self._on_language)

    def table(self) -> Table:
        """Return the weights as a table."""
        return Table(("weight", "run", "least squares"), (self._names(), self.own, self._wanted()))

    def paint(self, frame: Frame) -> None:
        """Hold the weights of the moment against the solution."""
        prepared, document = self._session.prepared, self._session.document
        layer = linear_layer(document, prepared) if prepared is not None else ""
        if prepared is None or not layer or layer not in frame.program.shapes:
            self.rows.setRowCount(0)
            self.reading.setText("")
            return
        if prepared is not self._prepared or self.solution is None:
            self._prepared, self.solution = prepared, solve(prepared)
            self._name_rows()
        weight = np.asarray(frame.parameter(layer, "weight"), np.float64)
        bias = np.asarray(frame.parameter(layer, "bias"), np.float64).ravel()
        if weight.shape != self.solution.weight.shape:
            return
        self.own = np.concatenate([weight.T.ravel(), bias])
        self._show(self.solution.error_of(weight, bias))

    def _wanted(self) -> Numbers:
        found = self.solution
        return np.zeros(0) if found is None else np.concatenate([found.weight.T.ravel(), found.bias])

    def _names(self) -> list[str]:
        if self.solution is None:
            return []
        count, outputs = self.solution.weight.shape
        inputs = feature_names(self._session) or tuple(f"x{k + 1}" for k in range(count))
        ends = [""] if outputs == 1 else [f" → {k + 1}" for k in range(outputs)]
        return [name + end for end in ends for name in inputs] + ["b" + end for end in ends]

    def _name_rows(self) -> None:
        names = self._names()[:MOST_SHOWN]
        self.rows.setRowCount(len(names))
        for row, name in enumerate(names):
            for column in range(len(COLUMNS)):
                item = QTableWidgetItem(name if column == 0 else "")
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                if column:
                    item.setFont(theme.font("number"))
                self.rows.setItem(row, column, item)

    def _show(self, error: float) -> None:
        best = self.solution.error if self.solution is not None else 0.0
        pairs = zip(self.own[:MOST_SHOWN].tolist(), self._wanted()[:MOST_SHOWN].tolist(), strict=True)
        for row, (own, wanted) in enumerate(pairs):
            for column, value in enumerate((own, wanted, own - wanted), start=1):
                item = self.rows.item(row, column)
                if item is not None:
                    item.setText(theme.number(value, 2 if column == len(COLUMNS) - 1 else 5))
        text = tr(
            "Mean squared error on the training set: this run {error}, least squares {best}. Descent goes down to it "
            "step by step; no weights are better.",
            error=theme.number(error, 5),
            best=theme.number(best, 5),
        )
        settings = self._session.document.training
        if settings.l1 or settings.l2:
            text = in_a_row(text, tr("Regularisation keeps the run away from it."))
        self.reading.setText(text)
        self.rows.setAccessibleDescription(text)

    def _on_language(self) -> None:
        # Two words in a row are too wide for a quarter of the smallest pane.
        self.rows.setHorizontalHeaderLabels(["\n".join(str(name).split()) for name in COLUMNS])
        self.solution = None
        self._session.display.refresh(self)

    def _arrange(self) -> None:
        rows = self.rows
        rows.setShowGrid(False)
        rows.setAlternatingRowColors(True)
        rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        rows.setTabKeyNavigation(False)
        FocusRing(rows)
        rows.verticalHeader().hide()
        rows.verticalHeader().setDefaultSectionSize(theme.tokens().space(3.5))
        header = rows.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(theme.tokens().space(6))
        bind(rows.setAccessibleName, msg("Weights of the run and of least squares"))
        column, foot = as_panel(self), QHBoxLayout()
        foot.addWidget(self.reading, 1)
        foot.addWidget(self.export_button)
        column.addWidget(self.formula)
        column.addWidget(rows, 1)
        column.addLayout(foot)
