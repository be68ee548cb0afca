"""Dropout: silence random neurons while training, so that none relies on a single other."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.columns import features_first
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.layer import Layer
from nnstudio.engine.reach import Mask
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import msg


class Dropout(Layer):
    """``a = x m / q`` in training, each m being 1 with the keep probability q = 1 − rate; ``a = x`` in evaluation.

    With ``spatial`` one m is drawn for each feature of a sequence, each channel of an image (Tompson et al. 2015).
    Source: Srivastava et al. 2014 (the inverted form, which leaves the mean as it is).
    """

    declaration = Declaration(
        id="dropout",
        name=msg("Dropout"),
        help=msg(
            "While training, silences a random share of its inputs, other ones at each step; then scales up the rest."
        ),
        group="regularisation",
        formula=r"a = \frac{m}{q}\,x,\quad m\sim\mathrm{Bernoulli}(q),\; q = 1-\mathrm{rate}",
        derivative=r"\frac{\partial L}{\partial x} = \frac{m}{q}\,\frac{\partial L}{\partial a}",
        parameters=(
            Parameter(
                "rate",
                msg("Rate"),
                Kind.REAL,
                0.2,
                msg("The share of inputs that is silenced."),
                minimum=0,
                maximum=0.95,
            ),
            Parameter(
                "spatial",
                msg("Whole channels"),
                Kind.BOOLEAN,
                False,
                msg("Silences a feature of a sequence at all its steps, a channel of an image at all its pixels."),
            ),
        ),
        source="Srivastava et al. 2014",
        glyph="dropout",
        aliases=("regularisation",),
    )

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the input's shape."""
        return inputs[0]

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the same places."""
        return mask.copy()

    def emit_forward(self, site: Site) -> None:
        """Draw a mask and apply it; in evaluation pass the slot on."""
        x = site.inputs[0]
        site.show("x", x)
        if not site.training or self.rate == 0:
            site.output = x
            site.show("a", x)
            return
        emit, keep = site.emit, 1 - self.rate
        mask = site.quantity("mask", x.shape, r"\frac{m}{q}")
        # ⌊u + q⌋ is 1 with probability q: three calls without a cast, where a comparison would make booleans.
        emit.about("mask", r"\frac{m}{q}")
        whole = self.spatial and len(x.shape) > 1
        drawn = emit.scratch((x.shape[-1], site.batch)) if whole else mask.array
        emit.call(emit.random.random, None, emit.dtype, drawn)
        emit.call(np.add, drawn, emit.constant(keep), drawn)
        emit.call(np.floor, drawn, drawn)
        emit.call(np.multiply, drawn, emit.constant(1 / keep), drawn)
        if whole:
            emit.call(np.copyto, features_first(mask.array), _at_every_place(drawn, x.shape))
        site.output = site.quantity("a", x.shape, self.declaration.formula)
        emit.call(np.multiply, x.array, mask.array, site.output.array)

    def emit_backward(self, site: Site) -> None:
        """Send the gradient back through the neurons that were kept."""
        if "mask" not in site.quantities:
            site.share(0, site.grad_output)
            return
        mask = site.quantities["mask"].array

        def write(out: Array) -> None:
            site.emit.call(np.multiply, site.grad_output, mask, out)

        site.send(0, write)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``(m/q) x``."""
        if quantity != "a":
            raise KeyError(quantity)
        return (product(*self._mask(site, index, sample), site.factor("x", "x", index, sample)),)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``(m/q) ∂L/∂a``."""
        symbol = r"\frac{\partial L}{\partial a}"
        return (product(*self._mask(site, index, sample), site.factor("grad_a", symbol, index, sample)),)

    def _mask(self, site: Site, index: tuple[int, ...], sample: int) -> tuple[Factor, ...]:
        return (site.factor("mask", r"\frac{m}{q}", index, sample),) if "mask" in site.quantities else ()


def _at_every_place(drawn: Array, shape: Shape) -> Array:
    """Return ``(C, N)`` as a view that broadcasts against ``(C, *places, N)``."""
    return drawn.reshape(len(drawn), *[1] * (len(shape) - 1), -1)
