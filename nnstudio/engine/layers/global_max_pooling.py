"""Global max pooling: the largest number of each channel."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.layer import Layer
from nnstudio.engine.reach import Mask
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array, Shape
from nnstudio.engine.windows.everywhere import check_places, everywhere, over_places, places
from nnstudio.engine.windows.geometry import as_pixel, as_plane
from nnstudio.engine.windows.maxima import emit_maxima, emit_maxima_backward
from nnstudio.engine.windows.reading import Reader
from nnstudio.text import msg


class GlobalMaxPooling(Layer):
    """The largest number of each channel of a whole image ``(H, W, C)`` or sequence ``(T, F)``; it gives ``(C,)``.

    Of equal ones the first in reading order gets the gradient.
    """

    declaration = Declaration(
        id="global_max_pooling",
        name=msg("Global max pooling"),
        help=msg("The largest number of each channel over all places: whether a feature is there, not where."),
        group="convolution",
        formula=r"a_c = \max_{h,w} x_{hwc}",
        derivative=r"\frac{\partial L}{\partial x_{hwc}} = [x_{hwc}\ \mathrm{wins}]\,\frac{\partial L}{\partial a_c}",
        source="Oquab et al. 2015; Collobert & Weston 2008",
        glyph="pooling",
        aliases=("max over time", "全局最大", "汇聚"),
    )

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(C,)``; ShapeError where there is one place only."""
        check_places(inputs[0])
        return inputs[0][-1:]

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return all places of the same channel."""
        whole = mask if back else mask.any(axis=tuple(range(mask.ndim - 1)))
        return np.broadcast_to(whole, inputs[0] if back else self.infer_shape(inputs)).copy()

    def workspace(self, inputs: tuple[Shape, ...]) -> int:
        """Return the size of the running maxima and masks."""
        return 3 * int(np.prod(inputs[0]))

    def emit_forward(self, site: Site) -> None:
        """Emit the maxima of one window that covers everything."""
        x = site.inputs[0]
        site.show("x", x)
        formula = over_places(self.declaration.formula, x.shape)
        site.output = site.quantity("a", x.shape[-1:], formula)
        site.emit.about("a", formula)
        emit_maxima(site.emit, everywhere(x.shape), as_plane(x.array), site.output.array[None, :, None])

    def emit_backward(self, site: Site) -> None:
        """Emit the gradient to each winner."""
        x, grad = site.inputs[0], site.grad_output[None, :, None]
        arrays = as_plane(x.array), site.output.array[None, :, None]

        def write(out: Array) -> None:
            site.emit.about("grad_x", over_places(self.declaration.derivative, site.inputs[0].shape))
            emit_maxima_backward(site.emit, everywhere(x.shape), arrays, grad, as_plane(out))

        site.send(0, write)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the winner."""
        if quantity != "a":
            raise KeyError(quantity)
        return (product(_winner(site, index[0], sample)[1]),)

    def rivals(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Factor, ...]:
        """Return the channel's numbers."""
        return tuple(factor for _, factor in _rivals(site, index[0], sample)) if quantity == "a" else ()

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the channel's gradient where the place has won."""
        if _winner(site, index[-1], sample)[0] != as_pixel(index)[:2]:
            return ()
        symbol = rf"\frac{{\partial L}}{{\partial a_{{{index[-1]}}}}}"
        return (product(site.factor("grad_a", symbol, index[-1:], sample)),)


def _rivals(site: Site, channel: int, sample: int) -> list[tuple[tuple[int, int], Factor]]:
    read = Reader(site, "x")
    return [(place, read((*place, channel), sample)) for place in places(site.inputs[0].shape)]


def _winner(site: Site, channel: int, sample: int) -> tuple[tuple[int, int], Factor]:
    found = _rivals(site, channel, sample)
    return found[int(np.argmax([factor.value for _, factor in found]))]
