"""Add: element by element, as a residual link needs it."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.joins import common_shape, emit_fold, input_factors, show_inputs
from nnstudio.engine.layer import Layer
from nnstudio.engine.reach import Mask
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
        return common_shape(inputs)

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the same places."""
        return mask.copy()

    def emit_forward(self, site: Site) -> None:
        """Emit one addition for each input after the first."""
        show_inputs(site)
        site.output = site.quantity("a", site.inputs[0].shape, self.declaration.formula)
        emit_fold(site, np.add, [slot.array for slot in site.inputs], site.output.array)

    def emit_backward(self, site: Site) -> None:
        """Share the gradient with every input."""
        for port in range(len(site.inputs)):
            site.share(port, site.grad_output)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the inputs at that place."""
        if quantity != "a":
            raise KeyError(quantity)
        return tuple(product(factor) for factor in input_factors(site, index, sample))

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``∂L/∂a`` at the same place."""
        factor = site.factor("grad_a", r"\frac{\partial L}{\partial a}", index, sample)
        return (product(factor),)
