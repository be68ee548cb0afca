"""A recurrent layer unrolled: its gates and states, or what comes back to them, as strips over time."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection.sequences.direction import Direction
from nnstudio.inspection.sequences.unrolled import unrolled
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import ElidedLabel, bind, label
from nnstudio.ui.sequence_views.strip_board import StripBoard


class StripsPage(QWidget):
    """Signals: ``pointed(Place or None)``, ``chosen(Place)``."""

    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.board, self.readout, self.note = StripBoard(), ElidedLabel(), label("", "caption", wrap=True)
        self.readout.setProperty("role", "number")
        bind(self.board.setAccessibleName, msg("Gates and states over time"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(0.5))
        column.addWidget(self.note)
        column.addWidget(self.board)
        column.addWidget(self.readout)
        column.addStretch(1)
        self.board.pointed.connect(self.pointed)
        self.board.chosen.connect(self.chosen)
        self.board.said.connect(self.readout.setText)

    def show_layer(self, direction: Direction, time: int, present: Place | None, *, back: bool) -> None:
        """Show the strips of the forward pass, or of the way ``back``; ``present`` is the step's number."""
        found = unrolled(direction)
        self.board.show_strips(found.backward if back else found.forward, time, found.cuts if back else (), present)
        note = str(_BACK if back else _FORWARD)
        if back and found.cuts:
            every = int(direction.cell.layer.truncation)
            told = msg("Truncated every {count} steps: nothing comes back over a dashed line.", count=every)
            note = f"{note} {told}"
        self.note.setText(note)

    def light(self, places: Iterable[Place]) -> None:
        """Frame the numbers that stand at these places."""
        self.board.light(places)


_FORWARD = msg("A row for each unit, a column for each time step. The framed step is the one looked at.")
_BACK = msg("What comes back to every step: it is calculated from the step read last to the one read first.")
