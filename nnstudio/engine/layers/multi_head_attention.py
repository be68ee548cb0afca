"""Multi-head self-attention: a sequence looks at itself, in several ways at once."""

from __future__ import annotations

from nnstudio.engine.attention.expansion import Expansions
from nnstudio.engine.attention.options import CAUSAL
from nnstudio.engine.attention.projections import PARTS, Projections
from nnstudio.engine.axes import size
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.layer import Layer, Weight, check_sequence, shape_error
from nnstudio.engine.layer_options import initial_weights
from nnstudio.engine.reach import Mask, earlier
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Function, Term
from nnstudio.engine.typing import Shape
from nnstudio.text import msg


class MultiHeadAttention(Layer):
    r"""Query, key and value are learned projections of one sequence ``(T, D)``; each head attends in its own features.

    .. math:: Q = x W_Q + b_Q, \quad K = x W_K + b_K, \quad V = x W_V + b_V, \qquad
              c_h = \mathrm{softmax}\!\left(\frac{Q_h K_h^\top}{\sqrt{E/H}}\right) V_h, \qquad
              a = [c_1, \dots, c_H]\,W_O + b_O

    ``query_weight``, ``key_weight``, ``value_weight`` are ``(D, E)``, ``output_weight`` is ``(E, E)``, the biases
    ``(E,)``; head h has the features h·E/H … of Q, K, V and of ``context``, the heads' results side by side.

    Source: Vaswani et al. 2017, §3.2.2.
    """

    declaration = Declaration(
        id="multi_head_attention",
        name=msg("Multi-head attention"),
        help=msg(
            "Self-attention: each step looks at every step of the same sequence, in several heads at once, each with "
            "its own learned idea of what belongs together."
        ),
        group="attention",
        formula=(
            r"a = [c_1, \dots, c_H]\,W_O + b_O,\quad"
            r" c_h = \mathrm{softmax}\!\left(\frac{Q_h K_h^\top}{\sqrt{d}}\right) V_h"
        ),
        derivative=(
            r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial Q}W_Q^\top"
            r" + \frac{\partial L}{\partial K}W_K^\top + \frac{\partial L}{\partial V}W_V^\top"
        ),
        parameters=(
            Parameter(
                "heads",
                msg("Heads"),
                Kind.INTEGER,
                1,
                msg("Into how many heads of equal width the features are divided."),
                minimum=1,
                maximum=256,
                symbol="H",
            ),
            Parameter(
                "dimension",
                msg("Dimension"),
                Kind.INTEGER,
                0,
                msg(
                    "How many features query, key, value and output have, all heads together; 0: as many as the input."
                ),
                minimum=0,
                maximum=65536,
                symbol="E",
            ),
            CAUSAL,
            Parameter("bias", msg("Bias"), Kind.BOOLEAN, True, msg("Whether the projections add a learned bias b.")),
            initial_weights(),
        ),
        source="Vaswani et al. 2017",
        glyph="attention",
        aliases=("self-attention", "transformer", "MHA"),
    )

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(T, E)``; ShapeError for no sequence, or features that cannot be divided into the heads."""
        check_sequence(inputs[0])
        steps, features = inputs[0]
        width = self.dimension or features
        if width % self.heads:
            raise shape_error(
                msg("a number of features that {heads} heads divide", heads=self.heads),
                (steps, width),
                msg("Change the number of heads, or the dimension."),
            )
        return (steps, width)

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return all features of all steps, or of those that a causal head sees."""
        return earlier(mask, inputs[0] if back else self.infer_shape(inputs), back, self.causal)

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return weight and bias of the projections to query, key and value, and of the one to the output."""
        width, initial = self.infer_shape(inputs)[1], self.chosen("initializer")
        found: list[Weight] = []
        for name in PARTS:
            rows = width if name == "output" else inputs[0][1]
            found.append(Weight(f"{name}_weight", (rows, width), initial, rows, width, regularised=True))
            if self.bias:
                found.append(Weight(f"{name}_bias", (width,), 0.0))
        return tuple(found)

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        """Return those of the projections, of all heads' scores, and of their weighted means of the values."""
        steps, width = self.infer_shape(inputs)
        return super().multiply_adds(inputs) + 2 * steps * steps * width

    def workspace(self, inputs: tuple[Shape, ...]) -> int:
        """Return the numbers of the rows and their gradients, and of each head's pairs of steps."""
        out = self.infer_shape(inputs)
        return 4 * size(inputs[0]) + 11 * size(out) + 7 * size((self.heads, out[0], out[0]))

    def emit_forward(self, site: Site) -> None:
        """Emit the projections, each head's attention, and the projection of all heads together."""
        site.show("x", site.inputs[0])
        width = self.infer_shape((site.inputs[0].shape,))[1]
        site.own["projections"] = Projections(site, self.heads, width, self.causal, self.bias)
        site.output = site.quantity("a", (site.inputs[0].shape[0], width), self.declaration.formula)
        site.own["projections"].emit_forward()

    def emit_backward(self, site: Site) -> None:
        """Emit the same way back."""
        site.own["projections"].emit_backward()

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the terms of the projections, their gradients, and all that lies between."""
        projections: Projections = site.own["projections"]
        if not quantity.endswith("_grad") and quantity not in site.quantities:
            raise KeyError(quantity)
        try:
            return projections.terms(quantity, index, sample)
        except KeyError:
            return Expansions(projections.core, "context", "grad_context").terms(quantity, index, sample)

    def function(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> Function | None:
        """Return the softmax behind a weight."""
        return Expansions(site.own["projections"].core, "context", "grad_context").function(quantity, index, sample)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``w ∂L/∂q`` of all features of the query, likewise of key and value."""
        projections: Projections = site.own["projections"]
        return projections.input_gradient(index, sample)
