"""Cells whose net inputs pass through σ and tanh, all gates of a step by one set of calls."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.recurrence.cell import GATE_FORMULA, Cell, by_step
from nnstudio.engine.typing import Array

CANDIDATE = "candidate"
"""The gate that proposes the new content: it passes through tanh, all others through σ."""


def shown(gate: str) -> str:
    """Return the name under which an inspector reads a gate; its net input ends in ``_z``, its δ in ``_grad_z``."""
    return gate if gate == CANDIDATE else f"{gate}_gate"


class GatedCell(Cell):
    r"""Base of the cells with gates: ``σ(z^g)`` of each, tanh of the candidate.

    σ is computed as :math:`\tfrac12 + \tfrac12\tanh\tfrac z2`, so that one ``tanh`` serves all gates. Far to the
    left it is exact to an absolute ε only, which for a factor between 0 and 1 is enough.
    """

    room = (5, 7)

    def allocate(self) -> None:
        """Make and show the gates."""
        self.gates_all = self.buffer(len(self.gates))
        self.gate, self.one = {}, self.emit.constant(1.0)
        # 0-d operands would not do: σ and tanh want different numbers, and a whole array costs little more.
        shape = self.z_all.shape[1:]
        self.scale, self.offset = self.emit.scratch(shape), self.emit.scratch(shape)
        for number, gate in enumerate(self.gates):
            rows = slice(number * self.units, (number + 1) * self.units)
            self.scale[rows], self.offset[rows] = (1.0, 0.0) if gate == CANDIDATE else (0.5, 0.5)
            self.gate[gate] = by_step(self.show_gate(gate, self.gate_rows(self.gates_all, gate)))
            self.show(f"{shown(gate)}_z", self.gate_rows(self.z_all, gate), self.net_input_formula(gate))

    def show_gate(self, gate: str, array: Array) -> Array:
        """Show a gate and return its array."""
        self.show(shown(gate), array, self.candidate_formula() if gate == CANDIDATE else GATE_FORMULA)
        return array

    def net_input_formula(self, gate: str) -> str:
        """Return the formula of a gate's z."""
        return r"z_t = x_t U + h_{t-1} W + b"

    def candidate_formula(self) -> str:
        """Return the formula of the candidate."""
        return r"\tilde c_t = \tanh z_t"

    def allocate_backward(self) -> None:
        """Show each gate's share of δ and make room for the local derivatives."""
        self.locals_all = self.buffer(len(self.gates))
        self.delta_of = {gate: by_step(self.gate_rows(self.delta_all, gate)) for gate in self.gates}
        self.local = {gate: by_step(self.gate_rows(self.locals_all, gate)) for gate in self.gates}
        for gate in self.gates:
            self.show(f"{shown(gate)}_grad_z", self.gate_rows(self.delta_all, gate), self.delta_formula(gate))

    def delta_formula(self, gate: str) -> str:
        """Return the formula of ``∂L/∂z`` of one gate."""
        return r"\delta_t = \frac{\partial L}{\partial z_t}"

    def emit_gates(self, t: int, first: str = "", last: str = "") -> None:
        """Emit σ and tanh of the gates from ``first`` to ``last`` (all, where none is named)."""
        start = self.gates.index(first) if first else 0
        stop = self.gates.index(last) + 1 if last else len(self.gates)
        rows = slice(start * self.units, stop * self.units)
        z, gate, scale, offset = self.z[t][rows], self.gates_all[t - 1][rows], self.scale[rows], self.offset[rows]
        self.about("gates", GATE_FORMULA)
        self.emit.call(np.multiply, z, scale, gate)
        self.emit.call(np.tanh, gate, gate)
        self.emit.call(np.multiply, gate, scale, gate)
        self.emit.call(np.add, gate, offset, gate)

    def emit_rest(self, gate: Array, out: Array) -> None:
        """Emit ``out = 1 − gate``."""
        self.emit.call(np.subtract, self.one, gate, out)

    def emit_multiply(self, left: Array, right: Array, out: Array) -> None:
        """Emit ``out = left ⊙ right``."""
        self.emit.call(np.multiply, left, right, out)
