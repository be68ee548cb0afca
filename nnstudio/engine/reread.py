"""The same memory in another shape: flatten and reshape, which cost nothing.

All shapes list the numbers in the order of the plan's memory, an image as H, C, W; so what flatten has made of an image
reshape makes an image again.
"""

from __future__ import annotations

import numpy as np

from nnstudio.engine.axes import Slot, plan_axes, plan_shape
from nnstudio.engine.layer import Layer
from nnstudio.engine.reach import Mask, same_memory
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term, product
from nnstudio.engine.typing import Shape


class Reread(Layer):
    """Base of the layers that read the input's memory in another outside shape, the one that they infer."""

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return where the same numbers stand."""
        return same_memory(mask, inputs[0] if back else self.infer_shape(inputs))

    def emit_forward(self, site: Site) -> None:
        """Let the output be the input's memory, read in the other shape; a part of a larger array is copied first."""
        x = site.inputs[0]
        shape = self.infer_shape((x.shape,))
        site.show("x", x)
        if x.array.flags.c_contiguous:
            site.output = Slot(shape, x.array.reshape(*plan_shape(shape), site.batch), x.augmented)
        else:
            site.output = site.buffer(shape)
            site.emit.call(np.positive, x.array, site.output.array.reshape(x.array.shape))
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
        inner = moved(index, site.output.shape, site.inputs[0].shape)
        return (product(site.factor("x", "x", inner, sample)),)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``∂L/∂a`` where the element went."""
        place = moved(index, site.inputs[0].shape, site.output.shape)
        return (product(site.factor("grad_a", r"\frac{\partial L}{\partial a}", place, sample)),)


def moved(index: tuple[int, ...], shape: Shape, other: Shape) -> tuple[int, ...]:
    """Return where the number at an outside ``index`` of ``shape`` stands in ``other``."""
    place = int(np.ravel_multi_index([index[axis] for axis in plan_axes(len(shape))], plan_shape(shape)))
    inner = np.unravel_index(place, plan_shape(other))
    axes = plan_axes(len(other))
    return tuple(int(inner[axes.index(axis)]) for axis in range(len(other)))
