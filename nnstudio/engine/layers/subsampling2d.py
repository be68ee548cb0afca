"""Subsampling: the sum of each small window, times a learned weight, plus a bias: one of each for a map."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.axes import size
from nnstudio.engine.declaration import Declaration, Kind
from nnstudio.engine.layer import Layer, Weight
from nnstudio.engine.layer_options import activation
from nnstudio.engine.reach import Mask, same_place
from nnstudio.engine.site import Site
from nnstudio.engine.stage import (
    IDENTITY,
    activation_weights,
    check_activation,
    emit_activation,
    emit_activation_backward,
)
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array, Shape
from nnstudio.engine.windows import options, reading
from nnstudio.engine.windows.axis import NARROW
from nnstudio.engine.windows.correlation import emit_bias, emit_bias_gradient, in_rows
from nnstudio.engine.windows.geometry import as_pixel, as_plane
from nnstudio.engine.windows.means import emit_means_backward, emit_sums
from nnstudio.engine.windows.pooling import Pooling, Reading
from nnstudio.text import msg

_SUM = r"s_{hwc} = \sum_{i<K_h,\,j<K_w} x_{hS+i,\;wS+j,\;c}"
_Z = r"z_{hwc} = w_c\,s_{hwc} + b_c"
_WEIGHT = r"\frac{\partial L}{\partial w_c} = \sum_n\sum_{h,w} s_{hwc}\,\delta_{hwc}"
_BIAS = r"\frac{\partial L}{\partial b_c} = \sum_n\sum_{h,w} \delta_{hwc}"
_BACK = r"\frac{\partial L}{\partial x} = \sum w_c\,\delta"


class Subsampling2d(Pooling):
    r"""Images ``(H, W, C)`` to ``(H', W', C)``: ``a = f(w_c s + b_c)``, s the sum of a window of map c.

    .. math:: s_{hwc} = \sum_{ij} x_{hS+i,\,wS+j,\,c}, \quad z_{hwc} = w_c\,s_{hwc} + b_c, \qquad
       \frac{\partial L}{\partial w_c} = \sum_n\sum_{hw} s_{hwc}\,\delta_{hwc}

    weight and bias are ``(C,)``. The weight is first one over the window's size: the layer begins as the mean.

    Source: LeCun, Bottou, Bengio & Haffner 1998, II.B.
    """

    declaration = Declaration(
        id="subsampling2d",
        name=msg("Subsampling"),
        help=msg("Adds up each small window of a map, then weighs it and adds a bias: one learned pair for each map."),
        group="convolution",
        formula=_Z,
        derivative=_WEIGHT,
        parameters=(
            options.height(2),
            options.width(2),
            options.stride(2, Kind.PER_AXIS),
            activation(msg("What bends each net input z into its activation a.")),
        ),
        source="LeCun, Bottou, Bengio & Haffner 1998",
        glyph="pooling",
        aliases=("average pooling", "downsampling", "LeNet", "S2", "S4", "汇聚", "下采样", "下取樣"),
    )
    owns_net_input = True
    padding, amount = NARROW, 0

    @property
    def activation_function(self) -> Activation:
        """The activation composed into this layer."""
        function = self.chosen("activation")
        assert isinstance(function, Activation)
        return function

    def without_activation(self) -> Layer:
        """Return the same layer, its activation left to what follows."""
        return type(self)(**{**self.values, "activation": IDENTITY})

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(H', W', C)``; ShapeError where no window fits or the activation cannot take it."""
        shape = super().infer_shape(inputs)
        check_activation(self.activation_function, shape)
        return shape

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return weight, bias and what the activation learns."""
        shape, window = self.infer_shape(inputs), self.kernel_height * self.kernel_width
        return (
            Weight("weight", shape[-1:], 1 / window, window, window, regularised=True),
            Weight("bias", shape[-1:], 0.0),
            *activation_weights(self.activation_function, shape),
        )

    def workspace(self, inputs: tuple[Shape, ...]) -> int:
        """Return the numbers of the sums, and of what pooling needs."""
        return size(self.infer_shape(inputs)) + super().workspace(inputs)

    def emit_forward(self, site: Site) -> None:
        """Emit the sums, ``z`` and ``a = f(z)``."""
        x, emit = site.inputs[0], site.emit
        site.show("x", x)
        shape = self.infer_shape((x.shape,))
        total, z = site.quantity("sum", shape, _SUM), site.quantity("z", shape, _Z)
        emit.about("sum", _SUM)
        sums = emit_sums(emit, self.geometry(x.shape), as_plane(x.array), total.array)
        if sums is not total.array:
            emit.call(np.copyto, total.array, sums)
        emit.about("z", _Z)
        emit.call(np.multiply, total.array, _column(site.parameter("weight")), z.array)
        emit_bias(emit, z.array, site.parameter("bias"))
        site.output = emit_activation(site, self.activation_function, z)

    def emit_backward(self, site: Site) -> None:
        """Emit ``∂L/∂z``, the gradients of bias and weight, and ``∂L/∂x``."""
        emit, z, total = site.emit, site.quantities["z"], site.quantities["sum"]
        delta = emit_activation_backward(site, self.activation_function, z, site.output)
        emit.about("bias_grad", _BIAS)
        emit_bias_gradient(emit, in_rows(emit, delta, 1), site.gradient("bias"))
        emit.about("weight_grad", _WEIGHT)
        shares = emit.passing(delta.shape)
        emit.call(np.multiply, total.array, delta, shares)
        emit_bias_gradient(emit, in_rows(emit, shares, 1), site.gradient("weight"))

        def write(out: Array) -> None:
            emit.about("grad_x", _BACK)
            geometry = self.geometry(site.inputs[0].shape)
            emit_means_backward(emit, geometry, _column(site.parameter("weight")), delta, as_plane(out))

        site.send(0, write)

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the windows' places, in the same map."""
        mixing = not self.activation_function.elementwise
        found = super().reach(inputs, port, same_place(mask, mask.shape) if back and mixing else mask, back)
        return same_place(found, found.shape) if mixing and not back else found

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return a window for its sum, ``w s`` and b for z; ``s δ``, or δ, at every place for the gradients."""
        channel = index[-1]
        if quantity == "sum":
            look = Reading(site, self.geometry(site.inputs[0].shape))
            return tuple(product(look.read((*place, channel), sample)) for place in look.window(*index[:2]))
        if quantity == "z":
            total = reading.Reader(site, "sum")(as_pixel(index), sample)
            return (product(self._weight(site, channel), total), *reading.bias_term(site, channel))
        if quantity == "weight_grad":
            return reading.every_place(site, "sum", channel, "grad_z")
        if quantity == "bias_grad":
            return reading.every_place(site, "grad_z", channel)
        raise KeyError(quantity)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``w δ`` of every window that holds the place."""
        look, (row, column, channel) = Reading(site, self.geometry(site.inputs[0].shape)), as_pixel(index)
        return tuple(
            product(self._weight(site, channel), look.grad("grad_z", *window, channel, sample))
            for window in look.windows_of(row, column)
        )

    def _weight(self, site: Site, channel: int) -> Factor:
        return site.weight_factor("weight", f"w_{{{channel}}}", (channel,))


def _column(weight: Array) -> Array:
    """Return a number for each map as ``(C, 1, 1)``, to stand beside ``(H, C, W, N)``."""
    return weight[:, None, None]
