"""Back-propagation through time: what comes back to every state, and every step's share in a weight's gradient."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.engine.recurrence.cell import REVERSE
from nnstudio.inspection import Step
from nnstudio.inspection.sequences.direction import Direction
from nnstudio.inspection.sequences.through_time import Shares, shared, shares_of, state_norms, way_back
from nnstudio.inspection.symbols import to_html
from nnstudio.inspection.working_out import Covered
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import ElidedLabel, Segmented, bind, label
from nnstudio.ui.sequence_views.time_bars import GROWS, Bars, TimeBars

SCALES = (("log", msg("Logarithmic")), ("linear", msg("From zero")))
WEIGHTS = (
    ("recurrent_weight", msg("Recurrent W")),
    ("input_weight", msg("Input U")),
    ("peephole", msg("Peephole p")),
    ("recurrent_bias", msg("Bias b′")),
    ("bias", msg("Bias b")),
)
_LETTERS = {"recurrent_weight": "W", "input_weight": "U", "peephole": "p", "recurrent_bias": "b′", "bias": "b"}


class GradientPage(QWidget):
    """``covered`` : a result that is not to be seen yet in what is shown next.

    Signals: ``changed()``: another choice on this page; ``time_chosen(int)``."""

    changed = Signal()
    time_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.scale, self.weight = Segmented(SCALES), Segmented(WEIGHTS)
        self.norms, self.shares = TimeBars(), TimeBars()
        self.norms_title, self.shares_title = label("", "number"), label("", "number")
        self.sum, self.readout = label("", "number", wrap=True), ElidedLabel()
        self.note, self.truncated = label("", "caption", wrap=True), label("", "caption", wrap=True)
        self.shares_title.setTextFormat(Qt.TextFormat.RichText)
        self.shown: Shares | None = None
        self.covered: Covered | None = None
        self._arrange()
        self.scale.chosen.connect(self.changed)
        self.weight.chosen.connect(self.changed)
        for bars in (self.norms, self.shares):
            bars.chosen.connect(self.time_chosen)
            bars.said.connect(self.readout.setText)

    def _arrange(self) -> None:
        bind(self.scale.setAccessibleName, msg("Scale"))
        bind(self.weight.setAccessibleName, msg("Weights whose gradient is divided"))
        bind(self.norms.setAccessibleName, msg("What comes back to every state"))
        bind(self.shares.setAccessibleName, msg("Every step's share in the gradient"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(0.5))
        for title, choice, bars in (
            (self.norms_title, self.scale, self.norms),
            (self.shares_title, self.weight, self.shares),
        ):
            row = QHBoxLayout()
            row.addWidget(title)
            row.addStretch(1)
            row.addWidget(choice)
            column.addLayout(row)
            column.addWidget(bars, GROWS)
        for part in (self.truncated, self.sum, self.note, self.readout):
            column.addWidget(part)
        column.addStretch(1)

    def show_gradients(self, direction: Direction, step: Step, time: int) -> None:
        """Show both pictures; of the one weight whose gradient the step is, or of all."""
        loss = "L" if direction.trace.batch else "ℓ"
        self.truncated.setVisible(bool(direction.cuts))
        self.truncated.setText(str(_said_of_cut(direction, time)) if direction.cuts else "")
        self._show_norms(direction, time, loss)
        weight, index = self._wanted(direction, step, shared(direction))
        self.shown = shares_of(direction, weight, index)
        self._show_shares(direction, self.shown, time, loss)

    def _show_norms(self, direction: Direction, time: int, loss: str) -> None:
        self.norms_title.setText(f"‖∂{loss}/∂hₜ‖")
        said = msg("Norm of what comes back to the state")
        logarithmic = self.scale.value() == "log"
        self.norms.show_bars(
            Bars(state_norms(direction), said, logarithmic=logarithmic, time=time, cuts=direction.cuts)
        )

    def _wanted(self, direction: Direction, step: Step, offered: tuple[str, ...]) -> tuple[str, tuple[int, ...] | None]:
        for key, button in self.weight.buttons.items():
            button.setVisible(key in offered)
        if self.weight.value() not in offered:
            self.weight.set_value(offered[0])
        name = step.quantity.removeprefix(REVERSE).removesuffix("_grad")
        ours = step.phase == "backward" and step.quantity == f"{direction.prefix}{name}_grad" and name in offered
        if ours and step.index and len(step.index) == (1 if name.endswith("bias") else 2):
            self.weight.set_value(name)
            return name, step.index
        return self.weight.value(), None

    def _show_shares(self, direction: Direction, found: Shares, time: int, loss: str) -> None:
        if found.index is not None:
            place = Place(direction.layer, direction.prefix + found.weight, found.index)
            whole = to_html(f"∂{loss}/∂{direction.trace.symbol(place)}")
            said = msg("Share of the step in this weight's gradient")
        else:
            whole, said = f"‖∂{loss}/∂{_LETTERS[found.weight]}‖", msg("Share of the step along the gradient")
        self.shares_title.setText(whole)
        outline = found.sizes if found.index is None else None
        self.shares.show_bars(Bars(found.values, said, outline, time=time, cuts=direction.cuts))
        self.sum.setText(str(_sum_of(found)) if self.covered is None else "")
        self.note.setText(str(_ONE if found.index is not None else _ALL))


def _said_of_cut(direction: Direction, time: int) -> Message:
    """Return how far back the gradient of a time goes, and where truncation cuts it."""
    way = way_back(direction, time)
    last = way[-1] if way else time
    beyond, count = direction.earlier(last), len(way)
    every, here = int(direction.cell.layer.truncation), time + 1
    if not 0 <= beyond < direction.length:
        return msg(
            "Truncated every {every} steps. The gradient of step {step} goes back as far as step {last} (steps back: "
            "{count}): nothing was read before it.",
            every=every,
            step=here,
            count=count,
            last=last + 1,
        )
    return msg(
        "Truncated every {every} steps. The gradient of step {step} goes back as far as step {last} (steps back: "
        "{count}) and is cut there: step {beyond} and all before it get none of it.",
        every=every,
        step=here,
        count=count,
        last=last + 1,
        beyond=beyond + 1,
    )


def _sum_of(found: Shares) -> Message:
    value, residue = theme.compact(found.whole, 9), theme.number(found.residue, 2)
    return msg(
        "All steps together: {value}; rounding leaves {residue}, at most {bound}.",
        value=value,
        residue=residue,
        bound=theme.number(found.bound, 2),
    )


_ONE = msg("Every time step uses the same weight, so its gradient is the sum of the steps' shares.")
_ALL = msg(
    "Filled: how much a step adds along the gradient; these add up. Outlined: the size of what it adds. "
    "Walk to the gradient of a single weight to divide that one."
)
