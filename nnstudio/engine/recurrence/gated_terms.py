"""The terms behind the numbers of LSTM and GRU."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from nnstudio.engine.recurrence.gates import CANDIDATE, shown
from nnstudio.engine.recurrence.terms import CellTerms, Rule, gate_terms, minus
from nnstudio.engine.terms import Factor, Term, product

_GRAD_H, _GRAD_C = r"\frac{\partial L}{\partial h}", r"\frac{\partial L}{\partial c}"


class GatedTerms(CellTerms):
    """What cells with gates share: each gate's z, its value and the names."""

    def shown(self, gate: str) -> str:
        """Return how the names of a gate's quantities begin."""
        return shown(gate)

    def rules(self) -> Mapping[str, Rule]:
        """Return the rules of the gates."""
        found = dict(super().rules())
        for gate in self.cell.gates:
            found[f"{shown(gate)}_z"] = self.net_input(gate)
            found[shown(gate)] = self.value_of(gate)
        return found

    def value_of(self, gate: str) -> Rule:
        """Return the rule of a gate's value."""

        def value(t: int, k: int) -> tuple[Term, ...]:
            z = self.number(f"{shown(gate)}_z", self.lettered("z", gate), t, k)
            if gate != CANDIDATE:
                return gate_terms(z)
            return (product(self.derived(rf"\tanh {z.symbol}", float(np.tanh(z.value)), z)),)

        return value

    def gate(self, gate: str, t: int, k: int) -> Factor:
        """Return a gate's number."""
        return self.number(shown(gate), self.letters[gate], t, k)

    def grad(self, name: str, t: int, k: int) -> Factor:
        """Return ``∂L/∂h`` or ``∂L/∂c``."""
        return self.number(f"grad_{name}", _GRAD_H if name == "h" else _GRAD_C, t, k)


