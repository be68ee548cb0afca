"""How far a recurrent layer remembers: ‖∂h_t/∂h_k‖ over k against what bounds it or carries it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.inspection.sequences.direction import Direction
from nnstudio.inspection.sequences.memory import Memory, memory_of
from nnstudio.inspection.symbols import to_html
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import ElidedLabel, bind, label
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


_FIRST = msg("Nothing was read before this step. Click a later one, and see what is left there of every earlier state.")


class MemoryPage(QWidget):
    """Signals: ``time_chosen(int)``."""

    time_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.bars, self.title, self.readout = TimeBars(), label("", "number"), ElidedLabel()
        self.line, self.singular = label("", "caption", wrap=True), label("", "number", wrap=True)
        self.singular.setTextFormat(Qt.TextFormat.RichText)
        self.shown: Memory | None = None
        self._known: tuple[object, ...] = ()
        bind(self.bars.setAccessibleName, msg("What is left of every earlier state"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(0.5))
        for part in (self.title, self.bars, self.readout, self.line, self.singular):
            column.addWidget(part, GROWS if part is self.bars else 0)
        column.addStretch(1)
        self.bars.chosen.connect(self.time_chosen)
        self.bars.said.connect(self.readout.setText)

    def show_memory(self, direction: Direction, time: int, run: tuple[int, int]) -> None:
        """Show what is left of every earlier state at a time; worked out once for each moment of the run."""
        trace = direction.trace
        known = (run, trace.plan, trace.sample, direction.layer, direction.reverse, time)
        if known != self._known or self.shown is None:
            self.shown, self._known = memory_of(direction, time), known
        found = self.shown
        line = found.bound if found.bound is not None else found.direct
        said = msg("What is left of the state of this step")
        lines = () if line is None else (line,)
        self.bars.show_bars(Bars(found.influence, said, None, lines, logarithmic=True, time=time))
        self.title.setText(str(msg("‖∂hₜ/∂hₖ‖ at t = {step}, for every k", step=time + 1)))
        looks_back = 0 <= direction.earlier(time) < direction.length
        self.line.setText(str(_said(found) if looks_back else _FIRST))
        self.singular.setText(
            "&nbsp; ".join(
                f"{to_html(_GATES[gate])}&nbsp;=&nbsp;{theme.number(value, 4)}" for gate, value in found.singular
            )
        )


def _said(found: Memory) -> Message:
    if found.contraction is not None:
        factor = theme.number(found.contraction, 4)
        if found.contraction < 1:
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
        "Where the gates stay near 1 the gradient lasts."
    )
