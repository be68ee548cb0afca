"""How far a recurrent layer remembers: ‖∂h_t/∂h_k‖ over k against what bounds it or carries it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.engine.recurrence.gru import GRUAfterCell
from nnstudio.engine.recurrence.lstm import LSTMCell
from nnstudio.inspection.sequences.direction import Direction, Floats
from nnstudio.inspection.sequences.memory import Memory, memory_of
from nnstudio.inspection.symbols import to_html
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import ElidedLabel, NumberField, bind, label
from nnstudio.ui.sequence_views.time_bars import GROWS, Bars, TimeBars

_GATES = {
    "state": "σ_{max}(W)",
    "forget": "σ_{max}(W_{f})",
    "input": "σ_{max}(W_{i})",
    "candidate": "σ_{max}(W_{c̃})",
    "output": "σ_{max}(W_{o})",
    "reset": "σ_{max}(W_{r})",
    "update": "σ_{max}(W_{u})",
}

_ROUNDING = 1e-5
"""By so much orthogonal weights may stretch a state less than by 1, as they are rounded to float32."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FIRST = msg("Nothing was read before this step. Click a later one, and see what is left there of every earlier state.")


class MemoryPage(QWidget):
    """The path of the gates is told as a number too, beside what it would be if each of them stood at one value.

    Signals: ``time_chosen(int)``; ``changed()``: another value is supposed.
    """

    time_chosen = Signal(int)
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.bars, self.title, self.readout = TimeBars(), label("", "number"), ElidedLabel()
        self.line, self.singular = label("", "caption", wrap=True), label("", "number", wrap=True)
        self.singular.setTextFormat(Qt.TextFormat.RichText)
        self.path, self.field = label("", "number", wrap=True), NumberField(0.5, minimum=0.0, maximum=1.0)
        self.supposed, self.supposing = label("", "number", wrap=True), QWidget()
        self.shown: Memory | None = None
        self._known: tuple[object, ...] = ()
        bind(self.bars.setAccessibleName, msg("What is left of every earlier state"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(0.5))
        for part in (self.title, self.bars, self.readout, self.line, self.path, self.supposing, self.singular):
            column.addWidget(part, GROWS if part is self.bars else 0)
        column.addStretch(1)
        self._arrange_supposing()
        self.field.edited.connect(self.changed)
        self.bars.chosen.connect(self.time_chosen)
        self.bars.said.connect(self.readout.setText)

    def _arrange_supposing(self) -> None:
        row = QHBoxLayout(self.supposing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space(1))
        self.field.setFixedWidth(theme.tokens().space(9))
        bind(self.field.setAccessibleName, msg("Value at which every gate is supposed to stand"))
        row.addWidget(label(msg("With every gate at"), "caption"))
        row.addWidget(self.field)
        row.addWidget(self.supposed, 1)

    def show_memory(self, direction: Direction, time: int, run: tuple[int, int]) -> None:
        """Show what is left of every earlier state at a time; worked out once for each moment of the run."""
        trace = direction.trace
        known = (run, trace.plan, trace.sample, direction.layer, direction.reverse, time)
        if known != self._known or self.shown is None:
            self.shown, self._known = memory_of(direction, time), known
        found = self.shown
        line = found.bound if found.bound is not None else found.direct
        said = msg("What is left of the state of this step")
        lines = () if line is None else (line, *self._show_path(direction, found))
        self.path.setVisible(len(lines) > 1)
        self.supposing.setVisible(len(lines) > 1)
        self.bars.show_bars(Bars(found.influence, said, None, lines, logarithmic=True, time=time))
        self.title.setText(str(msg("‖∂hₜ/∂hₖ‖ at t = {step}, for every k", step=time + 1)))
        looks_back = 0 <= direction.earlier(time) < direction.length
        self.line.setText(str(_said(found) if looks_back else _FIRST))
        is_gru = isinstance(direction.cell, GRUAfterCell)
        letters = {gate: _GATES[gate].replace("c̃", "h̃") if is_gru else _GATES[gate] for gate, _ in found.singular}
        self.singular.setText(
            "&nbsp; ".join(
                f"{to_html(letters[gate])}&nbsp;=&nbsp;{theme.number(value, 4)}" for gate, value in found.singular
            )
        )

    def _show_path(self, direction: Direction, found: Memory) -> tuple[Floats, ...]:
        """Say what the gates' product is over all steps read so far; return what it would be at one value of them."""
        steps = found.distance
        first = int(steps.argmax())
        count = int(steps[first])
        if found.direct is None or not found.gated or not count:
            return ()
        letter = "f" if isinstance(direction.cell, LSTMCell) else "u"
        step, product = found.time + 1, theme.number(float(found.direct[first]), 4)
        self.path.setText(
            str(
                msg(
                    "Π{letter} from step {first} to step {step}: {product} (mean over the units)",
                    letter=letter,
                    first=first + 1,
                    step=step,
                    product=product,
                )
            )
        )
        value = self.field.value()
        made = theme.number(value**count, 4)
        self.supposed.setText(f"Π{letter} = {theme.compact(value)}{str(count).translate(_RAISED)} ≈ {made}")
        return (np.where(steps >= 0, value ** np.maximum(steps, 0), 0.0),)


def _said(found: Memory) -> Message:
    if found.contraction is not None:
        is_less = found.contraction < 1 - _ROUNDING
        close = is_less and theme.number(found.contraction, 4) == theme.number(1, 4)
        factor = theme.number(found.contraction, 6 if close else 4)
        if is_less:
            return msg(
                "Dashed: σₘₐₓ(W) · max f′ = {factor} to the power t − k. It is below 1: gradients must vanish.",
                factor=factor,
            )
        return msg(
            "Dashed: σₘₐₓ(W) · max f′ = {factor} to the power t − k. It is not below 1: gradients may grow, "
            "but need not.",
            factor=factor,
        )
    if not found.gated:
        return msg(
            "Dashed: the direct path. The state is carried on whole, so the gradient lasts; but all that is added "
            "piles up, and nothing can be forgotten."
        )
    return msg(
        "Dashed: the direct path, the product of the gates that carry the memory on, as the mean over all units. "
        "Where the gates stay near 1 the gradient lasts. The other line: if every gate stood at the number below."
    )
