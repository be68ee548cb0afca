"""The LSTM's variants: what each does differently from the standard cell, and nothing else.

Source: Greff et al. 2017, who compared them.
"""

from __future__ import annotations

import numpy as np

from nnstudio.engine.recurrence.cell import ALL, by_step
from nnstudio.engine.recurrence.lstm import DELTA_FORMULAS, GRAD_C_FORMULA, LSTMCell
from nnstudio.engine.typing import Array, Shape

PEEPHOLES = ("forget", "input", "output")


class CoupledCell(LSTMCell):
    r"""One gate decides both: ``i_t = 1 − f_t``, so that what is taken in replaces what is forgotten.

    .. math:: \delta^f_t = \frac{\partial L}{\partial c_t} \odot (c_{t-1} - \tilde c_t) \odot f_t (1 - f_t)
    """

    gates = ("forget", "candidate", "output")
    into_cell = ("forget", "candidate")

    def allocate(self) -> None:
        """Make the input gate, which has no net input of its own."""
        super().allocate()
        self.input_all = self.buffer()
        self.gate["input"] = by_step(self.show_gate("input", self.input_all))

    def emit_cell(self, t: int) -> None:
        """Emit ``i_t = 1 − f_t``, then ``c_t``."""
        self.about("input_gate", r"i_t = 1 - f_t")
        self.emit_rest(self.gate["forget"][t], self.gate["input"][t])
        super().emit_cell(t)

    def emit_local(self, t: int) -> None:
        """Emit ``(c_{t−1} − c̃) f (1 − f) = i · f c_{t−1} − f · i c̃``, and the others as in the standard cell."""
        local = self.local["forget"][t]
        self.about("slope", r"f(1-f),\ 1-\tilde c^2,\ o(1-o),\ 1-\tanh^2 c")
        self.emit_multiply(self.gate["input"][t], self.kept[t], local)
        self.emit_multiply(self.gate["forget"][t], self.added[t], self.carried)
        self.emit.call(np.subtract, local, self.carried, local)
        self.emit_candidate_local(t)
        self.emit_output_local(t)

    def delta_formula(self, gate: str) -> str:
        """Return the formula of a gate's δ."""
        if gate == "forget":
            return r"\delta^f_t = \frac{\partial L}{\partial c_t}\odot(c_{t-1}-\tilde c_t)\odot f_t(1-f_t)"
        return super().delta_formula(gate)


class NoForgetCell(LSTMCell):
    """Nothing is forgotten, ``f_t = 1``: the cell of 1997. ``∂c_t/∂c_{t−1}`` is 1 along the direct path."""

    gates = ("input", "candidate", "output")
    into_cell = ("input", "candidate")

    def emit_cell(self, t: int) -> None:
        """Emit ``c_t = c_{t−1} + i_t ⊙ c̃_t``."""
        self.about("c", r"c_t = c_{t-1} + i_t\odot\tilde c_t")
        self.emit_multiply(self.gate["input"][t], self.gate["candidate"][t], self.added[t])
        self.emit.call(np.add, self.c[t - 1], self.added[t], self.c[t])

    def emit_grad_c(self, t: int) -> None:
        """Emit ``∂L/∂c_t = ∂L/∂h_t ⊙ o_t ⊙ (1 − tanh² c_t) + ∂L/∂c_{t+1}``."""
        self.about("grad_c", GRAD_C_FORMULA)
        self.emit_multiply(self.grad_h[t], self.opening[t], self.grad_c[t])
        if self.linked(t):
            self.emit.call(np.add, self.grad_c[t], self.grad_c[t + 1], self.grad_c[t])

    def emit_local(self, t: int) -> None:
        """Emit ``c̃ i (1 − i)``, and the others as in the standard cell."""
        self.about("slope", r"i(1-i),\ 1-\tilde c^2,\ o(1-o),\ 1-\tanh^2 c")
        self.emit_rest(self.gate["input"][t], self.local["input"][t])
        self.emit_multiply(self.local["input"][t], self.added[t], self.local["input"][t])
        self.emit_candidate_local(t)
        self.emit_output_local(t)

    def initial_gradients(self) -> dict[str, Array]:
        """Emit ``∂L/∂c_0 = ∂L/∂c_1``."""
        self.about("grad_c", GRAD_C_FORMULA)
        self.emit.call(np.copyto, self.grad_c[0], self.grad_c[1])
        return {"initial_hidden": self.grad_h[0], "initial_cell": self.grad_c[0]}

    def direct_path(self, t: int, sample: int) -> Array:
        """Return 1 for each number of the cell."""
        return np.ones(self.units)


