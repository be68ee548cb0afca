"""The LSTM cell: one time step forward and one backward, as in the textbook. Read this page to believe it."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.recurrence.cell import by_step
from nnstudio.engine.recurrence.gates import GatedCell, shown
from nnstudio.engine.typing import Array

C_FORMULA = r"c_t = f_t\odot c_{t-1} + i_t\odot\tilde c_t"
H_FORMULA = r"h_t = o_t\odot\tanh c_t"
GRAD_C_FORMULA = (
    r"\frac{\partial L}{\partial c_t} = \frac{\partial L}{\partial h_t}\odot o_t\odot(1-\tanh^2 c_t)"
    r" + f_{t+1}\odot\frac{\partial L}{\partial c_{t+1}}"
)
DELTA_FORMULAS = {
    "forget": r"\delta^f_t = \frac{\partial L}{\partial c_t}\odot c_{t-1}\odot f_t(1-f_t)",
    "input": r"\delta^i_t = \frac{\partial L}{\partial c_t}\odot\tilde c_t\odot i_t(1-i_t)",
    "candidate": r"\delta^{\tilde c}_t = \frac{\partial L}{\partial c_t}\odot i_t\odot(1-\tilde c_t^2)",
    "output": r"\delta^o_t = \frac{\partial L}{\partial h_t}\odot\tanh c_t\odot o_t(1-o_t)",
}


class LSTMCell(GatedCell):
    r"""Long short-term memory. Forward, step t:

    .. math::
        f_t, i_t, o_t &= \sigma(z^f_t),\ \sigma(z^i_t),\ \sigma(z^o_t), \qquad \tilde c_t = \tanh(z^{\tilde c}_t),
        \qquad z_t = x_t U + h_{t-1} W + b \\
        c_t &= f_t \odot c_{t-1} + i_t \odot \tilde c_t \\
        h_t &= o_t \odot \tanh c_t

    Backward, from the last step to the first, with :math:`\delta^g_t = \partial L/\partial z^g_t`:

    .. math::
        \frac{\partial L}{\partial h_t} &= \frac{\partial L}{\partial a_t} + \delta_{t+1} W^\top \\
        \frac{\partial L}{\partial c_t} &= \frac{\partial L}{\partial h_t} \odot o_t \odot (1 - \tanh^2 c_t)
            + \frac{\partial L}{\partial c_{t+1}} \odot f_{t+1} \\
        \delta^f_t &= \frac{\partial L}{\partial c_t} \odot c_{t-1} \odot f_t (1 - f_t), \qquad
        \delta^i_t = \frac{\partial L}{\partial c_t} \odot \tilde c_t \odot i_t (1 - i_t) \\
        \delta^{\tilde c}_t &= \frac{\partial L}{\partial c_t} \odot i_t \odot (1 - \tilde c_t^2), \qquad
        \delta^o_t = \frac{\partial L}{\partial h_t} \odot \tanh c_t \odot o_t (1 - o_t)

    Source: Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000.
    """

    gates: ClassVar[tuple[str, ...]] = ("forget", "input", "candidate", "output")
    states = ("initial_hidden", "initial_cell")
    into_cell: ClassVar[tuple[str, ...]] = ("forget", "input", "candidate")

    def emit_forward(self, t: int) -> None:
        """Emit ``f_t, i_t, c̃_t, o_t``, then ``c_t``, then ``h_t``."""
        self.emit_net_input(t)
        self.emit_gates(t)
        self.emit_cell(t)
        self.emit_hidden(t)

    def emit_cell(self, t: int) -> None:
        """Emit ``c_t = f_t ⊙ c_{t−1} + i_t ⊙ c̃_t``."""
        self.about("c", C_FORMULA)
        self.emit_multiply(self.gate["forget"][t], self.c[t - 1], self.kept[t])
        self.emit_multiply(self.gate["input"][t], self.gate["candidate"][t], self.added[t])
        self.emit.call(np.add, self.kept[t], self.added[t], self.c[t])

    def emit_hidden(self, t: int) -> None:
        """Emit ``h_t = o_t ⊙ tanh c_t``."""
        self.about("h", H_FORMULA)
        self.emit.call(np.tanh, self.c[t], self.tanh_c[t])
        self.emit_multiply(self.gate["output"][t], self.tanh_c[t], self.h[t])

    def emit_backward(self, t: int) -> None:
        """Emit ``∂L/∂h_t``, ``δ^o_t``, ``∂L/∂c_t``, then the deltas of the gates that made ``c_t``."""
        self.emit_local(t)
        self.emit_grad_h(t)
        self.about("output_gate_grad_z", DELTA_FORMULAS["output"])
        self.emit_multiply(self.grad_h[t], self.local["output"][t], self.delta_of["output"][t])
        self.emit_grad_c(t)
        for gate in self.into_cell:
            self.about(f"{shown(gate)}_grad_z", self.delta_formula(gate))
            self.emit_multiply(self.grad_c[t], self.local[gate][t], self.delta_of[gate][t])

    def emit_grad_c(self, t: int) -> None:
        """Emit ``∂L/∂c_t = ∂L/∂h_t ⊙ o_t ⊙ (1 − tanh² c_t) + f_{t+1} ⊙ ∂L/∂c_{t+1}``."""
        self.about("grad_c", GRAD_C_FORMULA)
        self.emit_multiply(self.grad_h[t], self.opening[t], self.grad_c[t])
        if self.linked(t):
            self.emit_multiply(self.gate["forget"][t + 1], self.grad_c[t + 1], self.carried)
            self.emit.call(np.add, self.grad_c[t], self.carried, self.grad_c[t])

    def emit_local(self, t: int) -> None:
        """Emit what each delta of step t multiplies, by way of products that the forward pass left.

        ``c_{t−1} f (1 − f) = (1 − f) · f c_{t−1}``; ``c̃ i (1 − i) = (1 − i) · i c̃``; ``i (1 − c̃²) = i − (i c̃) c̃``;
        ``tanh c · o (1 − o) = (1 − o) h``; ``o (1 − tanh² c) = o − h tanh c``.
        """
        both, local = slice(0, 2 * self.units), self.locals_all[t - 1]
        self.about("slope", r"f(1-f),\ i(1-i),\ 1-\tilde c^2,\ o(1-o),\ 1-\tanh^2 c")
        self.emit_rest(self.gates_all[t - 1][both], local[both])
        self.emit_multiply(local[both], self.parts_all[t - 1], local[both])
        self.emit_candidate_local(t)
        self.emit_output_local(t)

    def emit_candidate_local(self, t: int) -> None:
        """Emit ``i (1 − c̃²) = i − (i c̃) c̃``."""
        local = self.local["candidate"][t]
        self.emit_multiply(self.added[t], self.gate["candidate"][t], local)
        self.emit.call(np.subtract, self.gate["input"][t], local, local)

    def emit_output_local(self, t: int) -> None:
        """Emit ``tanh c · o (1 − o) = (1 − o) h`` and ``∂h/∂c = o (1 − tanh² c) = o − h tanh c``."""
        output, local, opening = self.gate["output"][t], self.local["output"][t], self.opening[t]
        self.emit_rest(output, local)
        self.emit_multiply(local, self.h[t], local)
        self.emit_multiply(self.h[t], self.tanh_c[t], opening)
        self.emit.call(np.subtract, output, opening, opening)

    # Buffers

    def allocate(self) -> None:
        """Make and show gates, ``c`` and ``h``; ``kept`` is f ⊙ c_{t−1}, ``added`` is i ⊙ c̃."""
        super().allocate()
        self.c_all = self.emit.scratch(self.h_all.shape)
        self.parts_all, self.tanh_c_all = self.buffer(2), self.buffer()
        self.c = by_step(self.c_all, 0)
        self.kept, self.added = by_step(self.parts_all[:, : self.units]), by_step(self.parts_all[:, self.units :])
        self.tanh_c = by_step(self.tanh_c_all)
        self.show("c", self.c_all[1:], C_FORMULA)
        self.show("h", self.h_all[1:], H_FORMULA)

    def allocate_backward(self) -> None:
        """Make room for ``∂L/∂c`` and ``∂h/∂c``."""
        super().allocate_backward()
        self.grad_c_all, self.opening_all = self.emit.scratch(self.h_all.shape), self.buffer()
        self.grad_c, self.opening = by_step(self.grad_c_all, 0), by_step(self.opening_all)
        self.carried = self.emit.scratch(self.h[0].shape)
        self.show("grad_c", self.grad_c_all[1:], GRAD_C_FORMULA)

    def delta_formula(self, gate: str) -> str:
        """Return the formula of a gate's δ."""
        return DELTA_FORMULAS[gate]

    def initial(self) -> dict[str, Array]:
        """Return ``h_0`` and ``c_0``."""
        return {"initial_hidden": self.h[0], "initial_cell": self.c[0]}

    def initial_gradients(self) -> dict[str, Array]:
        """Emit ``∂L/∂c_0 = f_1 ⊙ ∂L/∂c_1`` and return it with ``∂L/∂h_0``."""
        self.about("grad_c", GRAD_C_FORMULA)
        self.emit_multiply(self.gate["forget"][1], self.grad_c[1], self.grad_c[0])
        return {"initial_hidden": self.grad_h[0], "initial_cell": self.grad_c[0]}

    # The state's own derivative

    def jacobian(self, t: int, sample: int) -> Array:
        r"""Return ``∂(h_t, c_t)/∂(h_{t−1}, c_{t−1})``, four blocks of ``(H, H)``.

        .. math::
            \frac{\partial c_t}{\partial h_{t-1}} = \sum_g \mathrm{diag}(\kappa_g) (W^g)^\top, \qquad
            \frac{\partial c_t}{\partial c_{t-1}} = \mathrm{diag}(f_t), \qquad
            \frac{\partial h_t}{\partial c_t} = \mathrm{diag}(o_t (1 - \tanh^2 c_t))
        """
        cell_by_hidden = sum(self.through(self.local[gate][t][:, sample], gate) for gate in self.into_cell)
        cell_by_cell = np.diag(self.direct_path(t, sample))
        opening = self.opened(t, sample)[:, None]
        output = self.through(self.local["output"][t][:, sample], "output")
        return np.block([[opening * cell_by_hidden + output, opening * cell_by_cell], [cell_by_hidden, cell_by_cell]])

    def direct_path(self, t: int, sample: int) -> Array:
        """Return ``∂c_t/∂c_{t−1}`` where h is held: the forget gate, ``(H,)``."""
        return self.gate["forget"][t][:, sample].astype(np.float64)

    def opened(self, t: int, sample: int) -> Array:
        """Return ``∂h_t/∂c_t``, ``(H,)``."""
        return self.opening[t][:, sample].astype(np.float64)
