"""The simple recurrent cell: one net input, one function; what comes of it replaces the state, or is added to it."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.activations import activations
from nnstudio.engine.product import emit_product
from nnstudio.engine.recurrence.cell import GRAD_H_FORMULA, Cell, by_step
from nnstudio.engine.typing import Array

Z_FORMULA = r"z_t = x_t U + h_{t-1} W + b"


class SimpleCell(Cell):
    r"""``z_t = x_t U + h_{t−1} W + b``, ``h_t = f(z_t)``.

    Backward, from the last step to the first:

    .. math::
        \frac{\partial L}{\partial h_t} = \frac{\partial L}{\partial a_t} + \delta_{t+1} W^\top, \qquad
        \delta_t = f'(z_t) \odot \frac{\partial L}{\partial h_t}

    Source: Elman 1990; Werbos 1990 (back-propagation through time).
    """

    gates = ("state",)

    def allocate(self) -> None:
        """Show z and h."""
        self.function = activations.make(str(self.layer.activation))
        self.bent_all = self.h_all[1:]
        self.show("z", self.z_all, Z_FORMULA)
        self.show("h", self.h_all[1:], r"h_t = f(z_t)")

    def emit_forward(self, t: int) -> None:
        """Emit ``z_t``, then ``h_t = f(z_t)``."""
        self.emit_net_input(t)
        self.about("h", r"h_t = f(z_t)")
        self.function.emit_forward(self.emit, self.z[t], self.h[t], {})

    def allocate_backward(self) -> None:
        """Show the slope and δ."""
        self.slope_all = self.buffer()
        self.slope = by_step(self.slope_all)
        self.show("slope", self.slope_all, self.function.declaration.derivative)
        self.show("grad_z", self.delta_all, r"\delta_t = f'(z_t)\odot\frac{\partial L}{\partial h_t}")

    def emit_slopes(self) -> None:
        """Emit ``f'(z)`` of all steps at once: it needs nothing from the backward pass."""
        self.about("slope", self.function.declaration.derivative)
        self.function.emit_slope(self.emit, self.z_all, self.bent_all, self.slope_all, {})

    def emit_backward(self, t: int) -> None:
        """Emit (once) all slopes; then ``∂L/∂h_t``, then ``δ_t = f'(z_t) ⊙ ∂L/∂h_t``."""
        if t == self.length:
            self.emit_slopes()
        self.emit_grad_h(t)
        self.about("grad_z", r"\delta_t = f'(z_t)\odot\frac{\partial L}{\partial h_t}")
        self.emit.call(np.multiply, self.grad_h[t], self.slope[t], self.delta[t])

    def jacobian(self, t: int, sample: int) -> Array:
        """Return ``∂h_t/∂h_{t−1} = diag(f'(z_t)) Wᵀ``."""
        return self.through(self.slope[t][:, sample], "state")


class AdditiveCell(SimpleCell):
    r"""``z_t = x_t U + h_{t−1} W + b``, ``g_t = f(z_t)``, ``h_t = h_{t−1} + g_t``: the state is carried on whole.

    Backward, from the last step to the first, the gradient of the state passes the sum as it is:

    .. math::
        \frac{\partial L}{\partial h_t} = \frac{\partial L}{\partial a_t} + \delta_{t+1} W^\top
            + \frac{\partial L}{\partial h_{t+1}}, \qquad
        \delta_t = f'(z_t) \odot \frac{\partial L}{\partial h_t}

    What is added each time piles up: where f saturates a full memory can no longer be corrected. Gates mend that.

    Source: Hochreiter & Schmidhuber 1997, the constant error carousel without its gates.
    """

    room = (4, 2)

    def allocate(self) -> None:
        """Show z, g and h."""
        super().allocate()
        self.bent_all = self.buffer()
        self.bent = by_step(self.bent_all)
        self.show("change", self.bent_all, r"g_t = f(z_t)")
        self.show("h", self.h_all[1:], r"h_t = h_{t-1} + g_t")

    def emit_forward(self, t: int) -> None:
        """Emit ``z_t``, then ``g_t = f(z_t)``, then ``h_t = h_{t−1} + g_t``."""
        self.emit_net_input(t)
        self.about("change", r"g_t = f(z_t)")
        self.function.emit_forward(self.emit, self.z[t], self.bent[t], {})
        self.about("h", r"h_t = h_{t-1} + g_t")
        self.emit.call(np.add, self.h[t - 1], self.bent[t], self.h[t])

    def allocate_backward(self) -> None:
        """Show the slope, δ, and what comes back to the state."""
        super().allocate_backward()
        self.show("grad_h", self.grad_h_all[1:], GRAD_H_FORMULA + r" + \frac{\partial L}{\partial h_{t+1}}")

    def emit_from_later(self, t: int) -> None:
        """Emit ``∂L/∂h_t = W δ_{t+1} + ∂L/∂h_{t+1}``."""
        emit_product(self.emit, self.recurrent_rows, self.delta[t + 1], self.grad_h[t])
        self.emit.call(np.add, self.grad_h[t], self.grad_h[t + 1], self.grad_h[t])

    def jacobian(self, t: int, sample: int) -> Array:
        """Return ``∂h_t/∂h_{t−1} = 1 + diag(f'(z_t)) Wᵀ``."""
        return np.eye(self.units) + super().jacobian(t, sample)