class PeepholeCell(LSTMCell):
    r"""The gates see the cell too, through weights of their own: forget and input at ``c_{t−1}``, output at ``c_t``.

    .. math::
        z^f_t \mathrel{+}= p_f \odot c_{t-1}, \qquad z^i_t \mathrel{+}= p_i \odot c_{t-1}, \qquad
        z^o_t \mathrel{+}= p_o \odot c_t

        \frac{\partial L}{\partial c_t} \mathrel{+}= p_o \odot \delta^o_t + p_f \odot \delta^f_{t+1}
            + p_i \odot \delta^i_{t+1}, \qquad
        \frac{\partial L}{\partial p_f} = \sum_t c_{t-1} \odot \delta^f_t, \quad
        \frac{\partial L}{\partial p_o} = \sum_t c_t \odot \delta^o_t

    Source: Gers & Schmidhuber 2000.
    """

    @classmethod
    def extra_weights(cls, units: int) -> tuple[tuple[str, Shape], ...]:
        """Return the peepholes, one row each for forget, input, output."""
        return (("peephole", (len(PEEPHOLES), units)),)

    def emit_extras(self) -> None:
        """Emit each peephole as ``(H, N)``, so that no step broadcasts."""
        self.about("peephole", r"p")
        weights = self.site.parameter(self.prefix + "peephole")
        self.peephole = {gate: self.emit.scratch(self.h[0].shape) for gate in PEEPHOLES}
        self.seen = self.emit.scratch(self.h[0].shape)
        for weight, wide in zip(weights, self.peephole.values(), strict=True):
            self.emit.call(np.copyto, wide, weight.reshape(-1, 1))

    def emit_forward(self, t: int) -> None:
        """Emit forget, input and candidate, then ``c_t``, which the output gate looks at, then ``h_t``."""
        self.emit_net_input(t)
        self.emit_peephole("forget", t, self.c[t - 1])
        self.emit_peephole("input", t, self.c[t - 1])
        self.emit_gates(t, last="candidate")
        self.emit_cell(t)
        self.emit_peephole("output", t, self.c[t])
        self.emit_gates(t, first="output")
        self.emit_hidden(t)

    def emit_peephole(self, gate: str, t: int, cell: Array) -> None:
        """Emit ``z += p ⊙ c``."""
        self.about(f"{gate}_gate_z", r"z_t = x_t U + h_{t-1} W + b + p\odot c")
        z = self.gate_rows(self.z_all, gate)[t - 1]
        self.emit_multiply(self.peephole[gate], cell, self.seen)
        self.emit.call(np.add, z, self.seen, z)

    def emit_grad_c(self, t: int) -> None:
        """Emit the standard ``∂L/∂c_t`` and what comes back through the peepholes."""
        super().emit_grad_c(t)
        self.emit_seen("output", t, self.grad_c[t])
        if self.linked(t):
            self.emit_from_later_gates(t, self.grad_c[t])

    def emit_from_later_gates(self, t: int, grad: Array) -> None:
        """Emit ``∂L/∂c_t += p_f ⊙ δ^f_{t+1} + p_i ⊙ δ^i_{t+1}``."""
        self.emit_seen("forget", t + 1, grad)
        self.emit_seen("input", t + 1, grad)

    def emit_seen(self, gate: str, t: int, grad: Array) -> None:
        """Emit ``grad += p ⊙ δ_t``."""
        self.emit_multiply(self.peephole[gate], self.delta_of[gate][t], self.carried)
        self.emit.call(np.add, grad, self.carried, grad)

    def emit_extra_gradients(self) -> None:
        """Emit ``∂L/∂p = Σ_t Σ_n c ⊙ δ``."""
        self.about("peephole_grad", r"\frac{\partial L}{\partial p} = \sum_t c\odot\delta_t")
        gradient, seen = self.site.gradient(self.prefix + "peephole"), self.buffer()
        for gate, row in zip(PEEPHOLES, gradient, strict=True):
            for t in range(1, self.length + 1):
                self.emit_multiply(self.c[t if gate == "output" else t - 1], self.delta_of[gate][t], seen[t - 1])
            self.emit.call(np.add.reduce, seen, (0, 2), None, row)

    def initial_gradients(self) -> dict[str, Array]:
        """Emit ``∂L/∂c_0`` with what came through the peepholes."""
        found = super().initial_gradients()
        self.emit_from_later_gates(0, found["initial_cell"])
        return found

    def delta_formula(self, gate: str) -> str:
        """Return the formula of a gate's δ."""
        return DELTA_FORMULAS[gate]

    def share(self, weight: str, samples: slice = ALL) -> Array:
        """Return each step's part in the gradients, the peepholes' among them."""
        if weight != "peephole":
            return super().share(weight, samples)
        cells = {"forget": self.c_all[:-1], "input": self.c_all[:-1], "output": self.c_all[1:]}
        products = (cells[gate] * self.gate_rows(self.delta_all, gate) for gate in cells)
        return np.stack([each[..., samples].sum(axis=2, dtype=np.float64) for each in products], axis=1)

    def direct_path(self, t: int, sample: int) -> Array:
        """Return ``f`` and what the gates see of the cell, ``(H,)``."""
        seen = (self.local[gate][t][:, sample] * self.peephole[gate][:, sample] for gate in ("forget", "input"))
        found: Array = super().direct_path(t, sample) + sum(seen)
        return found

    def opened(self, t: int, sample: int) -> Array:
        """Return ``∂h/∂c``, through the output gate's peephole too."""
        seen = self.local["output"][t][:, sample] * self.peephole["output"][:, sample]
        found: Array = super().opened(t, sample) + seen
        return found
