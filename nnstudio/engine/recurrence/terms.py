"""The terms behind the numbers of a recurrent layer: what all cells share, and the simple cell's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

import numpy as np

from nnstudio.engine.activations import activations
from nnstudio.engine.recurrence.cell import Cell
from nnstudio.engine.rerun import rerun_activation
from nnstudio.engine.terms import Factor, Place, Term, product

Index = tuple[int, ...]
Rule = Callable[[int, int], tuple[Term, ...]]


class CellTerms:
    """Says of each quantity of one direction what its number is made of; ``t`` counts from 0 in the outside order.

    ``gates`` gives each gate's letter in print, ``shown`` the beginning of its quantities' names.
    """

    letters: ClassVar[Mapping[str, str]] = {"state": ""}

    def __init__(self, cell: Cell, sample: int) -> None:
        self.cell, self.site, self.sample = cell, cell.site, sample
        self.units, self.features, self.length = cell.units, cell.features, cell.length

    def terms(self, quantity: str, index: Index) -> tuple[Term, ...]:
        """Return the terms of a quantity, named without the direction's prefix; KeyError where there are none."""
        if quantity.endswith("_grad"):
            return tuple(self.shared(quantity.removesuffix("_grad"), index))
        return self.rules()[quantity](*index)

    def rules(self) -> Mapping[str, Rule]:
        """Return what makes the terms of each quantity at ``(t, k)``."""
        return {"grad_h": self.grad_h}

    # Factors

    def number(self, name: str, symbol: str, t: int, k: int) -> Factor:
        """Return one number of a quantity of this direction; the symbol gets ``t, k`` as its index."""
        return self.site.factor(self.cell.prefix + name, f"{symbol}_{{{t},{k}}}", (t, k), self.sample)

    def weight(self, name: str, symbol: str, index: Index) -> Factor:
        """Return one number of a parameter of this direction."""
        return self.site.weight_factor(self.cell.prefix + name, symbol, index)

    def derived(self, symbol: str, value: float, source: Factor) -> Factor:
        """Return a function of a factor, at the same place."""
        return Factor(symbol, value, source.place)

    def rest(self, factor: Factor) -> Factor:
        """Return ``1 − g``."""
        return self.derived(f"(1-{factor.symbol})", 1 - factor.value, factor)

    def before(self, name: str, symbol: str, t: int, k: int) -> Factor | None:
        """Return a state's number one step earlier: before the first step the learned one, or None for zero.

        Where truncation cuts the link no gradient flows back through it.
        """
        earlier = self.earlier(t)
        if 0 <= earlier < self.length:
            step = self.length - t if self.cell.reverse else t + 1
            return replace(self.number(name, symbol, earlier, k), cut=not self.cell.linked(step - 1))
        state = {"h": "initial_hidden", "c": "initial_cell"}[name]
        if self.cell.layer.initial_state != "learned":
            return None
        return self.weight(state, f"{symbol}_{{0,{k}}}", (k,))

    def x(self, t: int, i: int) -> Factor:
        """Return one number of the input."""
        return self.site.factor("x", f"x_{{{t},{i}}}", (t, i), self.sample)

    def delta(self, gate: str, t: int, k: int) -> Factor:
        """Return one number of a gate's δ."""
        name = self.shown(gate)
        return self.number(f"{name}_grad_z" if name else "grad_z", self.lettered(r"\delta", gate), t, k)

    def shown(self, gate: str) -> str:
        """Return how the names of a gate's quantities begin."""
        return ""

    def lettered(self, symbol: str, gate: str) -> str:
        """Return a symbol with the gate's letter."""
        letter = self.letters[gate]
        return f"{symbol}^{{{letter}}}" if letter else symbol

    # Time

    def earlier(self, t: int) -> int:
        """Return the place of the step that the cell read before."""
        return t + 1 if self.cell.reverse else t - 1

    def later(self, t: int) -> int | None:
        """Return the place of the step that sends its gradient back to this one, or None where there is no such."""
        step = self.length - t if self.cell.reverse else t + 1
        return self.cell.place(step + 1) if self.cell.linked(step) else None

    def column(self, gate: str, k: int) -> int:
        """Return a unit's column in U, W and b."""
        return self.cell.gates.index(gate) * self.units + k

    # Sums

    def from_input(self, gate: str, t: int, k: int) -> Iterator[Term]:
        """Yield ``x_{t,i} u_ik`` and ``b_k``."""
        column = self.column(gate, k)
        for i in range(self.features):
            symbol = f"{self.lettered('u', gate)}_{{{i},{k}}}"
            yield product(self.x(t, i), self.weight("input_weight", symbol, (i, column)))
        yield product(self.weight("bias", f"{self.lettered('b', gate)}_{{{k}}}", (column,)))

    def from_state(self, gate: str, t: int, k: int) -> Iterator[Term]:
        """Yield ``h_{t−1,j} w_jk``."""
        for j in range(self.units):
            state = self.before("h", "h", t, j)
            if state is not None:
                yield product(state, self.recurrent(gate, j, k))

    def recurrent(self, gate: str, j: int, k: int) -> Factor:
        """Return ``w_jk`` of one gate."""
        symbol = f"{self.lettered('w', gate)}_{{{j},{k}}}"
        return self.weight("recurrent_weight", symbol, (j, self.column(gate, k)))

    def net_input(self, gate: str) -> Rule:
        """Return the rule of a gate's z."""
        return lambda t, k: (*self.from_input(gate, t, k), *self.from_state(gate, t, k))

    def grad_h(self, t: int, k: int) -> tuple[Term, ...]:
        """Return what the output sends to ``h_t`` and what the later step sends back."""
        later = self.later(t)
        back = () if later is None else tuple(self.sent_back(later, k))
        return (*self.arriving(t, k), *back)

    def arriving(self, t: int, k: int) -> Iterator[Term]:
        """Yield ``∂L/∂a`` where the layer gives ``h_t`` out."""
        k += self.units if self.cell.reverse else 0
        symbol = r"\frac{\partial L}{\partial a}"
        if self.cell.layer.output == "sequence":
            yield product(self.site.factor("grad_a", f"{symbol}_{{{t},{k}}}", (t, k), self.sample))
        elif t == self.cell.place(self.length):
            yield product(self.site.factor("grad_a", f"{symbol}_{{{k}}}", (k,), self.sample))

    def sent_back(self, later: int, k: int) -> Iterator[Term]:
        """Yield ``w_kj δ_j`` of the later step."""
        for gate in self.cell.gates:
            for j in range(self.units):
                yield product(self.recurrent(gate, k, j), self.delta(gate, later, j))

    def to_input(self, t: int, i: int) -> Iterator[Term]:
        """Yield ``u_ik δ_k`` of all gates: what this direction adds to ``∂L/∂x``."""
        for gate in self.cell.gates:
            for k in range(self.units):
                symbol = f"{self.lettered('u', gate)}_{{{i},{k}}}"
                yield product(self.weight("input_weight", symbol, (i, self.column(gate, k))), self.delta(gate, t, k))

    # Gradients of the shared weights: a sum over steps and samples

    def shared(self, name: str, index: Index) -> Iterator[Term]:
        """Yield each step's and each sample's term of ``∂L/∂`` a weight."""
        rule = self.weight_rules()[name]
        for sample in range(self.site.batch):
            self.sample = sample
            yield from rule(*index)

    def weight_rules(self) -> Mapping[str, Callable[..., Iterator[Term]]]:
        """Return, for each weight, what yields one sample's terms of its gradient."""
        return {
            "input_weight": self.input_weight,
            "bias": self.bias,
            "recurrent_weight": self.recurrent_weight,
            "initial_hidden": lambda k: self.sent_back(self.cell.place(1), k),
        }

    def at(self, column: int) -> tuple[str, int]:
        """Return gate and unit of a column."""
        return self.cell.gates[column // self.units], column % self.units

    def input_weight(self, i: int, column: int) -> Iterator[Term]:
        """Yield ``x_{t,i} δ_{t,k}``."""
        for t in range(self.length):
            yield product(self.x(t, i), self.delta(*self.one(column, t)))

    def bias(self, column: int) -> Iterator[Term]:
        """Yield ``δ_{t,k}``."""
        for t in range(self.length):
            yield product(self.delta(*self.one(column, t)))

    def recurrent_weight(self, j: int, column: int) -> Iterator[Term]:
        """Yield ``h_{t−1,j} δ_{t,k}``."""
        for t in range(self.length):
            state = self.before("h", "h", t, j)
            if state is not None:
                yield product(state, self.delta(*self.one(column, t)))

    def one(self, column: int, t: int) -> tuple[str, int, int]:
        """Return gate, step and unit of a column's δ."""
        gate, k = self.at(column)
        return gate, t, k


class SimpleTerms(CellTerms):
    """The simple cell: ``z``, ``h = f(z)``, the slope and δ."""

    def rules(self) -> Mapping[str, Rule]:
        """Return the rules."""
        return {
            **super().rules(),
            "z": self.net_input("state"),
            "h": self.h,
            "slope": self.slope,
            "grad_z": lambda t, k: (product(self.number("slope", "f'", t, k), self.number("grad_h", _GRAD_H, t, k)),),
        }

    def h(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``f(z)``."""
        return self.bent(t, k)

    def output(self, t: int, k: int) -> Factor:
        """Return the number that the function gave: the state itself."""
        return self.number("h", "h", t, k)

    def bent(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``f(z)``."""
        function = activations.make(str(self.cell.layer.activation))
        z = self.number("z", "z", t, k)
        value = float(rerun_activation(function, np.array([[z.value]]), {})[0, 0])
        return (product(self.derived(f"f({z.symbol})", value, z)),)

    def slope(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``1 − h²`` of tanh, ``h (1 − h)`` of the logistic, [h > 0] of ReLU; g where the state is a sum."""
        h = self.output(t, k)
        match self.cell.layer.activation:
            case "tanh":
                return product(Factor("1", 1.0)), product(Factor("-1", -1.0), h, h)
            case "logistic":
                return (product(h, self.rest(h)),)
            case _:
                return (product(self.derived(f"[{h.symbol}>0]", float(h.value > 0), h)),)


class AdditiveTerms(SimpleTerms):
    """The cell that adds to its state: ``g = f(z)``, ``h = h_{t−1} + g``."""

    def rules(self) -> Mapping[str, Rule]:
        """Return the rules."""
        return {**super().rules(), "change": self.bent}

    def h(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``h_{t−1}`` and ``g``."""
        state, change = self.before("h", "h", t, k), product(self.output(t, k))
        return (product(state), change) if state is not None else (change,)

    def output(self, t: int, k: int) -> Factor:
        """Return ``g``."""
        return self.number("change", "g", t, k)

    def sent_back(self, later: int, k: int) -> Iterator[Term]:
        """Yield ``w_kj δ_j`` of the later step, then what came back to its state."""
        yield from super().sent_back(later, k)
        yield product(self.number("grad_h", _GRAD_H, later, k))


_GRAD_H = r"\frac{\partial L}{\partial h}"


def gate_terms(z: Factor) -> tuple[Term, ...]:
    """Return ``½`` and ``½ tanh(z/2)``, which are σ(z)."""
    half = Factor(r"\tfrac12", 0.5)
    inner = Factor(rf"\tanh\tfrac{{{z.symbol}}}{{2}}", float(np.tanh(z.value / 2)), z.place)
    return product(half), product(half, inner)


def minus(place: Place | None = None) -> Factor:
    """Return the factor −1."""
    return Factor("-1", -1.0, place)
