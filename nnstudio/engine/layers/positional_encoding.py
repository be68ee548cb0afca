"""Positional encoding: tells the steps of a sequence apart by adding a pattern to each."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.axes import Slot, size
from nnstudio.engine.declaration import Choice, Declaration, Kind, Parameter
from nnstudio.engine.layer import Layer, Weight, check_sequence
from nnstudio.engine.layer_options import initial_weights
from nnstudio.engine.reach import Mask
from nnstudio.engine.site import Site
from nnstudio.engine.sums import emit_sums
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import msg

_SINUSOIDAL, _LEARNED = "sinusoidal", "learned"
_FORMULA = r"a_t = x_t + p_t"


class PositionalEncoding(Layer):
    r"""``a_t = x_t + p_t``: attention itself does not know the order of the steps.

    .. math:: p_{t,2i} = \sin\frac{t}{b^{2i/D}}, \qquad p_{t,2i+1} = \cos\frac{t}{b^{2i/D}}, \qquad b = 10000

    or, ``learned``, a parameter ``position`` ``(T, D)``. ``position`` is shown as a quantity too.

    Source: Vaswani et al. 2017, §3.5; learned: Gehring et al. 2017.
    """

    declaration = Declaration(
        id="positional_encoding",
        name=msg("Positional encoding"),
        help=msg("Adds to each step of a sequence a pattern of its own, so that attention can tell the steps apart."),
        group="attention",
        formula=_FORMULA + r",\quad p_{t,2i} = \sin\frac{t}{b^{2i/D}},\quad p_{t,2i+1} = \cos\frac{t}{b^{2i/D}}",
        derivative=r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial a}",
        parameters=(
            Parameter(
                "encoding",
                msg("Encoding"),
                Kind.CHOICE,
                _SINUSOIDAL,
                msg("Waves of growing length, or numbers that are learned."),
                choices=(Choice(_SINUSOIDAL, msg("Sine and cosine")), Choice(_LEARNED, msg("Learned positions"))),
            ),
            Parameter(
                "base",
                msg("Base"),
                Kind.REAL,
                10000.0,
                msg("How long the longest wave is, as a multiple of 2π steps. Learned encodings have none."),
                minimum=1,
                maximum=1e9,
                open_minimum=True,
                logarithmic=True,
                symbol="b",
            ),
            initial_weights("normal", msg("How learned encodings are drawn before training.")),
        ),
        source="Vaswani et al. 2017",
        glyph="positional_encoding",
        aliases=("position embedding", "sinusoidal", "transformer"),
    )

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the input's shape; ShapeError where it is not a sequence."""
        check_sequence(inputs[0])
        return inputs[0]

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return the learned encoding, if it is."""
        if self.encoding != _LEARNED:
            return ()
        return (Weight("position", inputs[0], self.chosen("initializer"), inputs[0][0], inputs[0][1]),)

    def workspace(self, inputs: tuple[Shape, ...]) -> int:
        """Return the numbers of the encoding, repeated for each sample."""
        return size(inputs[0])

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the same places."""
        return mask.copy()

    def emit_forward(self, site: Site) -> None:
        """Emit the addition; a learned encoding is first repeated for each sample."""
        x = site.inputs[0]
        site.show("x", x)
        spread = site.emit.scratch(x.array.shape)
        if self.encoding == _LEARNED:
            site.emit.about("position", "p_t")
            site.emit.call(np.copyto, spread, site.parameter("position")[..., None])
        else:
            spread[:] = waves(x.shape[0], x.shape[1], self.base)[..., None]
        site.show("position", Slot(x.shape, spread))
        site.output = site.quantity("a", x.shape, _FORMULA)
        site.emit.call(np.add, x.array, spread, site.output.array)

    def emit_backward(self, site: Site) -> None:
        """Share the gradient; sum it over the samples for a learned encoding."""
        if self.encoding == _LEARNED:
            grad = site.whole_gradient()
            site.emit.about(
                "position_grad", r"\frac{\partial L}{\partial p_t} = \sum_n \frac{\partial L}{\partial a_t}"
            )
            emit_sums(site.emit, grad.reshape(1, -1, site.batch, 1), site.gradient("position"))
        site.share(0, site.grad_output)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return input and encoding for a; ``∂L/∂a`` of every sample for the gradient of a learned encoding."""
        symbol = r"\frac{\partial L}{\partial a}"
        learned = self.encoding == _LEARNED
        if quantity == "position_grad" and learned:
            return tuple(product(site.factor("grad_a", symbol, index, n)) for n in range(site.batch))
        if quantity == "position" and learned:
            return (product(site.weight_factor("position", "p", index)),)
        if quantity != "a":
            raise KeyError(quantity)
        position: Factor = site.factor("position", "p", index, sample)
        return product(site.factor("x", "x", index, sample)), product(position)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``∂L/∂a`` at the same place."""
        return (product(site.factor("grad_a", r"\frac{\partial L}{\partial a}", index, sample)),)


def waves(steps: int, features: int, base: float) -> Array:
    """Return the sinusoidal encoding ``(T, D)``, steps counted from 0: sine at even features, cosine at odd ones."""
    even = np.arange(features) // 2 * 2
    angle = np.arange(steps)[:, None] / base ** (even / features)
    encoding: Array = np.where(np.arange(features) % 2, np.cos(angle), np.sin(angle))
    return encoding
