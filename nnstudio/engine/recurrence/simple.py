"""The simple recurrent cell: one net input, one function."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.activations import activations
from nnstudio.engine.recurrence.cell import Cell, by_step
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
        self.function.emit_slope(self.emit, self.z_all, self.h_all[1:], self.slope_all, {})

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
