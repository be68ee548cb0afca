"""The grids of one head: all six beside one another, or one that is chosen, with its numbers where they fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection.quantities import known
from nnstudio.inspection.sequences.attended import ROLES, Grid
from nnstudio.inspection.symbols import to_text
from nnstudio.inspection.working_out import Covered
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import CellGrid, ElidedLabel, Segmented, bind

ALL = "all"
CHOICES = (
    (ALL, msg("All")),
    ("query", lambda: "Q"),
    ("key", lambda: "K"),
    ("value", lambda: "V"),
    ("scores", msg("Scores")),
    ("weights", msg("Weights")),
    ("context", msg("Context")),
)
_ACROSS = 3
_SMALL, _LARGE = 12, 30
"""Least width of a grid beside others, and of one alone, in units of the design's."""
_LEAST_ROOM = 9
"""Least width of one beside others where there is too little height, likewise."""
_TALLER = 4
"""By how much more they may be high before they scroll, likewise."""
_BESIDE, _OTHERS = 5, 30
"""For a grid's numbers of rows and its title, and for what stands above and below the board, likewise."""
_FEW = 7
"""Columns up to which numbers are written into a grid that stands alone."""
_LEAST, _MOST = 6, 24
"""Sides of a cell without its number, in pixels."""


class TitledGrid(QWidget):
    """A grid under its name and the end of its colour scale.

    ``covered`` : a result that is not to be seen yet in what is shown next.
    """

    def __init__(self) -> None:
        super().__init__()
        self.title, self.grid = ElidedLabel(), CellGrid()
        self.covered: Covered | None = None
        self.title.setProperty("role", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(0.5))
        column.addWidget(self.title)
        column.addWidget(self.grid, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def show_grid(self, shown: Grid, digits: int, marks: Mapping[tuple[int, int], str], room: int, alone: bool) -> None:
        """Show numbers in so many pixels; ``alone``: no other grid is shown."""
        rows, columns = shown.values.shape
        seen, asked = shown.without(self.covered)
        about = known(shown.quantity)
        name = to_text(about.letter) if shown.quantity.startswith("grad_") else str(about.title)
        self.title.setText(f"{name} · ±{theme.number(seen.limit, 2)}")
        self.grid.setAccessibleName(str(about.title))
        # Three stand beside one another: a long sequence scrolls in its own grid.
        self.grid.setMinimumWidth(room if not alone and columns * _LEAST > room else 0)
        self.grid.tallest = room + theme.tokens().space(_TALLER)
        numbers = [str(number + 1) for number in range(max(rows, columns))]
        self.grid.show_cells(
            seen.values,
            limit=seen.limit,
            text=alone and columns <= _FEW,
            rows=numbers[:rows],
            columns=[numbers[column] for column in range(columns)],
            places=shown.place,
            marks=marks,
            asked=asked,
            digits=digits,
            side=max(_LEAST, min(_MOST, room // max(rows, columns, 1))),
            least=_LEAST,
        )


class AttentionBoard(QWidget):
    """Signals: ``pointed(Place or None)``, ``chosen(Place)``; ``turned()``: another grid is to be shown."""

    pointed = Signal(object)
    chosen = Signal(object)
    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = Segmented(CHOICES)
        self.parts = {role: TitledGrid() for role in ROLES}
        self._rooms = theme.tokens().space(_SMALL), theme.tokens().space(_LARGE)
        self._less = 0
        bind(self.choice.setAccessibleName, msg("Grid that is shown"))
        column, table = QVBoxLayout(self), QGridLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        column.addWidget(self.choice)
        table.setSpacing(theme.tokens().space(1))
        for number, part in enumerate(self.parts.values()):
            table.addWidget(part, number // _ACROSS, number % _ACROSS)
            part.grid.pointed.connect(self.pointed)
            part.grid.chosen.connect(self.chosen)
        column.addLayout(table)
        self._table = table
        self.choice.chosen.connect(lambda _: self.turned.emit())

    def grid(self, role: str) -> CellGrid:
        """Return the grid of a role."""
        return self.parts[role].grid

    def cover(self, covered: Covered | None) -> None:
        """Leave a result out of what is shown next."""
        for part in self.parts.values():
            part.covered = covered

    def give_room(self, size: QSize) -> bool:
        """Let the grids grow in a larger window; return whether they have to be shown anew."""
        space = theme.tokens().space
        wide, high = size.width(), size.height() - space(_OTHERS)
        small = max(space(_SMALL), min(wide // _ACROSS, high // 2) - space(_BESIDE))
        large = max(space(_LARGE), min(wide, high) - space(_BESIDE))
        before, self._rooms = self._rooms, (small, large)
        return before != self._rooms

    def take_away(self, pixels: int) -> None:
        """Draw all grids so much lower, from the next time on, that the board needs so many pixels less than now."""
        shown = 1 if self.choice.value() != ALL else sum(not part.isHidden() for part in self.parts.values())
        rows = max(1, -(-shown // _ACROSS))
        self._less += -(-pixels // rows)

    def give_back(self) -> None:
        """Draw them as large as they may be, from the next time on."""
        self._less = 0

    def show_grids(self, grids: Mapping[str, Grid], digits: int, row: int, here: Place | None) -> None:
        """Show a head's grids, or the chosen one; ``row``: the step that asks is framed, and the number at ``here``."""
        for role in ROLES:
            self.choice.set_enabled(role, role in grids)
        if self.choice.value() not in (ALL, *grids):
            self.choice.set_value(ALL)
        alone = self.choice.value() != ALL
        for column in range(_ACROSS):
            self._table.setColumnStretch(column, 0 if alone else 1)
        room = max(theme.tokens().space(_LEAST_ROOM), self._rooms[alone] - self._less)
        for role, part in self.parts.items():
            shown = role in grids and self.choice.value() in (ALL, role)
            part.setVisible(shown)
            if shown:
                part.show_grid(grids[role], digits, _marks(role, grids[role], row, here), room, alone)

    def light(self, places: Iterable[Place]) -> None:
        """Frame the numbers that stand at these places."""
        found = frozenset(places)
        for part in self.parts.values():
            part.grid.light(found)


def _marks(role: str, shown: Grid, row: int, here: Place | None) -> dict[tuple[int, int], str]:
    """Frame the row of the step that asks (key and value have a row for each step that is looked at), and a number."""
    marks: dict[tuple[int, int], str] = {}
    if role not in ("key", "value"):
        length = shown.values.shape[0 if shown.turned else 1]
        marks = {(each, row) if shown.turned else (row, each): "read" for each in range(length)}
    cell = shown.cell(here) if here is not None else None
    return {**marks, cell: "target"} if cell is not None else marks
