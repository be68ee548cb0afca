"""The output layer: its input is the prediction."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.layer import Layer
from nnstudio.engine.reach import Mask
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term, product
from nnstudio.engine.typing import Shape
from nnstudio.text import msg


class Output(Layer):
    """The output: marks what the loss compares with the target. It computes nothing."""

    declaration = Declaration(
        id="output",
        name=msg("Output"),
        help=msg("What enters here is the network's prediction; the loss compares it with the target."),
        group="ends",
        formula=r"\hat y = x",
        source="Rumelhart, Hinton, Williams 1986",
        glyph="output",
        aliases=("prediction", "sink"),
    )
    is_sink = True

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the input's shape."""
        return inputs[0]

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the same places."""
        return mask.copy()

    def emit_forward(self, site: Site) -> None:
        """Pass the slot on."""
        site.output = site.inputs[0]
        site.show("a", site.output)

    def emit_backward(self, site: Site) -> None:
        """Pass the gradient back."""
        site.share(0, site.grad_output)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the loss's gradient at that place."""
        factor = site.factor("grad_a", r"\frac{\partial L}{\partial \hat y}", index, sample)
        return (product(factor),)
