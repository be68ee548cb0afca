"""A recurrent layer: unrolled over time, one step's cell, gradients through time, and how far it remembers."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from nnstudio.engine import Place
from nnstudio.inspection import Lit, Moment, Step
from nnstudio.inspection.quantities import is_gradient
from nnstudio.inspection.sequences.direction import Direction, spot_of
from nnstudio.inspection.working_out import covered
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import Pages, Segmented, bind
from nnstudio.ui.controls.scrolled_column import scrolled_column
from nnstudio.ui.sequence_views.cell_page import CellPage
from nnstudio.ui.sequence_views.gradient_page import GradientPage
from nnstudio.ui.sequence_views.memory_page import MemoryPage
from nnstudio.ui.sequence_views.strips_page import StripsPage

TABS = (
    ("strips", msg("Over time")),
    ("cell", msg("Cell")),
    ("gradient", msg("Gradients through time")),
    ("memory", msg("Memory")),
)
_ABOVE, _BESIDE = 32, 15.5
"""Height of what stands above the cell's picture, and of what stands above and below the strips, in units of the grid.
"""
WAYS = (("forward", msg("From the beginning")), ("reverse", msg("From the end")))


class RecurrentView(QScrollArea):
    """Follows the step: its time, its unit, its direction; a click on any number goes to its step."""

    source = "recurrent"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inspection = session.inspection
        self.layer, self.time, self.unit = "", 0, 0
        self._subject: tuple[object, ...] = ()
        self._phase = ""
        self._followed: Step | None = None
        self.tabs, self.way, self.stack = Segmented(TABS), Segmented(WAYS), Pages()
        self.strips, self.cell = StripsPage(), CellPage()
        self.gradient, self.memory = GradientPage(), MemoryPage()
        self.pages = {"strips": self.strips, "cell": self.cell, "gradient": self.gradient, "memory": self.memory}
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        bind(self.tabs.setAccessibleName, msg("Side of the layer"))
        bind(self.way.setAccessibleName, msg("Direction of reading"))
        column, row = scrolled_column(self, bottom=1), QHBoxLayout()
        column.addWidget(self.tabs)
        row.addWidget(self.way)
        row.addStretch(1)
        column.addLayout(row)
        for page in self.pages.values():
            self.stack.add(page)
        self.stack.show_page(self.memory)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(lambda _: self.refill())
        self.way.chosen.connect(lambda _: self.refill())
        for choosing in (self.gradient, self.memory):
            choosing.changed.connect(self.refill)
        for page in (self.strips, self.cell):
            page.pointed.connect(self.point)
            page.chosen.connect(self.choose)
        self.cell.unit_chosen.connect(self._choose_unit)
        self.cell.scrolled.connect(self.refill)
        self.gradient.time_chosen.connect(self.choose_time)
        self.memory.time_chosen.connect(self.choose_time)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the cell's picture and the strips so that they are seen whole, where they can be."""
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        space = theme.tokens().space
        ways = self.way.sizeHint().height() + space(1) if self.way.isVisibleTo(self) else 0
        high = self.viewport().height() - ways
        self.cell.diagram.give_room(high - space(_ABOVE))
        self.strips.board.give_room(high - space(_BESIDE))

    # -- what is shown

    def show_moment(self, moment: Moment) -> None:
        """Show the step's layer at this moment."""
        self._follow(moment)
        self._fill(moment)
        self._light(self.inspection.lit)

    def _follow(self, moment: Moment) -> None:
        """Look where the step stands, as far as it stands somewhere."""
        step, trace = moment.step, moment.trace
        spot, new = spot_of(trace, step), moment.subject != self._subject
        both = bool(trace.layer(step.layer).bidirectional)
        self.way.setVisible(both)
        if step != self._followed or not both:
            # A way chosen by hand stays while the step does, whatever frames come.
            self.way.set_value("reverse" if both and spot.reverse else "forward")
        self._followed = step
        self._give_room()
        self._subject, self.layer = moment.subject, step.layer
        direction = self._direction(moment)
        if new:
            self.time, self.unit, self._phase = direction.last, 0, ""
        self.time = spot.time if spot.time is not None else min(self.time, direction.length - 1)
        self.unit = spot.unit if spot.unit is not None else min(self.unit, direction.units - 1)
        weights = step.quantity.endswith("_grad") and step.quantity not in trace.plan.sites[step.layer].quantities
        phase = "gradient" if weights and step.phase == "backward" else ""
        if phase and phase != self._phase:
            self.tabs.set_value(phase)
        self._phase = phase

    def _direction(self, moment: Moment) -> Direction:
        return Direction(moment.trace, self.layer, self.way.value() == "reverse")

    def _fill(self, moment: Moment) -> None:
        direction, step, digits = self._direction(moment), moment.step, moment.options.digits
        back, hidden = step.phase != "forward", covered(moment)
        for part in (self.strips.board, self.cell.chain.board, self.cell.diagram, self.gradient):
            part.covered = hidden
        self.stack.show_page(self.pages[self.tabs.value()])
        match self.tabs.value():
            case "strips":
                self.strips.show_layer(direction, self.time, _present(moment), back=back)
            case "cell":
                self.cell.show_cell(direction, self.time, self.unit, digits, back=back)
            case "gradient":
                self.gradient.show_gradients(direction, step, self.time)
            case _:
                self.memory.show_memory(direction, self.time, moment.run)

    def refill(self) -> None:
        """Show the present moment again, after a choice in this view."""
        with self.inspection.hold() as moment:
            if moment is not None and moment.subject == self._subject:
                self._fill(moment)
        self._light(self.inspection.lit)

    # -- light and choice

    def show_lit(self, lit: Lit) -> None:
        """Frame what is pointed at elsewhere."""
        self._light(lit)

    def _light(self, lit: Lit) -> None:
        places = lit.places if lit.source != self.source else frozenset[Place]()
        named = frozenset(Place(p.layer, "h", p.index, p.sample) for p in places if p.quantity == "a")
        self.strips.light(places | named)
        self.cell.light(places | named)

    def point(self, place: Place | None) -> None:
        """Light a number up everywhere else."""
        self.inspection.light(() if place is None else (place,), self.source)

    def choose(self, place: Place) -> None:
        """Go to a number's step; from an input to the state that its time step makes."""
        if place.quantity == "x":
            self.choose_time(place.index[0])
            return
        back = is_gradient(place.quantity) or place.quantity.endswith("slope")
        if not self.inspection.go_to(Step("backward" if back else "forward", place.layer, place.quantity, place.index)):
            self.inspection.to(place)

    def choose_time(self, time: int) -> None:
        """Look at another time: go to the state's gradient there, or stay on the weight whose gradient it is."""
        self.time = time
        step = self.inspection.step
        if self.tabs.value() == "gradient" and step is not None and step.quantity.endswith("_grad"):
            self.refill()
            return
        prefix = "reverse_" if self.way.value() == "reverse" else ""
        name = f"{prefix}{'grad_h' if self.tabs.value() == 'gradient' else 'h'}"
        self.choose(Place(self.layer, name, (time, self.unit)))

    def _choose_unit(self, unit: int) -> None:
        self.unit = unit
        prefix = "reverse_" if self.way.value() == "reverse" else ""
        self.choose(Place(self.layer, f"{prefix}{'grad_h' if self.cell.back else 'h'}", (self.time, unit)))


def _present(moment: Moment) -> Place | None:
    """Return where the step's number stands; a layer's output is some state."""
    step, trace = moment.step, moment.trace
    spot = spot_of(trace, step)
    if step.index is None or spot.time is None or spot.unit is None:
        return None
    if step.quantity in ("a", "grad_a"):
        direction = Direction(trace, step.layer, spot.reverse)
        return direction.place("h" if step.quantity == "a" else "grad_h", spot.time, spot.unit)
    return Place(step.layer, step.quantity, step.index, trace.sample)
