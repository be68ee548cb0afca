"""Global average pooling: one number for each channel."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.axes import size
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.layer import Layer
from nnstudio.engine.reach import Mask
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array, Shape
from nnstudio.engine.windows.everywhere import check_places, over_places, places
from nnstudio.engine.windows.means import emit_global_mean, emit_global_mean_backward
from nnstudio.engine.windows.reading import Reader
from nnstudio.text import msg


class GlobalAveragePooling(Layer):
    """The mean of each channel over a whole image ``(H, W, C)`` or sequence ``(T, F)``; it gives ``(C,)``.

    Source: Lin, Chen, Yan 2013.
    """

    declaration = Declaration(
        id="global_average_pooling",
        name=msg("Global average pooling"),
        help=msg("The mean of each channel over all places: a list of features, whatever the size of the image."),
        group="convolution",
        formula=r"a_c = \frac{1}{H W}\sum_{h,w} x_{hwc}",
        derivative=r"\frac{\partial L}{\partial x_{hwc}} = \frac{1}{H W}\,\frac{\partial L}{\partial a_c}",
        source="Lin, Chen, Yan 2013",
        glyph="pooling",
        aliases=("gap", "mean", "全局平均", "汇聚"),
    )

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(C,)``; ShapeError where there is one place only."""
        check_places(inputs[0])
        return inputs[0][-1:]

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return all places of the same channel."""
        whole = mask if back else mask.any(axis=tuple(range(mask.ndim - 1)))
        return np.broadcast_to(whole, inputs[0] if back else self.infer_shape(inputs)).copy()

    def emit_forward(self, site: Site) -> None:
        """Emit sums and the share."""
        x = site.inputs[0]
        site.show("x", x)
        formula = over_places(self.declaration.formula, x.shape)
        site.output = site.quantity("a", x.shape[-1:], formula)
        site.emit.about("a", formula)
        emit_global_mean(site.emit, x, site.output.array)

    def emit_backward(self, site: Site) -> None:
        """Emit the same share for every place."""
        grad = site.grad_output

        def write(out: Array) -> None:
            site.emit.about("grad_x", over_places(self.declaration.derivative, site.inputs[0].shape))
            emit_global_mean_backward(site.emit, site.inputs[0], grad, out)

        site.send(0, write)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the share of every place."""
        if quantity != "a":
            raise KeyError(quantity)
        share, read = _share(site), Reader(site, "x")
        found = places(site.inputs[0].shape)
        return tuple(product(share, read((*place, index[0]), sample)) for place in found)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the share of the channel's gradient."""
        symbol = rf"\frac{{\partial L}}{{\partial a_{{{index[-1]}}}}}"
        return (product(_share(site), site.factor("grad_a", symbol, index[-1:], sample)),)


def _share(site: Site) -> Factor:
    shape = site.inputs[0].shape
    count = size(shape[:-1])
    return Factor(rf"\frac{{1}}{{{count}}}", 1 / count)
