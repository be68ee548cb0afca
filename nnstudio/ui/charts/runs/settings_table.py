"""The table of what tells the runs apart: the settings that differ, then how each came out."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from nnstudio.text import Message, msg, tr
from nnstudio.training.comparison import Shown, differences
from nnstudio.ui import theme
from nnstudio.ui.charts.runs.figures import last_of
from nnstudio.ui.charts.runs.shown_run import ShownRun
from nnstudio.ui.controls import FocusRing

_LOWEST: Final = msg("Lowest validation loss")


class SettingsTable(QTableWidget):
    """A column for each run. ``same`` : data, split and seeds are the same for all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.same = True
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        FocusRing(self)
        self.setWordWrap(True)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def show_runs(self, runs: tuple[ShownRun, ...], quantities: tuple[tuple[str, Message], ...]) -> None:
        """Compare these runs; of their curves these are read at the end."""
        rows: list[tuple[str, list[str]]] = []
        if runs:
            for found in differences([run.document for run in runs]):
                rows.append((str(found.name), [_text(value) for value in found.values]))
        rows.append((tr("Steps"), [theme.count(run.step) for run in runs]))
        for quantity, name in quantities:
            rows.append((str(name), [_number(last_of(run.curves, quantity)) for run in runs]))
        rows.append((str(_LOWEST), [_number(run.lowest("validation_loss")) for run in runs]))
        self.same = is_fair(runs)
        self._fill([f"{run.mark}  {run.name}" for run in runs], rows)

    def _fill(self, heads: list[str], rows: list[tuple[str, list[str]]]) -> None:
        self.setColumnCount(len(heads))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels(heads)
        self.setVerticalHeaderLabels([name for name, _ in rows])
        for row, (name, values) in enumerate(rows):
            for column, value in enumerate(values):
                item = QTableWidgetItem(value)
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setToolTip(f"{heads[column]} · {name}: {value}")
                self.setItem(row, column, item)


def is_fair(runs: tuple[ShownRun, ...]) -> bool:
    """Whether all runs had the same data, split and seed, so that nothing but their settings tells them apart."""
    first = runs[0].document if runs else None
    return first is None or all(
        (run.document.data, run.document.table, run.document.training.seed)
        == (first.data, first.table, first.training.seed)
        for run in runs
    )


def _text(value: Shown) -> str:
    return theme.compact(value) if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    return "—" if math.isnan(value) else theme.score(value)
