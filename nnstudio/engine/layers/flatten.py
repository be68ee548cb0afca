"""Flatten: an image or a sequence becomes a list of features."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.axes import Slot, plan_axes, plan_shape, size
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.layer import Layer
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term, product
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
        glyph="flatten",
        aliases=("reshape", "vector"),
    )

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(F,)``."""
        return (size(inputs[0]),)

    def emit_forward(self, site: Site) -> None:
        """Read the same memory as a list."""
        x = site.inputs[0]
        site.output = Slot((size(x.shape),), x.flat, x.augmented)
        site.show("x", x)
        site.show("a", site.output)

    def emit_backward(self, site: Site) -> None:
        """Read the gradient's memory in the input's shape; where it is a part of a larger one, copy it."""
        grad, shape = site.grad_output, site.inputs[0].array.shape
        if grad.flags.c_contiguous:
            site.share(0, grad.reshape(shape))
        else:
            site.send(0, lambda out: site.emit.call(np.positive, grad, out.reshape(grad.shape)))

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the one element of the input that stands there."""
        if quantity != "a":
            raise KeyError(quantity)
        inner = _unravel(index[0], site.inputs[0].shape)
        factor = site.factor("x", "x", inner, sample)
        return (product(factor),)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``∂L/∂a`` where the element went."""
        shape = site.inputs[0].shape
        axes = plan_axes(len(shape))
        place = int(np.ravel_multi_index([index[axis] for axis in axes], plan_shape(shape)))
        factor = site.factor("grad_a", r"\frac{\partial L}{\partial a}", (place,), sample)
        return (product(factor),)


def _unravel(place: int, shape: Shape) -> tuple[int, ...]:
    inner = np.unravel_index(place, plan_shape(shape))
    return tuple(int(inner[plan_axes(len(shape)).index(axis)]) for axis in range(len(shape)))
