"""Scaled dot-product attention: each step of the query takes a weighted mean of the values."""

from __future__ import annotations

from nnstudio.engine.attention.expansion import Expansions
from nnstudio.engine.attention.options import CAUSAL
from nnstudio.engine.attention.rows import emit_rows, emit_sequence, show_rows
from nnstudio.engine.attention.scaled import ScaledDotProduct
from nnstudio.engine.axes import size
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.layer import Layer, check_sequence, shape_error, shape_text
from nnstudio.engine.reach import Mask, earlier, same_place
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Function, Term
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import msg

_PORTS = ("query", "key", "value")


class Attention(Layer):
    r"""``softmax(Q Kᵀ / √d) V``: query ``(T, d)``, key ``(R, d)``, value ``(R, D)`` give ``(T, D)``. It learns nothing.

    .. math:: s_{tr} = \frac{1}{\sqrt d}\sum_i q_{ti}\,k_{ri}, \qquad w_{tr} = \frac{e^{s_{tr}}}{\sum_u e^{s_{tu}}},
              \qquad a_{ti} = \sum_r w_{tr}\,v_{ri}

    Source: Vaswani et al. 2017, equation 1.
    """

    declaration = Declaration(
        id="attention",
        name=msg("Attention"),
        help=msg(
            "Each step of the query compares itself with every key, and takes the mean of the values, weighted by how "
            "well they agree."
        ),
        group="attention",
        formula=r"a = \mathrm{softmax}\!\left(\frac{Q K^\top}{\sqrt d}\right) V",
        derivative=(
            r"\frac{\partial L}{\partial s_{tr}} = w_{tr}\Bigl(\frac{\partial L}{\partial w_{tr}}"
            r" - \sum_u w_{tu}\,\frac{\partial L}{\partial w_{tu}}\Bigr)"
        ),
        parameters=(CAUSAL,),
        source="Vaswani et al. 2017",
        glyph="attention",
        aliases=("dot product", "transformer"),
    )
    ports = _PORTS

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(T, D)``; ShapeError unless all are sequences, query as wide as key, key as long as value."""
        query, key, value = inputs
        for shape in inputs:
            check_sequence(shape)
        if query[1] != key[1]:
            raise shape_error(
                msg("a key with {count} features, as the query has", count=query[1]),
                key,
                msg("Give the layers before it the same width."),
            )
        if key[0] != value[0]:
            raise shape_error(
                msg(
                    "a value with {count} steps, as the key has, of shape {shape}", count=key[0], shape=shape_text(key)
                ),
                value,
                msg("Feed key and value from the same sequence."),
            )
        return (query[0], value[1])

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return all features: of the query the same step's, of key and value all steps' or those before it."""
        goal = inputs[port] if back else self.infer_shape(inputs)
        if _PORTS[port] == "query":
            return same_place(mask, goal)
        if _PORTS[port] == "value":
            # Each feature of a value goes into the same feature of the context.
            return earlier(mask, goal, back, self.causal) & mask.any(axis=0)
        return earlier(mask, goal, back, self.causal)

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        """Return those of the scores, query times key, and of the weighted means of the values."""
        query, key, value = inputs
        return query[0] * key[0] * (query[1] + value[1])

    def workspace(self, inputs: tuple[Shape, ...]) -> int:
        """Return the numbers of all rows, their gradients, and the pairs of steps: scores, weights, gradients, room."""
        return 2 * (sum(map(size, inputs)) + size(self.infer_shape(inputs))) + 7 * inputs[0][0] * inputs[1][0]

    def emit_forward(self, site: Site) -> None:
        """Emit the rows of the three inputs, and the scaled dot product."""
        emit, rows = site.emit, []
        for name, slot in zip(_PORTS, site.inputs, strict=True):
            site.show(name, slot)
            rows.append(emit.scratch((site.batch, *slot.shape)))
            emit.about(name, f"{name[0]}", rows[-1])
            emit_rows(emit, slot.array, rows[-1])
        query, key, value = (array[:, None] for array in rows)
        core = site.own["core"] = ScaledDotProduct(site, query, key, value, self.causal, several=False)
        site.output = site.quantity("a", (query.shape[2], value.shape[3]), self.declaration.formula)
        out = emit.scratch((site.batch, *site.output.shape))
        core.emit_forward(out[:, None])
        emit_sequence(emit, out, site.output.array)

    def emit_backward(self, site: Site) -> None:
        """Emit the gradients of scores and weights, and send those of query, key and value."""
        emit, core = site.emit, site.own["core"]
        grad = emit.scratch((site.batch, *site.output.shape))
        emit.about("grad_a", r"\frac{\partial L}{\partial a}")
        emit_rows(emit, site.grad_output, grad)
        rows: list[Array | None] = [
            emit.scratch((site.batch, *slot.shape)) if site.wanted(port) else None
            for port, slot in enumerate(site.inputs)
        ]
        core.emit_backward(grad[:, None], *(None if array is None else array[:, None] for array in rows))
        for port, array in enumerate(rows):
            if array is not None:
                self._send(site, port, array)

    def _send(self, site: Site, port: int, rows: Array) -> None:
        show_rows(site, f"grad_{_PORTS[port]}", rows)
        site.send(port, lambda out: emit_sequence(site.emit, rows, out))

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``q k / √d`` for scores, ``w v`` for the output, and the terms of all gradients on the way."""
        if quantity not in site.quantities:
            raise KeyError(quantity)
        return Expansions(site.own["core"], "a", "grad_a").terms(quantity, index, sample)

    def function(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> Function | None:
        """Return the softmax behind a weight."""
        return Expansions(site.own["core"], "a", "grad_a").function(quantity, index, sample)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the terms of the gradient of query, key or value."""
        return self.terms(site, f"grad_{_PORTS[port]}", index, sample)
