"""Concatenate: the inputs side by side."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.layer import Layer, shape_error, shape_text
from nnstudio.engine.reach import Mask
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term, product
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import msg


class Concatenate(Layer):
    """Features (of images: channels) side by side; all other axes must agree. The gradient is cut up again."""

    declaration = Declaration(
        id="concatenate",
        name=msg("Concatenate"),
        help=msg("Puts the features of its inputs side by side."),
        group="joins",
        formula=r"a = [x_1, x_2, \dots]",
        derivative=r"\left[\frac{\partial L}{\partial x_1}, \dots\right] = \frac{\partial L}{\partial a}",
        source="Huang et al. 2017",
        glyph="concatenate",
        aliases=("join", "merge", "stack"),
    )
    variadic = True

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the shape with the last axes added up; ShapeError where another axis differs."""
        first = inputs[0]
        for shape in inputs[1:]:
            if shape[:-1] != first[:-1]:
                expected = msg("inputs like {shape} in all axes but the last", shape=shape_text(first))
                raise shape_error(expected, shape, msg("Flatten the inputs first, or give them the same size."))
        return (*first[:-1], sum(shape[-1] for shape in inputs))

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the input's own part of the features."""
        start = sum(shape[-1] for shape in inputs[:port])
        part = slice(start, start + inputs[port][-1])
        if back:
            return mask[..., part].copy()
        found = np.zeros(self.infer_shape(inputs), bool)
        found[..., part] = mask
        return found

    def emit_forward(self, site: Site) -> None:
        """Emit one copy for each input."""
        shapes = tuple(slot.shape for slot in site.inputs)
        site.output = site.quantity("a", self.infer_shape(shapes), self.declaration.formula)
        site.emit.about("a", self.declaration.formula)
        for number, (slot, part) in enumerate(zip(site.inputs, _parts(site, site.output.array), strict=True), start=1):
            site.show(f"x{number}", slot)
            site.emit.call(np.positive, slot.array, part)

    def emit_backward(self, site: Site) -> None:
        """Share with each input its part of the gradient, a view."""
        for port, part in enumerate(_parts(site, site.grad_output)):
            site.share(port, part)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the one input's element that stands at that place."""
        if quantity != "a":
            raise KeyError(quantity)
        port, inner = _origin(site, index)
        factor = site.factor(f"x{port + 1}", f"x_{{{port + 1}}}", inner, sample)
        return (product(factor),)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``∂L/∂a`` at the place where the input's element went."""
        start = sum(slot.shape[-1] for slot in site.inputs[:port])
        place = (*index[:-1], start + index[-1])
        factor = site.factor("grad_a", r"\frac{\partial L}{\partial a}", place, sample)
        return (product(factor),)


def _parts(site: Site, array: Array) -> list[Array]:
    """Cut a plan array along the axis that holds the last outside axis: rows of features, or channels."""
    axis = 0 if array.ndim == 2 else 1
    ends = np.cumsum([slot.shape[-1] for slot in site.inputs])[:-1]
    return list(np.split(array, ends, axis=axis))


def _origin(site: Site, index: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    last = index[-1]
    for port, slot in enumerate(site.inputs):
        if last < slot.shape[-1]:
            return port, (*index[:-1], last)
        last -= slot.shape[-1]
    raise KeyError(index)
