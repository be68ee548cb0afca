"""Add: element by element, as a residual link needs it."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.layer import Layer, shape_error, shape_text
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term, product
from nnstudio.engine.typing import Shape
from nnstudio.text import msg


class Add(Layer):
    """``a = x₁ + x₂ + …``; the gradient goes to each input unchanged."""

    declaration = Declaration(
        id="add",
        name=msg("Add"),
        help=msg("Adds its inputs element by element; with a link past some layers it makes a residual network."),
        group="joins",
        formula=r"a = \sum_k x_k",
        derivative=r"\frac{\partial L}{\partial x_k} = \frac{\partial L}{\partial a}",
        source="He et al. 2016",
        glyph="add",
        aliases=("sum", "residual", "skip connection"),
    )
    variadic = True

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the common shape; ShapeError where one differs."""
        for shape in inputs[1:]:
            if shape != inputs[0]:
                expected = msg("inputs that all have shape {shape}", shape=shape_text(inputs[0]))
                raise shape_error(expected, shape, msg("Give the layers before it the same width."))
        return inputs[0]

    def emit_forward(self, site: Site) -> None:
        """Emit one addition for each input after the first."""
        for number, slot in enumerate(site.inputs, start=1):
            site.show(f"x{number}", slot)
        site.output = site.quantity("a", site.inputs[0].shape, self.declaration.formula)
        out = site.output.array
        site.emit.call(np.add, site.inputs[0].array, site.inputs[1].array, out)
        for slot in site.inputs[2:]:
            site.emit.call(np.add, out, slot.array, out)

    def emit_backward(self, site: Site) -> None:
        """Share the gradient with every input."""
        for port in range(len(site.inputs)):
            site.share(port, site.grad_output)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the inputs at that place."""
        if quantity != "a":
            raise KeyError(quantity)
        return tuple(
            product(site.factor(f"x{number}", f"x_{{{number}}}", index, sample))
            for number in range(1, len(site.inputs) + 1)
        )

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``∂L/∂a`` at the same place."""
        factor = site.factor("grad_a", r"\frac{\partial L}{\partial a}", index, sample)
        return (product(factor),)
