"""A normalising layer: the numbers taken together, their statistics, and the three ways back to one of them."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection import Moment, Operand, Step
from nnstudio.inspection.layer_views.norms import Normalised, normalised
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import Pages, label
from nnstudio.ui.controls.calculation.operand_table import OperandTable
from nnstudio.ui.layer_views.base import Index, LayerView, at_step

_GAPS = 1, 1, 0.5, 0.25
"""Between the parts of a page, in units of the grid, by how tight it is."""
TABS = (("forward", msg("Statistics")), ("back", msg("Way back")))

_OF_CHANNELS = frozenset(
    f"{prefix}{name}{suffix}"
    for name in ("mean", "variance", "inverse_deviation", "scale", "shift", "gamma")
    for prefix in ("", "grad_")
    for suffix in ("", "_grad", "_update")
)


class NormView(LayerView):
    """Batch, layer, group and RMS normalisation: which numbers share a mean and a spread is framed."""

    source = "norm"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.tabs, self.pages = self.side_tabs(TABS), Pages()
        self.group = self.pane(self._choose)
        self.note, self.said = label("", "caption", wrap=True), label("", "body", wrap=True)
        self.made, self.gradients = self._table(), self._table()
        self.total = self.sum_view()
        self.index: Index = ()
        self._step: Step | None = None
        self._columns: list[QVBoxLayout] = []
        self._arrange()

    def _table(self) -> OperandTable:
        table = OperandTable()
        table.pointed.connect(lambda operand: self.point(operand.place if operand is not None else None))
        table.activated_operand.connect(self.inspection.ask)
        return table

    def _arrange(self) -> None:
        for widgets in ((self.made,), (self.total, self.said, self.gradients)):
            page = QWidget()
            column = QVBoxLayout(page)
            self._columns.append(column)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme.tokens().space(_GAPS[0]))
            for widget in widgets:
                column.addWidget(widget, 10 if isinstance(widget, OperandTable) else 0)
            column.addStretch(1)
            self.pages.add(page)
        self.column.addWidget(self.tabs)
        self.column.addWidget(self.group)
        self.column.addWidget(self.note)
        self.column.addWidget(self.pages, 1)

    def tightened(self, tight: int) -> None:
        """Bring the parts of both pages closer together."""
        for column in self._columns:
            column.setSpacing(theme.tokens().space(_GAPS[tight]))

    def begin(self, moment: Moment) -> None:
        """Look at the first number of another layer."""
        self.index = (0,) * len(moment.trace.shape(self.layer))
        self._step = None

    def _follow(self, moment: Moment) -> None:
        """Look at what another step is about; a number chosen by hand stays while the step does."""
        step, trace = moment.step, moment.trace
        if step == self._step:
            return
        self._step = step
        if step.index is not None and len(step.index) == 1 and step.quantity in _OF_CHANNELS:
            # Of a channel, or of a group of them.
            self.index = (*self.index[:-1], min(step.index[0], trace.shape(self.layer)[-1] - 1))
        else:
            self.index = at_step(moment, self.index)
        self.follow(self.tabs, "forward" if step.phase == "forward" else "back")

    def fill(self, moment: Moment) -> None:
        """Show the number that the step is about, among those of its group."""
        self._follow(moment)
        trace, digits = moment.trace, moment.options.digits
        found = normalised(trace, self.layer, self.index)
        self.group.show_part(_title(found, trace.shape(self.layer)), found.group, digits, written=False)
        self.note.setText(str(_said(found)))
        if self.tabs.value() == "forward":
            self.pages.show_page(self.pages.pages[0])
            self._show_all(self.made, found.made, digits)
        else:
            self.pages.show_page(self.pages.pages[1])
            self.total.show_lines((found.total,), digits)
            self.said.setText("\n".join(f"{path.symbol} {path.name}" for path in found.paths))
            self._show_all(self.gradients, found.back, digits)

    def _show_all(self, table: OperandTable, operands: tuple[Operand, ...], digits: int) -> None:
        """Show every row: the page scrolls, and not a table within it."""
        table.show_operands(operands, digits, False, self._covered)
        table.setMinimumHeight(table.maximumHeight())

    def _choose(self, place: Place) -> None:
        """Look at another number of the input, and of another sample if it is another's."""
        self.index = place.index
        if place.sample != self.inspection.session.sample:
            self.inspection.session.select_sample(place.sample)
        self.refill()


def _title(found: Normalised, shape: tuple[int, ...]) -> Message:
    if len(shape) == 1:
        return msg("x: samples down, features across")
    if found.by_sample:
        return msg("x of channel {number}: samples down, places across", number=found.target.index[-1] + 1)
    return msg("x of this sample: channels down, places across")


def _said(found: Normalised) -> Message:
    if not any(mark == "read" for mark in found.group.marks.values()):
        return msg("{count} numbers share one mean and one spread.", count=found.count)
    return msg("The {count} framed numbers share one mean and one spread.", count=found.count)
