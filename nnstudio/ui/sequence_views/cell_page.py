"""One time step's cell, gate by gate: its picture with the numbers of one unit."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection.sequences.cell_step import cell_step
from nnstudio.inspection.sequences.chain import chain, window_with
from nnstudio.inspection.sequences.direction import Direction
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import ChoiceBox, bind, label
from nnstudio.ui.sequence_views.chain_view import STEPS, ChainView
from nnstudio.ui.sequence_views.diagram import CellDiagram


class CellPage(QWidget):
    """Signals: ``pointed(Place or None)``, ``chosen(Place)``; ``unit_chosen(int)``; ``scrolled()``.

    The unrolled layer above, whose window holds the step looked at; that step's cell below.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    unit_chosen = Signal(int)
    scrolled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.back, self.first, self._stood = False, 0, (-1, False)
        self.chain = ChainView()
        self.diagram, self.heading = CellDiagram(), label("", "strong")
        self.unit, self.note = ChoiceBox(), label("", "caption", wrap=True)
        bind(self.unit.setAccessibleName, msg("Unit whose numbers are shown"))
        bind(self.diagram.setAccessibleName, msg("The cell's gates"))
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        row.setSpacing(theme.tokens().space(2))
        row.addWidget(self.heading)
        row.addWidget(self.chain.window_bar, 1)
        row.addStretch(0)
        row.addWidget(self.unit)
        column.addLayout(row)
        column.addWidget(self.chain)
        column.addWidget(self.diagram)
        column.addWidget(self.note)
        column.addStretch(1)
        self.unit.activated.connect(self.unit_chosen)
        for part in (self.chain, self.diagram):
            part.pointed.connect(self.pointed)
            part.chosen.connect(self.chosen)
        self.chain.scrolled.connect(self._scroll)

    def show_cell(self, direction: Direction, time: int, unit: int, digits: int, *, back: bool) -> None:
        """Show the cell at a time, with the numbers of one unit; ``back``: with what comes back to them."""
        self.back = back
        found = cell_step(direction, time, unit)
        self.heading.setText(str(msg("Step {step} of {length}", step=time + 1, length=direction.length)))
        texts = [str(msg("Unit {number}", number=number + 1)) for number in range(direction.units)]
        if [self.unit.itemText(number) for number in range(self.unit.count())] != texts:
            self.unit.clear()
            self.unit.addItems(texts)
        self.unit.setCurrentIndex(unit)
        if self._stood != (time, direction.reverse):
            # The step looked at is in the window; who has scrolled stays there until it is another one.
            self._stood = time, direction.reverse
            self.first = window_with(self.first, STEPS, direction.length, time)
        self.chain.show_chain(chain(direction, self.first, STEPS, unit, back=back), time, digits)
        self.diagram.show_step(found, digits, back=back)
        self.note.setText(str(_BACK if back else _forward(direction)))

    def light(self, places: Iterable[Place]) -> None:
        """Frame the parts whose numbers stand at these places."""
        found = frozenset(places)
        self.chain.board.light(found)
        self.diagram.light(found)

    def _scroll(self, first: int) -> None:
        self.first = first
        self.scrolled.emit()


def _forward(direction: Direction) -> Message:
    features, units = direction.cell.features, direction.units
    if len(direction.cell.gates) == 1:
        return msg(
            "The net input z: all {features} inputs and all {units} numbers of the state before, weighted, and a bias. "
            "A click on a part leads to its calculation.",
            features=features,
            units=units,
        )
    return msg(
        "Each gate's own net input: all {features} inputs and all {units} numbers of the state before, weighted, and "
        "a bias. A click on a part leads to its calculation.",
        features=features,
        units=units,
    )


_BACK = msg("Each part shows the gradient that comes back to it. A click leads to its calculation.")
