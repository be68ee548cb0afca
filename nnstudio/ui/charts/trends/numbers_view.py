"""Single weights and biases over the steps of the run: a line for each number of one array."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.exchange.run_tables import numbers_table
from nnstudio.exchange.table import Table
from nnstudio.inspection.quantities import parameter
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.training.observation import NUMBER, Name, followed
from nnstudio.training.pyramid import Numbers
from nnstudio.training.trends import Rows
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.curve_plot import CurvePlot
from nnstudio.ui.charts.lines import Line
from nnstudio.ui.charts.looking import Linked
from nnstudio.ui.charts.reading import Reading
from nnstudio.ui.charts.spoken import head_of
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.controls import ChoiceBox, ExportButton, IconButton, bind, on_retranslate

_POINTS = 6000
"""Points of all lines together: more would take longer to draw than is to be seen."""
_EMPTY = Rows()


class NumbersView(QWidget):
    """``plot`` of the array chosen in ``arrays``; the line next to the mouse stands out, and is read.

    A line's colour is that of its last value: blue above zero, vermilion below.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._line = -1
        self._shapes: dict[Name, tuple[int, ...]] = {}
        self._indices: list[tuple[int, ...]] = []
        self.plot, self.reading, self.arrays = CurvePlot(()), Reading(), ChoiceBox()
        self.whole = IconButton("fit", msg("Show the whole run"))
        self.export_button = ExportButton(
            lambda: self, self.table, lambda: tr("Weights and biases"), session.file.folder
        )
        self.export_button.said.connect(self.reading.setText)
        self.tools = (self.export_button,)
        self._arrange()
        self._connect()

    @property
    def name(self) -> Name:
        """The chosen array's: ``number``, the layer, the array; empty before there is one."""
        return tuple(self.arrays.currentData() or ())

    @property
    def rows(self) -> Rows:
        """The chosen array's numbers over the steps."""
        return self._session.curves.trends.rows.get(self.name, _EMPTY)

    def table(self) -> Table:
        """Return what is drawn as a table."""
        return numbers_table(self.rows, [self._index_text(number) for number in range(self.rows.columns[0])])

    # -- building

    def _arrange(self) -> None:
        column = as_panel(self)
        row = QHBoxLayout()
        row.setSpacing(theme.tokens().space(0.5))
        self.arrays.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.arrays.setMinimumContentsLength(14)
        row.addWidget(self.arrays, 1)
        row.addStretch(1)
        row.addWidget(self.whole)
        row.addWidget(self.export_button)
        column.addLayout(row)
        column.addWidget(self.reading)
        column.addWidget(self.plot, 1)

    def _connect(self) -> None:
        bind(self.arrays.setAccessibleName, msg("Weights or biases that are shown"))
        bind(self.plot.setAccessibleName, msg("Chart of weights; left and right move the cursor, up and down choose"))
        self.link = Linked(self._session, (self.plot,), self._on_looked, self)
        self.link.looking.turned.connect(self._draw)
        self.whole.clicked.connect(self.link.show_whole)
        self.arrays.activated.connect(lambda _: self._on_chosen())
        self._session.display.add(self, self.paint)
        theme.changed.connect(lambda: self._session.display.refresh(self))
        on_retranslate(self, self._on_language)

    # -- following the run

    def paint(self, frame: Frame) -> None:
        """Draw the lines as they are now."""
        shapes: dict[Name, tuple[int, ...]] = {
            (NUMBER, key.layer, key.name): tuple(key.shape) for key in frame.program.parameters()
        }
        if shapes != self._shapes:
            self._shapes = shapes
            self._list()
        self._draw(frame.running)

    def _list(self) -> None:
        before, known = self.name, self._session.document.network.by_id
        self.arrays.clear()
        for name in self._shapes:
            layer = known[name[1]].name if name[1] in known else name[1]
            self.arrays.addItem(f"{layer} · {parameter(name[2]).title}", name)
        self.arrays.setCurrentIndex(max(0, list(self._shapes).index(before) if before in self._shapes else 0))
        self._take()

    def _take(self) -> None:
        self._indices = followed(self._shapes[self.name]) if self.name in self._shapes else []
        self._line = -1

    def _draw(self, running: bool = False) -> None:
        steps, values = self.rows.points()
        lines: dict[str, Line] = {}
        if len(steps) and values.shape[1] == len(self._indices):
            steps, values = _thinned(steps, values)
            limit = max(1e-12, float(np.abs(values[-1]).max()))
            for number, column in enumerate(values.T):
                color = theme.diverging(float(column[-1]), limit)
                lines[str(number)] = Line(steps, column, color, width=1)
            if 0 <= self._line < len(self._indices):
                # Last, and so on top.
                strong = lines.pop(str(self._line))
                lines[str(self._line)] = Line(steps, strong.y, theme.tokens().text, width=theme.tokens().focus_width)
        self.plot.show_lines(lines, self.rows.last_step, running=running)
        self._read()

    # -- what the user does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose the line above or below."""
        direction = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        values = self._values()
        if not direction or not len(values):
            super().keyPressEvent(event)
            return
        order = np.argsort(values)
        place = int(np.flatnonzero(order == self._line)[0]) + direction if self._line >= 0 else 0
        self._choose(int(order[min(max(place, 0), len(order) - 1)]))

    def _on_looked(self) -> None:
        values = self._values()
        by_mouse = not math.isnan(self.plot.height_pointed) and not math.isnan(self.link.looking.pointed)
        if by_mouse and len(values) and np.isfinite(values).all():
            self._choose(int(np.abs(values - self.plot.height_pointed).argmin()))
        self._read()

    def _on_chosen(self) -> None:
        self._take()
        self.plot.reset_view()
        self._draw()

    def _choose(self, line: int) -> None:
        if line != self._line:
            self._line = line
            self._draw()

    # -- reading

    def _values(self) -> Numbers:
        rows = self.rows
        if rows.columns[0] != len(self._indices) or rows.last_step < 0:
            return np.zeros(0)
        step = self.link.looking.read
        return rows.last if math.isnan(step) else rows.at(step)

    def _index_text(self, number: int) -> str:
        return f"[{', '.join(str(part + 1) for part in self._indices[number])}]" if number < len(self._indices) else ""

    def _on_language(self) -> None:
        line = self._line
        self._list()
        self._line = line
        self._read()

    def _read(self) -> None:
        text = self._text()
        self.reading.setText(text)
        self.reading.setAccessibleName(text)
        # Whoever moves the cursor by keys is on the plot.
        self.plot.setAccessibleDescription(text)

    def _text(self) -> str:
        values = self._values()
        if not len(values):
            return tr("Nothing yet: press Run")
        if self._line < 0:
            shape = self._shapes[self.name]
            count = math.prod(shape)
            if count > len(values):
                return tr("{shown} of {count}, evenly spread", shown=theme.count(len(values)), count=theme.count(count))
            return tr("{count} numbers; point at a line", count=theme.count(count))
        looking = self.link.looking
        found = [float(self.rows.at(step)[self._line]) for step in looking.told] or [float(values[self._line])]
        told = " → ".join(theme.number(value) for value in found)
        named = f"{parameter(self.name[2]).title} {self._index_text(self._line)}  {told}"
        head = head_of(self.rows, looking)
        return f"{head}   {named}" if head else named


def _thinned(steps: Numbers, values: Numbers) -> tuple[Numbers, Numbers]:
    """Return means of neighbours until all lines together have no more points than are worth drawing."""
    while values.size > _POINTS and len(steps) > 32:
        even = len(steps) // 2 * 2
        last = steps[even:], values[even:]
        steps = np.append((steps[0:even:2] + steps[1:even:2]) / 2, last[0])
        values = np.concatenate([(values[0:even:2] + values[1:even:2]) / 2, last[1]])
    return steps, values