class LSTMTerms(GatedTerms):
    """The LSTM and its variants."""

    letters = {"forget": "f", "input": "i", CANDIDATE: r"\tilde c", "output": "o"}
    peepholes = ("forget", "input", "output")

    def rules(self) -> Mapping[str, Rule]:
        """Return the rules of this variant."""
        found = {**super().rules(), "c": self.c, "h": self.h, "grad_c": self.grad_c}
        if self.variant == "coupled":
            found["input_gate"] = lambda t, k: (product(Factor("1", 1.0)), product(minus(), self.gate("forget", t, k)))
        deltas: dict[str, Rule] = {
            "forget": self.delta_coupled if self.variant == "coupled" else self.delta_forget,
            "input": self.delta_input,
            CANDIDATE: self.delta_candidate,
            "output": self.delta_output,
        }
        return {**found, **{f"{shown(gate)}_grad_z": deltas[gate] for gate in self.cell.gates}}

    @property
    def variant(self) -> str:
        """The layer's variant."""
        return str(self.cell.layer.variant)

    def net_input(self, gate: str) -> Rule:
        """Return the rule of z; with peepholes the cell is one more input."""
        plain = super().net_input(gate)
        if self.variant != "peephole" or gate not in self.peepholes:
            return plain

        def seeing(t: int, k: int) -> tuple[Term, ...]:
            cell = self.number("c", "c", t, k) if gate == "output" else self.before("c", "c", t, k)
            return (*plain(t, k), *((product(self.peephole(gate, k), cell),) if cell else ()))

        return seeing

    def peephole(self, gate: str, k: int) -> Factor:
        """Return ``p_k`` of one gate."""
        return self.weight("peephole", f"{self.lettered('p', gate)}_{{{k}}}", (self.peepholes.index(gate), k))

    def c(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``f c_{t−1}`` and ``i c̃``."""
        added = product(self.gate("input", t, k), self.gate(CANDIDATE, t, k))
        before = self.before("c", "c", t, k)
        if before is None:
            return (added,)
        return product(*self.kept(t, k), before), added

    def kept(self, t: int, k: int) -> tuple[Factor, ...]:
        """Return the forget gate, where there is one."""
        return () if self.variant == "no_forget" else (self.gate("forget", t, k),)

    def h(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``o tanh c``."""
        c = self.number("c", "c", t, k)
        return (product(self.gate("output", t, k), self.derived(rf"\tanh {c.symbol}", float(np.tanh(c.value)), c)),)

    def grad_c(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``∂L/∂h o``, ``−∂L/∂h h tanh c``, and what the later step sends."""
        grad, h, c = self.grad("h", t, k), self.number("h", "h", t, k), self.number("c", "c", t, k)
        bent = self.derived(rf"\tanh {c.symbol}", float(np.tanh(c.value)), c)
        opened = (product(grad, self.gate("output", t, k)), product(minus(), grad, h, bent))
        seen = (product(self.peephole("output", k), self.delta("output", t, k)),) if self.variant == "peephole" else ()
        later = self.later(t)
        return (*opened, *seen, *(self.carried(later, k) if later is not None else ()))

    def carried(self, later: int, k: int) -> Iterator[Term]:
        """Yield ``f ∂L/∂c`` of the later step, and what its gates saw of the cell."""
        yield product(*self.kept(later, k), self.grad("c", later, k))
        if self.variant == "peephole":
            for gate in ("forget", "input"):
                yield product(self.peephole(gate, k), self.delta(gate, later, k))

    def delta_forget(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``∂L/∂c c_{t−1} f (1 − f)``."""
        f, before = self.gate("forget", t, k), self.before("c", "c", t, k)
        return (product(self.grad("c", t, k), before, f, self.rest(f)),) if before else ()

    def delta_coupled(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``∂L/∂c c_{t−1} f i`` and ``−∂L/∂c c̃ f i``."""
        grad, f, i = self.grad("c", t, k), self.gate("forget", t, k), self.gate("input", t, k)
        before = self.before("c", "c", t, k)
        replaced = product(minus(), grad, self.gate(CANDIDATE, t, k), f, i)
        return (product(grad, before, f, i), replaced) if before else (replaced,)

    def delta_input(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``∂L/∂c c̃ i (1 − i)``."""
        i = self.gate("input", t, k)
        return (product(self.grad("c", t, k), self.gate(CANDIDATE, t, k), i, self.rest(i)),)

    def delta_candidate(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``∂L/∂c i`` and ``−∂L/∂c i c̃²``."""
        grad, i, candidate = self.grad("c", t, k), self.gate("input", t, k), self.gate(CANDIDATE, t, k)
        return product(grad, i), product(minus(), grad, i, candidate, candidate)

    def delta_output(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``∂L/∂h h (1 − o)``, where ``h = o tanh c``."""
        return (product(self.grad("h", t, k), self.number("h", "h", t, k), self.rest(self.gate("output", t, k))),)

    def weight_rules(self) -> Mapping[str, Callable[..., Iterator[Term]]]:
        """Return the rules of the weights' gradients, peepholes and the first cell among them."""
        first = self.cell.place(1)
        return {
            **super().weight_rules(),
            "peephole": self.peephole_gradient,
            "initial_cell": lambda k: self.carried(first, k),
        }

    def peephole_gradient(self, row: int, k: int) -> Iterator[Term]:
        """Yield ``c δ``."""
        gate = self.peepholes[row]
        for t in range(self.length):
            cell = self.number("c", "c", t, k) if gate == "output" else self.before("c", "c", t, k)
            if cell is not None:
                yield product(cell, self.delta(gate, t, k))


class GRUTerms(GatedTerms):
    """The GRU, reset after or before the product."""

    letters = {"reset": "r", "update": "u", CANDIDATE: r"\tilde h"}

    @property
    def after(self) -> bool:
        """Whether the reset gate acts after the product."""
        return bool(self.cell.layer.reset == "after")

    def rules(self) -> Mapping[str, Rule]:
        """Return the rules of this kind."""
        sent: dict[str, Rule] = (
            {"recurrent_candidate": lambda t, k: tuple(self.sent(t, k))}
            if self.after
            else {"reset_state": self.reset_state}
        )
        return {
            **super().rules(),
            **sent,
            "h": self.h,
            "update_gate_grad_z": self.delta_update,
            "candidate_grad_z": self.delta_candidate,
            "reset_gate_grad_z": self.delta_reset,
        }

    def net_input(self, gate: str) -> Rule:
        """Return the rule of z; the candidate sees the state through the reset gate."""
        if gate != CANDIDATE:
            return super().net_input(gate)
        return lambda t, k: (*self.from_input(gate, t, k), *self.through_reset(t, k))

    def through_reset(self, t: int, k: int) -> Iterator[Term]:
        """Yield ``r_k h_j w_jk`` and ``r_k b′_k``, or ``(r ⊙ h)_j w_jk``."""
        if self.after:
            reset = self.gate("reset", t, k)
            for term in self.sent(t, k):
                yield product(reset, *term.factors)
        else:
            for j in range(self.units):
                state = self.number("reset_state", r"(r\odot h)", t, j)
                yield product(state, self.recurrent(CANDIDATE, j, k))

    def sent(self, t: int, k: int) -> Iterator[Term]:
        """Yield the terms of ``s = h W + b′``."""
        yield from self.from_state(CANDIDATE, t, k)
        yield product(self.weight("recurrent_bias", f"b'_{{{k}}}", (k,)))

    def reset_state(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``r h_{t−1}``."""
        state = self.before("h", "h", t, k)
        return (product(self.gate("reset", t, k), state),) if state else ()

    def h(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``h̃``, ``−u h̃`` and ``u h_{t−1}``."""
        candidate, update = self.gate(CANDIDATE, t, k), self.gate("update", t, k)
        state = self.before("h", "h", t, k)
        new = (product(candidate), product(minus(), update, candidate))
        return (*new, product(update, state)) if state else new

    def sent_back(self, later: int, k: int) -> Iterator[Term]:
        """Yield ``u ∂L/∂h`` of the later step, and what its gates send back through W."""
        yield product(self.gate("update", later, k), self.grad("h", later, k))
        for j in range(self.units):
            for gate in ("reset", "update"):
                yield product(self.recurrent(gate, k, j), self.delta(gate, later, j))
            reset = self.gate("reset", later, j if self.after else k)
            yield product(self.recurrent(CANDIDATE, k, j), reset, self.delta(CANDIDATE, later, j))

    def delta_update(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``∂L/∂h h_{t−1} u (1 − u)`` and ``−∂L/∂h h̃ u (1 − u)``."""
        grad, update = self.grad("h", t, k), self.gate("update", t, k)
        both = (grad, update, self.rest(update))
        state, new = self.before("h", "h", t, k), product(minus(), self.gate(CANDIDATE, t, k), *both)
        return (product(state, *both), new) if state else (new,)

    def delta_candidate(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``∂L/∂h (1 − u)`` and ``−∂L/∂h (1 − u) h̃²``."""
        grad, rest, new = self.grad("h", t, k), self.rest(self.gate("update", t, k)), self.gate(CANDIDATE, t, k)
        return product(grad, rest), product(minus(), grad, rest, new, new)

    def delta_reset(self, t: int, k: int) -> tuple[Term, ...]:
        """Return ``δ^h̃ s r (1 − r)``, or ``w_kj δ^h̃_j h_{t−1} r (1 − r)`` for each j."""
        reset = self.gate("reset", t, k)
        if self.after:
            sent = self.number("recurrent_candidate", "s", t, k)
            return (product(self.delta(CANDIDATE, t, k), sent, reset, self.rest(reset)),)
        state = self.before("h", "h", t, k)
        if state is None:
            return ()
        return tuple(
            product(self.recurrent(CANDIDATE, k, j), self.delta(CANDIDATE, t, j), state, reset, self.rest(reset))
            for j in range(self.units)
        )

    def weight_rules(self) -> Mapping[str, Callable[..., Iterator[Term]]]:
        """Return the rules of the weights' gradients, b′ among them."""
        return {**super().weight_rules(), "recurrent_bias": self.recurrent_bias}

    def recurrent_bias(self, k: int) -> Iterator[Term]:
        """Yield ``r δ^h̃``."""
        for t in range(self.length):
            yield product(self.gate("reset", t, k), self.delta(CANDIDATE, t, k))

    def recurrent_weight(self, j: int, column: int) -> Iterator[Term]:
        """Yield ``h_{t−1,j} δ_{t,k}``, for the candidate through the reset gate."""
        gate, k = self.at(column)
        if gate != CANDIDATE:
            yield from super().recurrent_weight(j, column)
            return
        for t in range(self.length):
            state = self.before("h", "h", t, j)
            if state is not None:
                reset = self.gate("reset", t, k if self.after else j)
                yield product(state, reset, self.delta(CANDIDATE, t, k))
