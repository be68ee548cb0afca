"""All gradients of the network checked, with progress and a way to stop, a row for each array."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnstudio.engine import Graph
from nnstudio.inspection import Moment, Step
from nnstudio.inspection.checking import TWIN, ArrayCheck, H, NetworkCheck, compiled_twin
from nnstudio.inspection.quantities import parameter
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.slices import Slices
from nnstudio.ui.controls import FocusRing, bind, label, on_retranslate
from nnstudio.ui.theme.numbers import count

ROWS = 3
"""Rows in sight; the rest scrolls, since the plot above needs its room."""
HEADINGS = (msg("Array"), msg("Looked at"), msg("Relative difference"), msg("Rounding"))


class WholeNetwork(QWidget):
    """A button, a bar, a table; Enter or a click on a row leads to the number that is farthest off.

    Every check says which it is, its nudge and how long it took: of two that find the same the second is told apart.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.button = QPushButton()
        self.said = label("", "caption", wrap=True)
        self.bar = QProgressBar(textVisible=False)
        self.table = QTableWidget(0, len(HEADINGS))
        self.found: list[ArrayCheck] = []
        self.checks, self.h = 0, H
        self._check: NetworkCheck | None = None
        self._graph: Graph | None = None
        self._began = self._took = 0.0
        self._stopped = False
        self._names: dict[str, str] = {}
        self._at = 0
        self._slices = Slices(self._take, self)
        self._arrange()
        self.button.clicked.connect(self._toggle)
        self._slices.paused.connect(self._say)
        self._slices.ended.connect(self._end)
        on_retranslate(self, self._retranslate)

    @property
    def running(self) -> bool:
        """Whether a check is under way."""
        return self._slices.running

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(0.5))
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        row.addWidget(self.button)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self.table)
        self.bar.hide()
        self.table.hide()
        self._set_up_table()

    def _set_up_table(self) -> None:
        table = self.table
        bind(table.setAccessibleName, msg("Gradients of the network, array by array"))
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.tokens().space(3))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setFixedHeight(theme.tokens().space(3) * (ROWS + 1) + theme.tokens().unit)
        FocusRing(table)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.cellClicked.connect(lambda row, _column: self._go(row))
        table.cellActivated.connect(lambda row, _column: self._go(row))

    def show_moment(self, moment: Moment) -> None:
        """Take the layers' names along; what was found of another network is not shown any more."""
        self._names = dict(moment.trace.names)
        if self._graph is not None and moment.trace.graph is not self._graph:
            self._slices.stop()
            self._graph, self.checks = None, 0
            self._clear()
            self._say()

    # -- working

    def nudge_by(self, h: float) -> None:
        """Nudge by another h from now on: what has been checked, or is being checked, is checked anew."""
        if h != self.h:
            self.h = h
            if self._check is not None and not self._stopped:
                self._start()

    def _toggle(self) -> None:
        if self.running:
            self._stopped = True
            self._slices.stop()
            self._say()
        else:
            self._start()

    def _clear(self) -> None:
        self._stopped, self.found, self._check = False, [], None
        self.table.setRowCount(0)
        self.bar.reset()

    def _start(self) -> None:
        self._clear()
        self.checks += 1
        self._began = time.perf_counter()
        self._slices.start(self._work())
        self._say()

    def _end(self) -> None:
        self._took = time.perf_counter() - self._began
        self._say()

    def _work(self) -> Iterator[ArrayCheck | None]:
        """Compile the twin, load it, and check: each of the first two takes as long as a turn may."""
        with self.session.inspection.hold() as moment:
            if moment is not None:
                compiled_twin(moment.trace.plan, TWIN)
        yield None
        with self.session.inspection.hold() as moment:
            if moment is None:
                return
            self._check, self._at = NetworkCheck(moment.trace, h=self.h), moment.run[1]
            self._graph = moment.trace.graph
        yield None
        yield from self._check

    def _take(self, found: ArrayCheck | None) -> None:
        if found is not None:
            self.found.append(found)
            self._add_row(found)

    def _add_row(self, found: ArrayCheck) -> None:
        row = self.table.rowCount()
        self.table.setRowCount(row + 1)
        for column in range(len(HEADINGS)):
            cell = QTableWidgetItem()
            align = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            cell.setTextAlignment(align | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, cell)
        self._write_row(row, found)

    def _write_row(self, row: int, found: ArrayCheck) -> None:
        mark = "✓" if found.agrees else "✗"
        texts = (
            self._array(found),
            tr("{sampled} of {count}", sampled=count(found.sampled), count=count(found.count)),
            f"{theme.number(found.error, 2)} {mark}",
            theme.number(found.rounding, 2),
        )
        for column, text in enumerate(texts):
            self.table.item(row, column).setText(text)
        said = tr("agrees") if found.agrees else tr("does not agree")
        self.table.item(row, 2).setData(Qt.ItemDataRole.AccessibleTextRole, f"{theme.number(found.error, 2)}, {said}")

    def _go(self, row: int) -> None:
        found = self.found[row]
        self.session.inspection.go_to(Step("backward", found.layer, f"{found.name}_grad", found.worst))

    # -- saying

    def _retranslate(self) -> None:
        self.table.setFont(theme.font("number_caption"))
        for column, heading in enumerate(HEADINGS):
            cell = QTableWidgetItem(str(heading))
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            cell.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.table.setHorizontalHeaderItem(column, cell)
        for row, found in enumerate(self.found):
            self._write_row(row, found)
        self._say()

    def _say(self) -> None:
        check = self._check
        self.button.setText(tr("Stop") if self.running else tr("Check the whole network"))
        self.bar.setVisible(self.running)
        self.table.setVisible(bool(self.found))
        if check is None:
            promised = tr("Nudges every weight and bias, of a large array 200, and compares in float64.")
            self.said.setText(tr("Stopped.") if self._stopped else promised)
            return
        self.bar.setRange(0, check.total)
        self.bar.setValue(check.done)
        looked = tr(
            "Check {number}, h = {h}: {done} of {count} numbers looked at, after update {step}.",
            number=count(self.checks),
            h=theme.compact(check.h),
            done=count(check.done),
            count=count(check.count),
            step=count(self._at),
        )
        self.said.setText(looked if self.running else f"{looked} {self._outcome(check)}".rstrip())

    def _outcome(self, check: NetworkCheck) -> str:
        if check.done < check.total:
            return tr("Stopped.")
        if not self.found:
            # A network without weights has nothing that could be wrong.
            return ""
        wrong = sum(not found.agrees for found in self.found)
        farthest = max(self.found, key=lambda found: found.error)
        facts = {
            "what": self._array(farthest),
            "error": theme.number(farthest.error, 2),
            "seconds": theme.number(self._took, 2),
        }
        if wrong:
            said = msg(
                "{count} arrays do not agree: a corner (ReLU) within h can do that, and an h that is too large. "
                "Farthest off: {what}, {error}. It took {seconds} s.",
                count=wrong,
                **facts,
            )
        else:
            said = msg("All agree. Farthest off: {what}, {error}. It took {seconds} s.", **facts)
        return str(said)

    def _array(self, found: ArrayCheck) -> str:
        return f"{self._names.get(found.layer, found.layer)} · {parameter(found.name).title}"
