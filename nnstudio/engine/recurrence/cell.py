"""One direction of a recurrent layer in a plan: its buffers, its loop over time, and what every kind of cell shares."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.axes import Slot
from nnstudio.engine.elementary import full
from nnstudio.engine.layer import Layer
from nnstudio.engine.product import emit_product
from nnstudio.engine.site import Site
from nnstudio.engine.typing import Array, Shape

MATRIX = ("input_weight", "bias", "recurrent_weight")
"""The parameters that lie one behind the other and make one matrix ``[U; b; W]``, in this order."""

ALL = slice(None)
"""Every sample of the batch."""

REVERSE = "reverse_"
"""Begins the names of all that belongs to the direction that reads from the end."""

GATE_FORMULA = r"\sigma(z) = \tfrac12 + \tfrac12\tanh\tfrac z2"
GRAD_H_FORMULA = (
    r"\frac{\partial L}{\partial h_t} = \frac{\partial L}{\partial a_t} + \delta_{t+1} W^\top"
    r"\quad\text{(nothing from } t+1 \text{ at the end and where gradients are cut)}"
)
SHARED_FORMULA = (
    r"\frac{\partial L}{\partial U} = \sum_t x_t^\top \delta_t,\quad"
    r"\frac{\partial L}{\partial W} = \sum_t h_{t-1}^\top \delta_t,\quad"
    r"\frac{\partial L}{\partial b} = \sum_t \delta_t"
)


def by_step(array: Array, first: int = 1) -> Mapping[int, Array]:
    """Return a view for each time step, so that formulas read as in print: ``c[t]`` with t from 1, ``c[0]`` before."""
    return dict(enumerate(array, start=first))


def over_batch(left: Array, delta: Array) -> Array:
    """Return ``left_t δ_tᵀ`` for each step, summed over the batch in float64: ``(T, R, N)`` and ``(T, G, N)``."""
    found: Array = np.matmul(left.astype(np.float64), delta.astype(np.float64).transpose(0, 2, 1))
    return found


class Cell(ABC):
    r"""Base of the cells: the time loop, unrolled into a plan's calls.

    Time steps count from 1 to T in the order in which the cell reads them; 0 is the state before. One buffer holds
    ``[x_t; 1; h_{t−1}]`` for each step, ``(T+1, D+1+H, N)``, so that all gates' net inputs are one product with the
    matrix ``[U; b; W]``, and a step writes its ``h_t`` where the next one reads it. A cell says how one step goes
    forward (:meth:`emit_forward`) and backward (:meth:`emit_backward`). ``gates`` are the columns of the matrix, in
    order; ``room`` is how many buffers as wide as all gates, and as one, a training plan takes for each step. All
    that is shown lies time first, ``(T, H, N)``.
    """

    gates: ClassVar[tuple[str, ...]]
    states: ClassVar[tuple[str, ...]] = ("initial_hidden",)
    room: ClassVar[tuple[int, int]] = (4, 1)
    matrix_names: ClassVar[tuple[str, ...]] = MATRIX

    def __init__(self, site: Site, layer: Layer, reverse: bool = False) -> None:
        self.site, self.layer, self.emit = site, layer, site.emit
        self.prefix, self.reverse = REVERSE if reverse else "", reverse
        self.length, self.features = site.inputs[0].shape
        self.units, self.batch = int(layer.units), site.batch
        self.matrix, self.gradient = site.rows(*(self.prefix + name for name in self.matrix_names))
        self.input_rows, self.recurrent_rows = self.matrix[: self.features], self.matrix[self.features + 1 :]
        self.operand_all = self.emit.scratch((self.length + 1, self.features + 1 + self.units, self.batch))
        self.operand_all[:, self.features] = 1
        self.operand = by_step(self.operand_all)
        self.h_all = self.operand_all[:, self.features + 1 :]
        self.h = by_step(self.h_all, 0)
        self.z_all = self.buffer(len(self.gates))
        self.z = by_step(self.z_all)
        self.allocate()

    @classmethod
    def extra_weights(cls, units: int) -> tuple[tuple[str, Shape], ...]:
        """Return names and shapes of what the cell learns beside U, b and W; all start at zero."""
        return ()

    # What a kind of cell says

    @abstractmethod
    def allocate(self) -> None:
        """Make the forward pass's further buffers, and show what an inspector may read."""

    @abstractmethod
    def emit_forward(self, t: int) -> None:
        """Emit step t: from ``x_t`` and the state after step t − 1 to the state after step t."""

    @abstractmethod
    def emit_backward(self, t: int) -> None:
        """Emit step t backward: ``∂L/∂h_t``, then ``δ_t = ∂L/∂z_t``, while step t + 1 is done."""

    @abstractmethod
    def allocate_backward(self) -> None:
        """Make the backward pass's further buffers, and show them."""

    # The two loops

    def emit_forward_loop(self) -> None:
        """Emit the whole forward pass."""
        x = self.site.inputs[0].array
        self.about("h", r"h_0")
        self.emit.call(np.copyto, self.operand_all[: self.length, : self.features], x[::-1] if self.reverse else x)
        for name, state in self.initial().items():
            if self.layer.initial_state == "learned":
                self.emit.call(np.copyto, state, self.site.parameter(self.prefix + name).reshape(-1, 1))
        self.emit_extras()
        for t in range(1, self.length + 1):
            self.emit.time = self.place(t)
            self.emit_forward(t)
        self.emit.time = -1

    def emit_backward_loop(self, arriving: Mapping[int, Array]) -> None:
        """Emit the whole backward pass; ``arriving[t]`` is ∂L/∂a at the steps whose ``h_t`` the layer gives out."""
        self.arriving = arriving
        self.delta_all = self.buffer(len(self.gates))
        self.delta = by_step(self.delta_all)
        self.grad_h_all = self.emit.scratch(self.h_all.shape)
        self.grad_h = by_step(self.grad_h_all, 0)
        self.show("grad_h", self.grad_h_all[1:], GRAD_H_FORMULA)
        self.allocate_backward()
        for t in range(self.length, 0, -1):
            self.emit.time = self.place(t)
            self.emit_backward(t)
        self.emit.time = -1
        self.emit_weight_gradients()
        self.emit_extra_gradients()
        if self.layer.initial_state == "learned":
            self.emit_initial_gradients()

    # Pieces for the steps

    def emit_net_input(self, t: int) -> None:
        """Emit ``z_t = [U; b; W]ᵀ [x_t; 1; h_{t−1}]``, all gates at once."""
        self.about("z", r"z_t = x_t U + h_{t-1} W + b")
        emit_product(self.emit, self.matrix.T, self.operand[t], self.z[t])

    def emit_extras(self) -> None:
        """Emit what the forward loop needs of the extra weights; for most cells nothing."""
        self.extra = {name: self.site.parameter(self.prefix + name) for name, _ in self.extra_weights(self.units)}

    def emit_extra_gradients(self) -> None:
        """Emit the gradients of the extra weights; a cell that has any does."""
        assert not self.extra, f"{type(self).__name__} leaves out the gradients of {list(self.extra)}"

    def emit_grad_h(self, t: int) -> None:
        """Emit ``∂L/∂h_t``: what the output sends, and what step t + 1 sends back through W."""
        self.about("grad_h", GRAD_H_FORMULA)
        if self.linked(t):
            self.emit_from_later(t)
        if t in self.arriving and self.linked(t):
            self.emit.call(np.add, self.grad_h[t], self.arriving[t], self.grad_h[t])
        elif t in self.arriving:
            self.emit.call(np.copyto, self.grad_h[t], self.arriving[t])

    def emit_from_later(self, t: int) -> None:
        """Emit ``∂L/∂h_t = W δ_{t+1}``, the part that comes from step t + 1."""
        emit_product(self.emit, self.recurrent_rows, self.delta[t + 1], self.grad_h[t])

    def emit_weight_gradients(self) -> None:
        """Emit ``[∂U; ∂b; ∂W] = Σ_t [x_t; 1; h_{t−1}] δ_tᵀ``: one product over all steps and samples."""
        self.about("weight_grad", SHARED_FORMULA)
        emit_product(self.emit, self.rows(self.operand_all[:-1]), self.columns(self.delta_all), self.gradient)

    def emit_initial_gradients(self) -> None:
        """Emit the gradients of the learned state before the first step, summed over the batch."""
        ones = full(self.emit, (self.batch,), 1.0)
        self.emit_grad_h(0)
        for name, grad in self.initial_gradients().items():
            letter = "c" if name == "initial_cell" else "h"
            self.about(f"{name}_grad", rf"\frac{{\partial L}}{{\partial {letter}_0}}")
            emit_product(self.emit, grad, ones, self.site.gradient(self.prefix + name))

    def emit_input_gradient(self, out: Array) -> None:
        """Emit ``∂L/∂x_t = U δ_t`` of all steps, into ``(T, D, N)``."""
        self.about("grad_x", r"\frac{\partial L}{\partial x_t} = \delta_t U^\top")
        self.emit.call(np.matmul, self.input_rows, self.delta_all, out[::-1] if self.reverse else out)

    def initial(self) -> dict[str, Array]:
        """Return the buffers of the state before the first step, by the name of the parameter that may fill them."""
        return {"initial_hidden": self.h[0]}

    def initial_gradients(self) -> dict[str, Array]:
        """Return ``∂L/∂`` of each of them, ``(H, N)``."""
        return {"initial_hidden": self.grad_h[0]}

    def linked(self, t: int) -> bool:
        """Whether step t + 1 sends its gradient back to step t; every ``truncation`` steps the link is cut."""
        every = int(self.layer.truncation)
        return t < self.length and (every == 0 or t == 0 or t % every != 0)

    # Readings of a plan that has run: not in a step, so these may allocate

    def share(self, weight: str, samples: slice = ALL) -> Array:
        """Return what each step adds to a weight's gradient, ``(T, *shape)`` in order of steps; KeyError if none.

        Of these samples alone, where not all are asked for: what each step of theirs adds to the batch's gradient.
        """
        lefts = {
            "input_weight": self.operand_all[:-1, : self.features],
            "recurrent_weight": self.h_all[:-1],
            "bias": self.operand_all[:-1, self.features : self.features + 1],
        }
        found = over_batch(lefts[weight][..., samples], self.delta_all[..., samples])
        return found[:, 0] if weight == "bias" else found

    @abstractmethod
    def jacobian(self, t: int, sample: int) -> Array:
        """Return ``∂s_t/∂s_{t−1}``, rows by columns, of the whole state s: h, or h above c."""

    def through(self, factor: Array, gate: str) -> Array:
        """Return ``diag(factor) (W^g)ᵀ``: how a gate's part of the state depends on ``h_{t−1}``."""
        start = self.gates.index(gate) * self.units
        rows: Array = factor[:, None] * self.recurrent_rows[:, start : start + self.units].T.astype(np.float64)
        return rows

    # Names, views, buffers

    def place(self, t: int) -> int:
        """Return where in the sequence, from 0, step t stands."""
        return self.length - t if self.reverse else t - 1

    def buffer(self, gates: int = 1) -> Array:
        """Return a new buffer ``(T, gates · H, N)``."""
        return self.emit.scratch((self.length, gates * self.units, self.batch))

    def gate_rows(self, array: Array, gate: str) -> Array:
        """Return one gate's rows ``(T, H, N)`` of a buffer that holds all of them."""
        start = self.gates.index(gate) * self.units
        return array[:, start : start + self.units]

    def show(self, name: str, array: Array, formula: str) -> None:
        """Let an inspector read ``(T, H, N)``; what is emitted under that name says the formula."""
        view = array[::-1] if self.reverse else array
        self.site.show(self.prefix + name, Slot((self.length, array.shape[1]), view), self.as_read(formula))

    def about(self, quantity: str, formula: str) -> None:
        """Say what the calls that follow work on."""
        self.emit.about(self.prefix + quantity, self.as_read(formula))

    def as_read(self, formula: str) -> str:
        """Return a formula with times in the sequence's own count: read from the end, the step before is ``t+1``."""
        if not self.reverse:
            return formula
        return re.sub(r"t([+-])1", lambda found: "t-1" if found[1] == "+" else "t+1", formula)

    def rows(self, array: Array) -> Array:
        """Emit a copy of ``(T, R, N)`` as ``(R, T·N)``: steps and samples side by side."""
        rows = self.emit.scratch((array.shape[1], array.shape[0], array.shape[2]))
        self.emit.call(np.copyto, rows, array.transpose(1, 0, 2))
        return rows.reshape(array.shape[1], -1)

    def columns(self, array: Array) -> Array:
        """Emit a copy of ``(T, R, N)`` as ``(T·N, R)``: as the right factor of a product it costs less than rows."""
        columns = self.emit.scratch((array.shape[0], array.shape[2], array.shape[1]))
        self.emit.call(np.copyto, columns, array.transpose(0, 2, 1))
        return columns.reshape(-1, array.shape[1])
