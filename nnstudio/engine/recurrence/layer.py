"""The recurrent layer around its cells: shapes, weights, one or two directions, last step or all of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.axes import size
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.layer import Layer, Weight, check_sequence
from nnstudio.engine.reach import Mask, earlier
from nnstudio.engine.recurrence.cell import REVERSE, Cell
from nnstudio.engine.recurrence.initial import EachGate
from nnstudio.engine.recurrence.terms import CellTerms
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term, product
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import msg


class RecurrentLayer(Layer):
    """Base of the recurrent layers: ``(T, D)`` becomes ``(T, H)``, or ``(H,)`` where only the last step is given out.

    In both directions the outputs stand side by side, ``2H`` wide, that of the reverse cell last; its last step is the
    one that has read the sequence's first element. Its parameters and quantities begin with ``reverse_``. Parameters:
    ``input_weight`` U ``(D, G·H)``, ``bias`` b ``(G·H,)``, ``recurrent_weight`` W ``(H, G·H)``, the G gates side by
    side in the order of :attr:`Cell.gates`; PyTorch has two biases, whose sum is this one. ``initial_hidden`` ``(H,)``
    (and ``initial_cell``) where the initial state is learned.
    """

    owns_net_input = False
    cells_key: ClassVar[str] = "cells"

    @property
    @abstractmethod
    def cell_kind(self) -> type[Cell]:
        """The kind of cell that these options ask for."""

    @property
    def prefixes(self) -> tuple[str, ...]:
        """What the names of each direction begin with."""
        return ("", REVERSE) if self.bidirectional else ("",)

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(T, H)`` or ``(H,)``, in both directions twice as wide; ShapeError where there is no time axis."""
        check_sequence(inputs[0], msg("Feed it data with a time axis, or put a repeat or reshape layer before it."))
        width = self.units * len(self.prefixes)
        return (inputs[0][0], width) if self.output == "sequence" else (width,)

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return every step that comes before, or after; all of them where only the last state is given out."""
        if self.bidirectional or self.output != "sequence":
            return super().reach(inputs, port, mask, back)
        return earlier(mask, inputs[0] if back else self.infer_shape(inputs), back, causal=True)

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return each direction's U, b, W, then what its cell learns beside, then the learned initial state."""
        return tuple(weight for prefix in self.prefixes for weight in self._weights_of(prefix, inputs[0][1]))

    def _weights_of(self, prefix: str, features: int) -> list[Weight]:
        kind, units = self.cell_kind, int(self.units)
        width, count = len(kind.gates) * units, len(kind.gates)
        found = {
            "input_weight": self._matrix(prefix + "input_weight", "initializer", features, count),
            "bias": Weight(prefix + "bias", (width,), EachGate(*(self.first_bias(gate) for gate in kind.gates))),
            "recurrent_weight": self._matrix(prefix + "recurrent_weight", "recurrent_initializer", units, count),
        }
        beside = [Weight(prefix + name, shape, 0.0) for name, shape in kind.extra_weights(units)]
        states = kind.states if self.initial_state == "learned" else ()
        return [*found.values(), *beside, *(Weight(prefix + state, (units,), 0.0) for state in states)]

    def _matrix(self, name: str, parameter: str, fan_in: int, gates: int) -> Weight:
        initializer = self.chosen(parameter)
        assert isinstance(initializer, Initializer)
        units = int(self.units)
        each = EachGate(*(initializer,) * gates)
        return Weight(name, (fan_in, gates * units), each, fan_in, units, regularised=True)

    def first_bias(self, gate: str) -> float:
        """Return the first value of a gate's bias."""
        return 0.0

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        """Return those of ``[U; W]ᵀ [x_t; h_{t−1}]`` at every time step, whichever of them are given out."""
        return inputs[0][0] * sum(size(weight.shape) for weight in self.weights(inputs) if weight.regularised)

    def workspace(self, inputs: tuple[Shape, ...]) -> int:
        """Return the numbers for one sample: each step's operand twice, its gates and its states."""
        length, features = inputs[0]
        wide, narrow = self.cell_kind.room
        each = 2 * (features + 1 + self.units) + self.units * (wide * len(self.cell_kind.gates) + narrow)
        return length * int(each) * len(self.prefixes)

    def emit_forward(self, site: Site) -> None:
        """Emit each direction's loop, and gather what it gives out."""
        site.show("x", site.inputs[0])
        cells = [self.cell_kind(site, self, reverse=prefix == REVERSE) for prefix in self.prefixes]
        site.own[self.cells_key] = cells
        site.output = site.quantity("a", self.infer_shape((site.inputs[0].shape,)), "")
        for cell, part in zip(cells, self._parts(site.output.array), strict=True):
            cell.emit_forward_loop()
            site.emit.about("a", r"a_t = h_t" if self.output == "sequence" else r"a = h_T")
            site.emit.call(np.copyto, part, self._given_out(cell))

    def emit_backward(self, site: Site) -> None:
        """Emit each direction's loop from its end, then the gradient of the input."""
        for cell, part in zip(cells_of(site), self._parts(site.grad_output), strict=True):
            cell.emit_backward_loop(self._arriving(cell, part))
            self._name_gradients(site, cell)
            site.send(0, cell.emit_input_gradient)

    def _parts(self, array: Array) -> list[Array]:
        """Cut the output, or its gradient, into the directions' parts."""
        axis = 1 if self.output == "sequence" else 0
        return list(np.split(array, len(self.prefixes), axis=axis))

    def _given_out(self, cell: Cell) -> Array:
        if self.output == "last":
            return cell.h[cell.length]
        return cell.h_all[:0:-1] if cell.reverse else cell.h_all[1:]

    def _name_gradients(self, site: Site, cell: Cell) -> None:
        for name, letter, left in (("input_weight", "U", r"x_t^\top"), ("recurrent_weight", "W", r"h_{t-1}^\top")):
            formula = rf"\frac{{\partial L}}{{\partial {letter}}} = \sum_t {left}\delta_t"
            site.formulas[f"{cell.prefix}{name}_grad"] = cell.as_read(formula)
        site.formulas[f"{cell.prefix}bias_grad"] = r"\frac{\partial L}{\partial b} = \sum_t\delta_t"

    def _arriving(self, cell: Cell, grad: Array) -> Mapping[int, Array]:
        if self.output == "last":
            return {cell.length: grad}
        return {t: grad[cell.place(t)] for t in range(1, cell.length + 1)}

    @property
    @abstractmethod
    def terms_kind(self) -> type[CellTerms]:
        """What says the terms behind this layer's numbers."""

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the terms of a state, a gate, a gradient (``reverse_…``: the other direction); ``a`` is some ``h``."""
        cells = cells_of(site)
        if quantity == "a":
            *step, k = index
            cell = cells[k // self.units]
            t = step[0] if step else cell.place(cell.length)
            h = site.factor(f"{cell.prefix}h", f"h_{{{t},{k % self.units}}}", (t, k % self.units), sample)
            return (product(h),)
        cell = next(cell for cell in reversed(cells) if quantity.startswith(cell.prefix))
        return self.terms_kind(cell, sample).terms(quantity.removeprefix(cell.prefix), index)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``u_ik δ_{t,k}`` of all gates, in both directions."""
        return tuple(term for cell in cells_of(site) for term in self.terms_kind(cell, sample).to_input(*index))


def cells_of(site: Site) -> list[Cell]:
    """Return the cells of a recurrent layer's place in a plan, one for each direction; KeyError for other layers."""
    cells: list[Cell] = site.own[RecurrentLayer.cells_key]
    return cells
