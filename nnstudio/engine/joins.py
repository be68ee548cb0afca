"""What layers that join several inputs share: one shape for all, the names x₁ x₂ …, a call from pair to pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from nnstudio.engine.layer import Layer, shape_error, shape_text
from nnstudio.engine.reach import Mask
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Factor
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import msg


def common_shape(inputs: tuple[Shape, ...]) -> Shape:
    """Return the shape that all inputs have; ShapeError where one differs."""
    for shape in inputs[1:]:
        if shape != inputs[0]:
            expected = msg("inputs that all have shape {shape}", shape=shape_text(inputs[0]))
            raise shape_error(expected, shape, msg("Give the layers before it the same width."))
    return inputs[0]


def show_inputs(site: Site) -> None:
    """Show every input, as ``x1``, ``x2`` …"""
    for number, slot in enumerate(site.inputs, start=1):
        site.show(f"x{number}", slot)


def input_factors(site: Site, index: tuple[int, ...], sample: int) -> list[Factor]:
    """Return each input's number at that place."""
    numbers = range(1, len(site.inputs) + 1)
    return [site.factor(f"x{number}", f"x_{{{number}}}", index, sample) for number in numbers]


def emit_fold(site: Site, function: Callable[..., object], arrays: Sequence[Array], out: Array) -> None:
    """Emit ``out = f(… f(f(x₁, x₂), x₃) …)``: one call for each array after the first."""
    site.emit.call(function, arrays[0], arrays[1], out)
    for array in arrays[2:]:
        site.emit.call(function, out, array, out)


class ElementwiseJoin(Layer):
    """A layer whose output is ``f(f(x₁, x₂), x₃) …`` of any number of inputs of one shape; ``fold`` is f."""

    variadic = True
    fold: ClassVar[Callable[..., object]]

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the common shape; ShapeError where one differs."""
        return common_shape(inputs)

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the same places."""
        return mask.copy()

    def emit_forward(self, site: Site) -> None:
        """Emit one call for each input after the first."""
        show_inputs(site)
        site.output = site.quantity("a", site.inputs[0].shape, self.declaration.formula)
        emit_fold(site, type(self).fold, [slot.array for slot in site.inputs], site.output.array)
