"""Properties: a table of all functions, worked out and measured; a cell's evidence stands below, on the curve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout

from nnstudio import engine
from nnstudio.exchange.table import Table
from nnstudio.inspection.functions.cost import Cost, cost
from nnstudio.inspection.functions.layer_inputs import net_inputs
from nnstudio.inspection.functions.properties import Properties, properties
from nnstudio.inspection.functions.sampled import Chosen, Sampled
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.controls import FocusRing, bind, label, on_retranslate
from nnstudio.ui.functions.board import Board, Line
from nnstudio.ui.functions.lab import Lab
from nnstudio.ui.functions.page import LabPage
from nnstudio.ui.functions.property_columns import COLUMNS, Facts

_REACH = 8.0
_TRIED = 2000
"""Net inputs that each function is tried on."""
KEYS = tuple(key for key, member in engine.activations.items() if member.elementwise)


class PropertiesPage(LabPage):
    """``facts`` : what is known by function id. The work goes on beside the window's thread, one function at a time."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.facts: dict[str, Facts] = {key: Facts() for key in KEYS}
        self._known: dict[str, Chosen] = {}
        self._todo: list[Callable[[], object]] = []
        self._z = np.zeros(0)
        self._asked: set[str] = set()
        self.grid = QTableWidget(len(KEYS), len(COLUMNS) + 1)
        self.heading, self.said = label("", "strong", wrap=True), label("", "body", wrap=True)
        self.board = Board(msg("The function that is looked at"), msg("x"), cursor=False)
        self.work = Aside(self, patient=False)
        self.work.done.connect(self._on_done)
        self._arrange()
        self.grid.currentCellChanged.connect(lambda *_: self._explain())
        lab.changed.connect(self._follow)
        lab.session.display.add(self, self.paint)
        on_retranslate(self, self._fill)
        self.grid.setCurrentCell(KEYS.index("swish"), 3)
        self._follow()

    @property
    def complete(self) -> bool:
        """Whether everything has been worked out."""
        return all(facts.properties is not None and facts.cost is not None for facts in self.facts.values())

    def table(self) -> Table | None:
        """Return the table as it is shown."""
        headings = (tr("Function"), *(str(column.heading) for column in COLUMNS))
        cells = (tuple(column.cell(self.facts[key]) for key in KEYS) for column in COLUMNS)
        return Table(headings, (tuple(self.lab.name(key) for key in KEYS), *cells))

    def paint(self, frame: Frame) -> None:
        """Try every function on the net inputs that the current network has on this batch."""
        z = net_inputs(frame.plan).astype(np.float64)
        self._z = z[:: max(1, len(z) // _TRIED)]
        for key in KEYS:
            self.facts[key] = replace(self.facts[key], zeros=self._zeros(key))
            self._write(key, ("zeros",))
        self._explain()

    def _zeros(self, key: str) -> float | None:
        if not self._z.size:
            return None
        return float((engine.plot(self.lab.chosen(key).function(), self._z)[0] == 0).mean())

    # -- working out

    def _follow(self) -> None:
        """Work out anew what has another parameter now."""
        for key in KEYS:
            chosen = self.lab.chosen(key)
            if self._known.get(key) != chosen:
                self._known[key] = chosen
                self.facts[key] = Facts(zeros=self._zeros(key))
                self._todo.append(_finding(key, chosen))
                self._todo.append(_measuring(key, chosen))
                self._name(key)
                self._write(key)
        # What is looked at first, and what takes long last.
        self._todo.sort(key=lambda work: work.__name__ == "measured")
        self._next()

    def _next(self) -> None:
        if self._todo and not self.work.running:
            self.work.start(self._todo.pop(0))

    def _on_done(self, found: tuple[str, Chosen, Properties | Cost]) -> None:
        key, chosen, result = found
        if self._known[key] == chosen:
            known = self.facts[key]
            if isinstance(result, Properties):
                self.facts[key] = replace(known, properties=result)
            else:
                self.facts[key] = replace(known, cost=result)
            self._write(key)
            if key == self._key():
                self._explain()
        self._next()

    # -- showing

    def _arrange(self) -> None:
        space = theme.tokens().space
        bind(self.grid.setAccessibleName, msg("Properties of the activation functions"))
        FocusRing(self.grid)
        self.grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.grid.setTabKeyNavigation(False)
        self.grid.setShowGrid(False)
        self.grid.verticalHeader().hide()
        self.grid.verticalHeader().setDefaultSectionSize(space(3.5))
        header = self.grid.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for wide in range(3):
            header.setSectionResizeMode(wide, QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        words = QVBoxLayout()
        words.addWidget(self.heading)
        words.addWidget(self.said)
        words.addWidget(label(msg("Choose a cell: what it says is proved or refuted here."), "caption", wrap=True))
        words.addStretch(1)
        self.board.setFixedHeight(space(27))
        below = QHBoxLayout()
        below.setSpacing(space(2))
        below.addLayout(words, 2)
        below.addWidget(self.board, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1.5))
        column.addWidget(self.grid, 1)
        column.addLayout(below)

    def _fill(self) -> None:
        self.grid.setHorizontalHeaderLabels([tr("Function"), *(str(column.heading) for column in COLUMNS)])
        for key in KEYS:
            self._name(key)
            self._write(key)
        self._explain()

    def _name(self, key: str) -> None:
        self._item(key, 0).setText(self.lab.name(key))

    def _write(self, key: str, only: tuple[str, ...] = ()) -> None:
        for place, column in enumerate(COLUMNS, start=1):
            if not only or column.id in only:
                item = self._item(key, place)
                item.setText(column.cell(self.facts[key]))
                side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def _item(self, key: str, column: int) -> QTableWidgetItem:
        row = KEYS.index(key)
        item = self.grid.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            self.grid.setItem(row, column, item)
        return item

    def _key(self) -> str:
        return KEYS[max(0, self.grid.currentRow())]

    def _explain(self) -> None:
        """Say why the chosen cell says what it says."""
        key = self._key()
        column = COLUMNS[max(1, self.grid.currentColumn()) - 1]
        evidence = column.evidence(self.facts[key])
        self.heading.setText(f"{self.lab.name(key)} · {column.heading}")
        self.said.setText(evidence.said)
        sampled = Sampled.over(self.lab.chosen(key), _REACH)
        marks = np.array([place for place in evidence.places if abs(place) <= _REACH])
        found = engine.plot(self.lab.chosen(key).function(), marks)[0] if marks.size else marks
        lines = (Line("f", sampled.x, sampled.value, 0), Line("f′", sampled.x, sampled.slope, 1, "dash"))
        named = (Line(tr("the places named"), marks, found, 3, "dot", dots=True),) if marks.size else ()
        self.board.show_lines(named + lines, (-_REACH, _REACH), _heights(sampled), _ends(sampled))


def _heights(sampled: Sampled) -> tuple[float, float]:
    """Return the heights to show: a ramp is not followed to its end, which would flatten all else."""
    value = sampled.value[np.isfinite(sampled.value)]
    low, high = float(value.min(initial=0.0)), float(value.max(initial=1.0))
    return max(low, -2.0), min(high, 2.5)


def _ends(sampled: Sampled) -> tuple[tuple[float, float], ...]:
    """Return the saturated stretches that go on to an end: between them a slope may be flat for a moment."""
    return tuple(stretch for stretch in sampled.saturated() if max(map(abs, stretch)) >= _REACH)


def _finding(key: str, chosen: Chosen) -> Callable[[], tuple[str, Chosen, Properties]]:
    def found() -> tuple[str, Chosen, Properties]:
        return key, chosen, properties(chosen.function())

    return found


def _measuring(key: str, chosen: Chosen) -> Callable[[], tuple[str, Chosen, Cost]]:
    def measured() -> tuple[str, Chosen, Cost]:
        return key, chosen, cost(chosen.function())

    return measured
