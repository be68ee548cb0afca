"""The activation layer: a function of every element, on its own."""

from __future__ import annotations

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.layer import Layer, Weight
from nnstudio.engine.reach import Mask, same_place
from nnstudio.engine.site import Site
from nnstudio.engine.stage import activation_weights, check_activation, emit_activation, emit_activation_backward
from nnstudio.engine.terms import Term, product
from nnstudio.engine.typing import Shape
from nnstudio.text import msg


class ActivationLayer(Layer):
    """``a = f(z)`` where z is the input: the same stage that a dense layer has inside."""

    declaration = Declaration(
        id="activation",
        name=msg("Activation"),
        help=msg("Applies an activation function to whatever comes in."),
        group="functions",
        formula="a = f(z)",
        derivative=r"\delta = f'(z)\,\frac{\partial L}{\partial a}",
        parameters=(
            Parameter(
                "function",
                msg("Function"),
                Kind.CHOICE,
                "relu",
                msg("What bends each net input z into its activation a."),
                registry="activations",
            ),
        ),
        source="Rumelhart, Hinton, Williams 1986",
        glyph="activation",
        aliases=("nonlinearity", "transfer function"),
    )

    @property
    def activation_function(self) -> Activation:
        """The function of this layer."""
        function = self.chosen("function")
        assert isinstance(function, Activation)
        return function

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the input's shape; ShapeError where softmax and the like would meet an image."""
        check_activation(self.activation_function, inputs[0])
        return inputs[0]

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return what the function learns."""
        return activation_weights(self.activation_function, inputs[0])

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the same places; all features of them where the function mixes these."""
        return mask.copy() if self.activation_function.elementwise else same_place(mask, inputs[0])

    def emit_forward(self, site: Site) -> None:
        """Emit ``a = f(z)``."""
        z = site.inputs[0]
        site.show("x", z)
        site.show("z", z)
        site.output = emit_activation(site, self.activation_function, z)

    def emit_backward(self, site: Site) -> None:
        """Emit ``∂L/∂z``, which is this layer's ``∂L/∂x``."""
        site.share(0, emit_activation_backward(site, self.activation_function, site.inputs[0], site.output))

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``∂L/∂z`` at that place."""
        return (product(site.factor("grad_z", r"\delta", index, sample)),)
