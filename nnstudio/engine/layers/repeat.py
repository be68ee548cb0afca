"""Repeat: one list of features at every time step."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.layer import Layer, shape_error
from nnstudio.engine.reach import Mask
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term, product
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import msg


class Repeat(Layer):
    """``a_t = x`` for t = 1 … T: ``(F,)`` becomes ``(T, F)``; the gradient is the sum over the steps.

    It feeds a decoder with what an encoder has made of a sequence.

    Source: Cho et al. 2014 (encoder–decoder).
    """

    declaration = Declaration(
        id="repeat",
        name=msg("Repeat"),
        help=msg(
            "Gives its input out again at every time step: what an encoder has read becomes a decoder's sequence."
        ),
        group="shape",
        formula=r"a_t = x,\quad t = 1\dots T",
        derivative=r"\frac{\partial L}{\partial x} = \sum_t \frac{\partial L}{\partial a_t}",
        parameters=(
            Parameter(
                "steps",
                msg("Time steps"),
                Kind.INTEGER,
                4,
                msg("How many time steps the sequence has."),
                minimum=1,
                maximum=65536,
                logarithmic=True,
            ),
        ),
        source="Cho et al. 2014",
        glyph="repeat",
        aliases=("repeat vector", "broadcast", "encoder", "decoder"),
    )

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(steps, F)``; ShapeError where the input is no list of features."""
        if len(inputs[0]) != 1:
            raise shape_error(
                msg("a list of features"),
                inputs[0],
                msg("Let the recurrent layer before it give out its last step alone."),
            )
        return (self.steps, *inputs[0])

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the same features, at every step."""
        return np.asarray(mask.any(axis=0)) if back else np.repeat(mask[None], self.steps, axis=0)

    def emit_forward(self, site: Site) -> None:
        """Copy the features to each step."""
        x = site.inputs[0]
        site.show("x", x)
        site.output = site.quantity("a", (self.steps, *x.shape), self.declaration.formula)
        site.emit.about("a", self.declaration.formula)
        site.emit.call(np.copyto, site.output.array, x.array)

    def emit_backward(self, site: Site) -> None:
        """Add up the steps' gradients."""

        def write(out: Array) -> None:
            site.emit.call(np.add.reduce, site.grad_output, 0, None, out)

        site.send(0, write)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``x``."""
        if quantity != "a":
            raise KeyError(quantity)
        return (product(site.factor("x", f"x_{{{index[-1]}}}", index[1:], sample)),)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``∂L/∂a_t`` of every step."""
        symbol = r"\frac{\partial L}{\partial a}"
        return tuple(product(site.factor("grad_a", symbol, (t, *index), sample)) for t in range(self.steps))
