"""The learned projections around multi-head attention: to query, key, value, and from all heads to the output.

Rows are ``(N·T, D+1)`` with a column of ones behind, so that weight and bias, neighbours in the arena, are one matrix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.attention.rows import by_head, emit_rows, emit_sequence, show_rows
from nnstudio.engine.attention.scaled import CONTEXT, ScaledDotProduct
from nnstudio.engine.product import emit_product
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term, product
from nnstudio.engine.typing import Array

READ = ("query", "key", "value")
PARTS = (*READ, "output")
_OUTPUT = r"a = [c_1, \dots, c_H]\,W_O + b_O"
_GRAD_CONTEXT = r"\frac{\partial L}{\partial c} = \frac{\partial L}{\partial a}\,W_O^\top"
_GRAD_X = (
    r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial Q}W_Q^\top"
    r" + \frac{\partial L}{\partial K}W_K^\top + \frac{\partial L}{\partial V}W_V^\top"
)
Index = tuple[int, ...]


@dataclass(eq=False)
class Projections:
    """One layer's rows and what is computed of them, ``width`` features each, ``heads`` heads."""

    site: Site
    heads: int
    width: int
    causal: bool
    bias: bool

    def __post_init__(self) -> None:
        """Make the buffers of the forward pass."""
        steps, features = self.site.inputs[0].shape
        self.x = self._with_ones(steps, features)
        self.context = self._with_ones(steps, self.width)
        self.read = {name: self._rows() for name in READ}
        query, key, value = (by_head(self.read[name], self.heads) for name in READ)
        self.core = ScaledDotProduct(self.site, query, key, value, self.causal, several=True)

    def _rows(self) -> Array:
        steps = self.site.inputs[0].shape[0]
        return self.site.emit.scratch((self.site.batch, steps, self.width))

    def _with_ones(self, steps: int, features: int) -> Array:
        rows = self.site.emit.scratch((self.site.batch, steps, features + self.bias))
        rows[..., features:] = 1
        return rows

    def emit_forward(self) -> None:
        """Emit query, key, value; what each head makes of them; the output."""
        emit, site = self.site.emit, self.site
        x = site.inputs[0]
        emit.about("x", "x")
        emit_rows(emit, x.array, self.x[..., : x.shape[1]])
        for name in READ:
            letter = name[0].upper()
            show_rows(site, name, self.read[name])
            emit.about(name, f"{letter} = x\\,W_{letter} + b_{letter}")
            emit_product(emit, _flat(self.x), self._matrix(name)[0], _flat(self.read[name]))
        show_rows(site, "context", self.context[..., : self.width])
        emit.about("context", CONTEXT)
        self.core.emit_forward(by_head(self.context[..., : self.width], self.heads))
        out = self._rows()
        emit.about("a", _OUTPUT)
        emit_product(emit, _flat(self.context), self._matrix("output")[0], _flat(out))
        emit_sequence(emit, out, site.output.array)

    def emit_backward(self) -> None:
        """Emit the gradients of all projections, and of the input."""
        emit, grad, context = self.site.emit, self._rows(), self._rows()
        emit.about("grad_a", r"\frac{\partial L}{\partial a}")
        emit_rows(emit, self.site.grad_output, grad)
        self._emit_weight_gradient("output", self.context, grad)
        show_rows(self.site, "grad_context", context)
        emit.about("grad_context", _GRAD_CONTEXT)
        emit_product(emit, _flat(grad), self.site.parameter("output_weight").T, _flat(context))
        found = {name: self._rows() for name in READ}
        self.core.emit_backward(by_head(context, self.heads), *(by_head(found[name], self.heads) for name in READ))
        for name in READ:
            show_rows(self.site, f"grad_{name}", found[name])
            self._emit_weight_gradient(name, self.x, found[name])
        self.site.send(0, lambda out: self._emit_input_gradient(found, out))

    def _emit_weight_gradient(self, name: str, rows: Array, grad: Array) -> None:
        letter = name[0].upper()
        symbol = letter if name != "output" else "a"
        left = "x" if name != "output" else "c"
        self.site.emit.about(
            f"{name}_weight_grad",
            rf"\frac{{\partial L}}{{\partial W_{letter}}} = {left}^\top\frac{{\partial L}}{{\partial {symbol}}}",
        )
        if self.bias:
            of_bias = rf"\frac{{\partial L}}{{\partial b_{letter}}} = \sum_t \frac{{\partial L}}{{\partial {symbol}_t}}"
            self.site.formulas[f"{name}_bias_grad"] = of_bias
        emit_product(self.site.emit, _flat(rows).T, _flat(grad), self._matrix(name)[1])

    def _emit_input_gradient(self, grads: dict[str, Array], out: Array) -> None:
        emit = self.site.emit
        shape = (self.site.batch, *self.site.inputs[0].shape)
        total, part = emit.scratch(shape), emit.scratch(shape)
        emit.about("grad_x", _GRAD_X)
        for number, name in enumerate(READ):
            emit_product(
                emit, _flat(grads[name]), self.site.parameter(f"{name}_weight").T, _flat(part if number else total)
            )
            if number:
                emit.call(np.add, total, part, total)
        emit_sequence(emit, total, out)

    def _matrix(self, name: str) -> tuple[Array, Array]:
        """Return [W; b] and its gradient."""
        return self.site.rows(f"{name}_weight", f"{name}_bias") if self.bias else self.site.rows(f"{name}_weight")

    # -- terms

    def terms(self, quantity: str, index: Index, sample: int) -> tuple[Term, ...]:
        """Return the terms of a projection, of its weights' gradient, or of the gradient of the heads' results."""
        if quantity in READ:
            return self._projected(quantity, "x", index, sample)
        if quantity == "a":
            return self._projected("output", "context", index, sample)
        if quantity == "grad_context":
            return self._back("output", "grad_a", index, sample)
        for name in PARTS:
            read, grad = ("context", "grad_a") if name == "output" else ("x", f"grad_{name}")
            if quantity == f"{name}_weight_grad":
                return tuple(
                    product(
                        self.site.factor(read, "x", (step, index[0]), n),
                        self.site.factor(grad, r"\delta", (step, index[1]), n),
                    )
                    for n, step in self._places()
                )
            if quantity == f"{name}_bias_grad" and self.bias:
                return tuple(
                    product(self.site.factor(grad, r"\delta", (step, index[0]), n)) for n, step in self._places()
                )
        raise KeyError(quantity)

    def input_gradient(self, index: Index, sample: int) -> tuple[Term, ...]:
        """Return what arrives at the input through query, key and value."""
        return tuple(term for name in READ for term in self._back(name, f"grad_{name}", index, sample))

    def _places(self) -> list[tuple[int, int]]:
        return [(n, step) for n in range(self.site.batch) for step in range(self.site.inputs[0].shape[0])]

    def _projected(self, name: str, source: str, index: Index, sample: int) -> tuple[Term, ...]:
        step, j = index
        weight = self.site.parameter(f"{name}_weight")
        terms = tuple(
            product(
                self.site.factor(source, f"x_{{{step}{i}}}", (step, i), sample),
                self.site.weight_factor(f"{name}_weight", f"w_{{{i}{j}}}", (i, j)),
            )
            for i in range(len(weight))
        )
        if not self.bias:
            return terms
        return (*terms, product(self.site.weight_factor(f"{name}_bias", f"b_{{{j}}}", (j,))))

    def _back(self, name: str, grad: str, index: Index, sample: int) -> tuple[Term, ...]:
        step, i = index
        return tuple(
            product(
                self.site.weight_factor(f"{name}_weight", f"w_{{{i}{j}}}", (i, j)),
                self.site.factor(grad, r"\delta", (step, j), sample),
            )
            for j in range(self.width)
        )


def _flat(rows: Array) -> Array:
    """Return ``(N, T, D)`` as ``(N·T, D)``."""
    return rows.reshape(-1, rows.shape[-1])
