"""The gated recurrent cell: the reset gate acts after the product with W, or before it."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.product import emit_product
from nnstudio.engine.recurrence.cell import ALL, GRAD_H_FORMULA, by_step, over_batch
from nnstudio.engine.recurrence.gates import CANDIDATE, GatedCell, shown
from nnstudio.engine.typing import Array, Shape

H_FORMULA = r"h_t = (1-u_t)\odot\tilde h_t + u_t\odot h_{t-1}"
CANDIDATE_FORMULA = r"\tilde h_t = \tanh z_t"
Z_FORMULA = r"z_t = x_t U + b + h_{t-1} W"
AFTER_FORMULA = r"z_t = x_t U + b + r_t\odot s_t"
BEFORE_FORMULA = r"z_t = x_t U + b + (r_t\odot h_{t-1})\,W"
SENT_FORMULA = r"s_t = h_{t-1} W + b'"
DELTA_FORMULAS = {
    "reset": r"\delta^r_t = \frac{\partial L}{\partial r_t}\odot r_t(1-r_t)",
    "update": r"\delta^u_t = \frac{\partial L}{\partial h_t}\odot(h_{t-1}-\tilde h_t)\odot u_t(1-u_t)",
    CANDIDATE: r"\delta^{\tilde h}_t = \frac{\partial L}{\partial h_t}\odot(1-u_t)\odot(1-\tilde h_t^2)",
}


class GRUAfterCell(GatedCell):
    r"""Gated recurrent unit, reset after the product (as in PyTorch and cuDNN). Forward, step t:

    .. math::
        r_t, u_t &= \sigma(x_t U + b + h_{t-1} W) \\
        s_t &= h_{t-1} W^{\tilde h} + b', \qquad \tilde h_t = \tanh(x_t U^{\tilde h} + b^{\tilde h} + r_t \odot s_t) \\
        h_t &= (1 - u_t) \odot \tilde h_t + u_t \odot h_{t-1}

    Backward, from the last step to the first:

    .. math::
        \frac{\partial L}{\partial h_t} &= \frac{\partial L}{\partial a_t}
            + u_{t+1} \odot \frac{\partial L}{\partial h_{t+1}}
            + [\delta^r_{t+1},\ \delta^u_{t+1},\ r_{t+1} \odot \delta^{\tilde h}_{t+1}]\, W^\top \\
        \delta^u_t &= \frac{\partial L}{\partial h_t} \odot (h_{t-1} - \tilde h_t) \odot u_t (1 - u_t) \\
        \delta^{\tilde h}_t &= \frac{\partial L}{\partial h_t} \odot (1 - u_t) \odot (1 - \tilde h_t^2), \qquad
        \delta^r_t = \delta^{\tilde h}_t \odot s_t \odot r_t (1 - r_t)

    b' is ``recurrent_bias`` ``(H,)``: with it the layer equals PyTorch's, whose other recurrent biases add to b.

    Source: Cho et al. 2014; reset after: PyTorch, ``torch.nn.GRU``.
    """

    gates = ("reset", "update", CANDIDATE)
    room = (8, 4)

    @classmethod
    def extra_weights(cls, units: int) -> tuple[tuple[str, Shape], ...]:
        """Return b′."""
        return (("recurrent_bias", (units,)),)

    # Forward

    def emit_extras(self) -> None:
        """Emit ``x_t U + b`` of all steps in one product, and b′ as wide as the batch, so that no step broadcasts."""
        self.about("z", Z_FORMULA)
        inputs, rows = self.operand_all[:-1, : self.features + 1], self.matrix[: self.features + 1]
        self.emit.call(np.matmul, rows.T, inputs, self.fed_all)
        for name, _ in self.extra_weights(self.units):
            bias = self.site.parameter(self.prefix + name).reshape(-1, 1)
            self.emit.call(np.copyto, self.recurrent_bias, bias)

    def emit_forward(self, t: int) -> None:
        """Emit ``r_t, u_t``, then ``s_t`` and ``h̃_t``, then ``h_t``."""
        both, last = slice(0, 2 * self.units), slice(2 * self.units, None)
        self.about("z", Z_FORMULA)
        emit_product(self.emit, self.recurrent_rows.T, self.h[t - 1], self.from_state)
        self.emit.call(np.add, self.fed[t][both], self.from_state[both], self.z[t][both])
        self.emit_gates(t, last="update")
        self.about("recurrent_candidate", SENT_FORMULA)
        self.emit.call(np.add, self.from_state[last], self.recurrent_bias, self.sent[t])
        self.about(f"{CANDIDATE}_z", AFTER_FORMULA)
        self.emit_multiply(self.gate["reset"][t], self.sent[t], self.spare)
        self.emit.call(np.add, self.fed[t][last], self.spare, self.z[t][last])
        self.emit_state(t)

    def emit_state(self, t: int) -> None:
        """Emit ``h̃_t = tanh z_t``, then ``h_t = h̃_t + u_t ⊙ (h_{t−1} − h̃_t)``."""
        self.about(CANDIDATE, CANDIDATE_FORMULA)
        candidate = self.gate[CANDIDATE][t]
        self.emit.call(np.tanh, self.z[t][2 * self.units :], candidate)
        self.about("h", H_FORMULA)
        self.emit.call(np.subtract, self.h[t - 1], candidate, self.changed[t])
        self.emit_multiply(self.gate["update"][t], self.changed[t], self.spare)
        self.emit.call(np.add, candidate, self.spare, self.h[t])

    # Backward

    def emit_backward(self, t: int) -> None:
        """Emit the local derivatives; ``∂L/∂h_t``, then ``δ^u_t``, ``δ^h̃_t``, ``δ^r_t``, and what W sends back."""
        self.emit_local(t)
        self.emit_grad_h(t)
        for gate in ("update", CANDIDATE):
            self.about(f"{shown(gate)}_grad_z", DELTA_FORMULAS[gate])
            self.emit_multiply(self.grad_h[t], self.local[gate][t], self.delta_of[gate][t])
        self.emit_reset_backward(t)

    def emit_reset_backward(self, t: int) -> None:
        """Emit ``δ^r_t = δ^h̃_t ⊙ s_t ⊙ r_t (1 − r_t)``, and ``[δ^r, δ^u, r ⊙ δ^h̃]``, which goes back through W."""
        delta = self.delta_of[CANDIDATE][t]
        self.about("reset_gate_grad_z", DELTA_FORMULAS["reset"])
        self.emit_multiply(delta, self.local["reset"][t], self.delta_of["reset"][t])
        self.about("grad_recurrent_candidate", r"\frac{\partial L}{\partial s_t} = r_t\odot\delta^{\tilde h}_t")
        self.emit_multiply(delta, self.gate["reset"][t], self.back[t][2 * self.units :])
        self.emit.call(np.copyto, self.back[t][: 2 * self.units], self.delta[t][: 2 * self.units])

    def emit_from_later(self, t: int) -> None:
        """Emit ``∂L/∂h_t = [δ^r, δ^u, r ⊙ δ^h̃]_{t+1} Wᵀ + u_{t+1} ⊙ ∂L/∂h_{t+1}``."""
        emit_product(self.emit, self.recurrent_rows, self.back[t + 1], self.grad_h[t])
        self.emit_multiply(self.gate["update"][t + 1], self.grad_h[t + 1], self.spare)
        self.emit.call(np.add, self.grad_h[t], self.spare, self.grad_h[t])

    def emit_local(self, t: int) -> None:
        """Emit ``(h_{t−1} − h̃) u (1 − u)``, ``(1 − u)(1 − h̃²)`` and what the reset gate's δ multiplies."""
        update, candidate, reset = (self.gate[gate][t] for gate in ("update", CANDIDATE, "reset"))
        local = {gate: self.local[gate][t] for gate in self.gates}
        self.about("slope", r"r(1-r),\ u(1-u),\ 1-\tilde h^2")
        self.emit_rest(update, self.spare)
        self.emit_multiply(update, self.spare, local["update"])
        self.emit_multiply(local["update"], self.changed[t], local["update"])
        self.emit_multiply(candidate, candidate, local[CANDIDATE])
        self.emit_rest(local[CANDIDATE], local[CANDIDATE])
        self.emit_multiply(local[CANDIDATE], self.spare, local[CANDIDATE])
        self.emit_rest(reset, local["reset"])
        self.emit_multiply(local["reset"], reset, local["reset"])
        self.emit_multiply(local["reset"], self.reset_factor(t), local["reset"])

    def reset_factor(self, t: int) -> Array:
        """Return what the reset gate multiplies: ``s_t``."""
        return self.sent[t]

    def emit_weight_gradients(self) -> None:
        """Emit ``[∂U; ∂b] = Σ_t [x_t; 1] δ_tᵀ`` and ``∂W = Σ_t h_{t−1} [δ^r, δ^u, r ⊙ δ^h̃]_tᵀ``."""
        self.about("weight_grad", r"\frac{\partial L}{\partial U} = \sum_t x_t^\top\delta_t")
        split, rows = self.features + 1, self.rows(self.operand_all[:-1])
        emit_product(self.emit, rows[:split], self.columns(self.delta_all), self.gradient[:split])
        self.about(
            "recurrent_weight_grad",
            r"\frac{\partial L}{\partial W} = \sum_t h_{t-1}^\top[\delta^r,\delta^u,r\odot\delta^{\tilde h}]_t",
        )
        emit_product(self.emit, rows[split:], self.columns(self.back_all), self.gradient[split:])

    def emit_extra_gradients(self) -> None:
        """Emit ``∂b′ = Σ_t Σ_n r ⊙ δ^h̃``."""
        self.about("recurrent_bias_grad", r"\frac{\partial L}{\partial b'} = \sum_t r_t\odot\delta^{\tilde h}_t")
        out = self.site.gradient(self.prefix + "recurrent_bias")
        self.emit.call(np.add.reduce, self.gate_rows(self.back_all, CANDIDATE), (0, 2), None, out)

    # Readings

    def share(self, weight: str, samples: slice = ALL) -> Array:
        """Return each step's part in the gradients; W's columns of the candidate see it through the reset gate."""
        back = self.back_all[..., samples]
        if weight == "recurrent_bias":
            found: Array = self.gate_rows(back, CANDIDATE).sum(axis=2, dtype=np.float64)
            return found
        if weight == "recurrent_weight":
            return over_batch(self.h_all[:-1, :, samples], back)
        return super().share(weight, samples)

    def jacobian(self, t: int, sample: int) -> Array:
        r"""Return ``∂h_t/∂h_{t−1} = diag(u) + diag(κ_u) W_uᵀ + diag(κ_h̃) ∂z^h̃/∂h_{t−1}``."""
        direct = np.diag(self.gate["update"][t][:, sample].astype(np.float64))
        update = self.through(self.local["update"][t][:, sample], "update")
        by_state = self.local[CANDIDATE][t][:, sample][:, None] * self.candidate_by_state(t, sample)
        found: Array = direct + update + by_state
        return found

    def candidate_by_state(self, t: int, sample: int) -> Array:
        """Return ``∂z^h̃/∂h_{t−1} = diag(r) W_h̃ᵀ + diag(s r (1 − r)) W_rᵀ``."""
        reset = self.through(self.local["reset"][t][:, sample], "reset")
        return self.through(self.gate["reset"][t][:, sample], CANDIDATE) + reset

    # Buffers

    def allocate(self) -> None:
        """Make and show the gates, s and h."""
        super().allocate()
        self.fed_all, self.changed_all, self.sent_all = self.buffer(3), self.buffer(), self.buffer()
        self.fed, self.changed, self.sent = map(by_step, (self.fed_all, self.changed_all, self.sent_all))
        self.from_state = self.emit.scratch(self.z_all.shape[1:])
        self.spare, self.recurrent_bias = (self.emit.scratch(self.h[0].shape) for _ in range(2))
        self.show_sent()
        self.show("h", self.h_all[1:], H_FORMULA)

    def show_sent(self) -> None:
        """Show s."""
        self.show("recurrent_candidate", self.sent_all, SENT_FORMULA)

    def net_input_formula(self, gate: str) -> str:
        """Return the formula of a gate's z."""
        return AFTER_FORMULA if gate == CANDIDATE else Z_FORMULA

    def candidate_formula(self) -> str:
        """Return the formula of h̃."""
        return CANDIDATE_FORMULA

    def allocate_backward(self) -> None:
        """Make room for what goes back through W."""
        super().allocate_backward()
        self.back_all = self.buffer(3)
        self.back = by_step(self.back_all)
        self.show("grad_h", self.grad_h_all[1:], GRAD_H_FORMULA + r" + u_{t+1}\odot\frac{\partial L}{\partial h_{t+1}}")

    def delta_formula(self, gate: str) -> str:
        """Return the formula of a gate's δ."""
        return DELTA_FORMULAS[gate]


