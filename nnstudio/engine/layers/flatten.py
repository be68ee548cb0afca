"""Flatten: an image or a sequence becomes a list of features."""

from __future__ import annotations

from nnstudio.engine.axes import size
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.layer import Layer
from nnstudio.engine.reread import emit_reread, emit_reread_backward, reread_gradient_terms, reread_terms
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term
from nnstudio.engine.typing import Shape
from nnstudio.text import msg


class Flatten(Layer):
    """All axes in one list. Costs nothing: the same memory is read as ``(F, N)``.

    Images lie as ``(H, C, W)`` in the plan, and that is the order of the features that come out.
    """

    declaration = Declaration(
        id="flatten",
        name=msg("Flatten"),
        help=msg("Turns an image or a sequence into one list of features, for a dense layer."),
        group="shape",
        formula=r"a = \mathrm{vec}(x)",
        source="LeCun et al. 1989",
        glyph="flatten",
        aliases=("vector",),
    )

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(F,)``."""
        return (size(inputs[0]),)

    def emit_forward(self, site: Site) -> None:
        """Read the same memory as a list."""
        emit_reread(site, self.infer_shape((site.inputs[0].shape,)))

    def emit_backward(self, site: Site) -> None:
        """Read the gradient's memory in the input's shape."""
        emit_reread_backward(site)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the one element of the input that stands there."""
        return reread_terms(site, quantity, index, sample)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``∂L/∂a`` where the element went."""
        return reread_gradient_terms(site, index, sample)
