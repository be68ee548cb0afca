"""Add: element by element, as a residual link needs it."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.joins import ElementwiseJoin, input_factors
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term, product
from nnstudio.text import msg


class Add(ElementwiseJoin):
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
    fold = np.add

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