class GRUBeforeCell(GRUAfterCell):
    r"""Gated recurrent unit, reset before the product, as first published. Different from the other:

    .. math::
        \tilde h_t = \tanh\left(x_t U^{\tilde h} + b^{\tilde h} + (r_t \odot h_{t-1})\, W^{\tilde h}\right), \qquad
        \delta^r_t = \delta^{\tilde h}_t (W^{\tilde h})^\top \odot h_{t-1} \odot r_t (1 - r_t)

        \frac{\partial L}{\partial h_t} = \frac{\partial L}{\partial a_t}
            + u_{t+1} \odot \frac{\partial L}{\partial h_{t+1}} + [\delta^r_{t+1},\ \delta^u_{t+1}]\, W^\top
            + r_{t+1} \odot \delta^{\tilde h}_{t+1} (W^{\tilde h})^\top

    Source: Cho et al. 2014.
    """

    @classmethod
    def extra_weights(cls, units: int) -> tuple[tuple[str, Shape], ...]:
        """Return nothing: one bias is all."""
        return ()

    def emit_forward(self, t: int) -> None:
        """Emit ``r_t, u_t``, then ``r_t ⊙ h_{t−1}`` and ``h̃_t``, then ``h_t``."""
        both, last = slice(0, 2 * self.units), slice(2 * self.units, None)
        self.about("z", Z_FORMULA)
        # matmul, not dot: a part of W's columns is not contiguous, and dot would copy it.
        self.emit.call(np.matmul, self.recurrent_rows[:, both].T, self.h[t - 1], self.from_state[both])
        self.emit.call(np.add, self.fed[t][both], self.from_state[both], self.z[t][both])
        self.emit_gates(t, last="update")
        self.about("reset_state", r"r_t\odot h_{t-1}")
        self.emit_multiply(self.gate["reset"][t], self.h[t - 1], self.sent[t])
        self.about(f"{CANDIDATE}_z", BEFORE_FORMULA)
        self.emit.call(np.matmul, self.recurrent_rows[:, last].T, self.sent[t], self.from_state[last])
        self.emit.call(np.add, self.fed[t][last], self.from_state[last], self.z[t][last])
        self.emit_state(t)

    def emit_reset_backward(self, t: int) -> None:
        """Emit ``∂L/∂(r_t ⊙ h_{t−1}) = δ^h̃_t Wᵀ``, then ``δ^r_t``."""
        last = slice(2 * self.units, None)
        self.about("grad_reset_state", r"\delta^{\tilde h}_t W^\top")
        self.emit.call(np.matmul, self.recurrent_rows[:, last], self.delta_of[CANDIDATE][t], self.grad_sent[t])
        self.about("reset_gate_grad_z", DELTA_FORMULAS["reset"])
        self.emit_multiply(self.grad_sent[t], self.local["reset"][t], self.delta_of["reset"][t])

    def emit_from_later(self, t: int) -> None:
        """Emit ``∂L/∂h_t = [δ^r, δ^u]_{t+1} Wᵀ + u_{t+1} ⊙ ∂L/∂h_{t+1} + r_{t+1} ⊙ δ^h̃_{t+1} Wᵀ``."""
        both, grad = slice(0, 2 * self.units), self.grad_h[t]
        self.emit.call(np.matmul, self.recurrent_rows[:, both], self.delta[t + 1][both], grad)
        for gate, sent in (("update", self.grad_h[t + 1]), ("reset", self.grad_sent[t + 1])):
            self.emit_multiply(self.gate[gate][t + 1], sent, self.spare)
            self.emit.call(np.add, grad, self.spare, grad)

    def reset_factor(self, t: int) -> Array:
        """Return what the reset gate multiplies: ``h_{t−1}``."""
        return self.h[t - 1]

    def emit_weight_gradients(self) -> None:
        """Emit ``[∂U; ∂b; ∂W]``, where W's columns of the candidate see ``r_t ⊙ h_{t−1}`` instead of ``h_{t−1}``."""
        super(GRUAfterCell, self).emit_weight_gradients()
        self.about("recurrent_weight_grad", r"\sum_t (r_t\odot h_{t-1})^\top\delta^{\tilde h}_t")
        part = self.emit.scratch((self.units, self.units))
        delta = self.columns(self.gate_rows(self.delta_all, CANDIDATE))
        emit_product(self.emit, self.rows(self.sent_all), delta, part)
        self.emit.call(np.copyto, self.gradient[self.features + 1 :, 2 * self.units :], part)

    def share(self, weight: str, samples: slice = ALL) -> Array:
        """Return each step's part in the gradients."""
        found = super(GRUAfterCell, self).share(weight, samples)
        if weight == "recurrent_weight":
            delta = self.gate_rows(self.delta_all, CANDIDATE)[..., samples]
            found[..., 2 * self.units :] = over_batch(self.sent_all[..., samples], delta)
        return found

    def candidate_by_state(self, t: int, sample: int) -> Array:
        """Return ``∂z^h̃/∂h_{t−1} = W_h̃ᵀ (diag(r) + diag(h_{t−1} r (1 − r)) W_rᵀ)``."""
        direct = np.diag(self.gate["reset"][t][:, sample].astype(np.float64))
        inner = direct + self.through(self.local["reset"][t][:, sample], "reset")
        return self.through(np.ones(self.units), CANDIDATE) @ inner

    def emit_extra_gradients(self) -> None:
        """Emit nothing: there are no extra weights."""

    def show_sent(self) -> None:
        """Show ``r_t ⊙ h_{t−1}``."""
        self.show("reset_state", self.sent_all, r"r_t\odot h_{t-1}")

    def net_input_formula(self, gate: str) -> str:
        """Return the formula of a gate's z."""
        return BEFORE_FORMULA if gate == CANDIDATE else Z_FORMULA

    def allocate_backward(self) -> None:
        """Make room for ``∂L/∂(r ⊙ h)``."""
        super().allocate_backward()
        self.grad_sent_all = self.buffer()
        self.grad_sent = by_step(self.grad_sent_all)
