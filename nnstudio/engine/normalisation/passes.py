r"""The passes of every normalising layer, as calls: statistics, :math:`\hat x`, and the gradient along its three paths.

NumPy allocates when it broadcasts, so a statistic is first copied over the whole array (``spread``): no slower.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.axes import channel_view
from nnstudio.engine.elementary import emit_square, full
from nnstudio.engine.normalisation.grouping import Grouping
from nnstudio.engine.site import Site
from nnstudio.engine.sums import emit_sums
from nnstudio.engine.typing import Array

NORMALIZED = r"\hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}"
VARIANCE = r"\sigma^2 = \frac{1}{m}\sum (x - \mu)^2"
_GRAD_NORMALIZED = r"\frac{\partial L}{\partial\hat x} = \gamma\,\frac{\partial L}{\partial a}"
_GRAD_PLAIN = r"\frac{\partial L}{\partial\hat x} = \frac{\partial L}{\partial a}"
_GRAD_VARIANCE = (
    r"\frac{\partial L}{\partial\sigma^2} = -\frac{1}{2}\,(\sigma^2+\epsilon)^{-1}"
    r"\sum \hat x\,\frac{\partial L}{\partial\hat x}"
)
_GRAD_MEAN = (
    r"\frac{\partial L}{\partial\mu} = -\frac{1}{\sqrt{\sigma^2+\epsilon}}\sum\frac{\partial L}{\partial\hat x}"
)
GRAD_INPUT = (
    r"\frac{\partial L}{\partial x} = \frac{1}{\sqrt{\sigma^2+\epsilon}}\,\frac{\partial L}{\partial\hat x}"
    r" + \frac{2\,(x-\mu)}{m}\,\frac{\partial L}{\partial\sigma^2} + \frac{1}{m}\,\frac{\partial L}{\partial\mu}"
)
GRAD_SCALE = r"\frac{\partial L}{\partial\gamma} = \sum \hat x\,\frac{\partial L}{\partial a}"
GRAD_SHIFT = r"\frac{\partial L}{\partial\beta} = \sum \frac{\partial L}{\partial a}"


@dataclass(eq=False)
class Passes:
    """One normalising layer's buffers while it emits. ``centred``: the mean is taken away (not so for RMS)."""

    site: Site
    grouping: Grouping
    epsilon: float
    centred: bool = True

    def __post_init__(self) -> None:
        """Look up the buffers that both passes know; the same ones each time."""
        keep, grouping = self.site.emit.keep, self.grouping
        self.spread = keep("spread", grouping.view)
        # Neighbours, so that running statistics take over both in one go.
        self.statistics = keep("statistics", (2, *grouping.small))
        self.mean, self.variance = self.statistics
        self.inverse = keep("inverse", grouping.small)
        self.part = keep("part", grouping.small)
        self.places = channel_view(grouping.shape, grouping.batch)

    def emit_centred(self, mean: Array) -> None:
        r"""Emit ``x − μ``, the mean spread over its group."""
        site, x = self.site, self.site.inputs[0]
        slot = site.quantity("centred", x.shape, r"x - \mu")
        self._spread(mean)
        site.emit.call(np.subtract, self._view(x.array), self.spread, self._view(slot.array))

    def emit_mean(self) -> None:
        r"""Emit :math:`\mu = \frac{1}{m}\sum x`."""
        self.site.emit.about("mean", r"\mu = \frac{1}{m}\sum x")
        emit_sums(self.site.emit, self._view(self.site.inputs[0].array), self.mean, 1 / self.grouping.count)

    def emit_variance(self, formula: str = VARIANCE) -> None:
        r"""Emit :math:`\sigma^2 = \frac{1}{m}\sum (x-\mu)^2`, or the mean square where nothing is centred."""
        self.site.emit.about("variance", formula)
        centred = self._deviations()
        emit_square(self.site.emit, centred, self.spread)
        emit_sums(self.site.emit, self.spread, self.variance, 1 / self.grouping.count)

    def emit_normalized(self, variance: Array, formula: str = NORMALIZED) -> None:
        r"""Emit :math:`\hat x`: the deviations over the square root of ``variance + ε``."""
        emit, inverse = self.site.emit, self.inverse
        emit.about("inverse_deviation", r"\frac{1}{\sqrt{\sigma^2 + \epsilon}}", inverse)
        emit.call(np.add, variance, full(emit, inverse.shape, self.epsilon), inverse)
        emit.call(np.sqrt, inverse, inverse)
        emit.call(np.reciprocal, inverse, inverse)
        self.site.show("inverse_deviation", self.grouping.slot(inverse))
        normalized = self.site.quantity("normalized", self.grouping.shape, formula)
        emit.about("normalized", formula)
        self._spread(inverse)
        emit.call(np.multiply, self._deviations(), self.spread, self._view(normalized.array))

    def emit_affine(self, formula: str) -> None:
        r"""Emit :math:`a = \gamma\hat x + \beta` (β where the layer has one)."""
        site, normalized = self.site, self.site.quantities["normalized"]
        a = site.quantity("a", self.grouping.shape, formula)
        site.emit.about("a", formula)
        out, spread = a.array.reshape(self.places), self.spread.reshape(self.places)
        site.emit.call(np.copyto, spread, self._channels("scale"))
        site.emit.call(np.multiply, normalized.array.reshape(self.places), spread, out)
        if self._has("shift"):
            site.emit.call(np.copyto, spread, self._channels("shift"))
            site.emit.call(np.add, out, spread, out)
        site.output = a

    def emit_backward(self, affine: bool) -> None:
        """Emit the gradients of γ and β, and ``∂L/∂x``."""
        grad = self.site.whole_gradient()
        upstream = self._emit_affine_backward(grad) if affine else grad
        if not affine:
            self.site.show("grad_normalized", self.site.quantities["grad_a"])
            self.site.formulas["grad_normalized"] = _GRAD_PLAIN
        if self.site.wanted(0):
            self._emit_paths(self._view(upstream), affine and self.grouping.whole_batch)
            self.site.send(0, lambda out: self._emit_input(self._view(upstream), self._view(out)))

    def _emit_affine_backward(self, grad: Array) -> Array:
        site, spread = self.site, self.spread.reshape(self.places)
        emit, flat = site.emit, grad.reshape(self.places)
        normalized = site.quantities["normalized"].array.reshape(self.places)
        emit.about("scale_grad", GRAD_SCALE)
        emit.call(np.multiply, flat, normalized, spread)
        emit_sums(emit, spread[..., None], site.gradient("scale"))
        if self._has("shift"):
            emit.about("shift_grad", GRAD_SHIFT)
            emit_sums(emit, flat[..., None], site.gradient("shift"))
        upstream = site.quantity("grad_normalized", self.grouping.shape, _GRAD_NORMALIZED)
        emit.about("grad_normalized", _GRAD_NORMALIZED)
        emit.call(np.copyto, spread, self._channels("scale"))
        emit.call(np.multiply, flat, spread, upstream.array.reshape(self.places))
        return upstream.array

    def _emit_paths(self, upstream: Array, summed: bool) -> None:
        r"""Emit ``∂L/∂σ²`` and ``∂L/∂μ``. ``summed``: ∂γ and ∂β are the very sums that are needed, up to γ."""
        site, emit = self.site, self.site.emit
        grad_variance, grad_mean = (emit.keep(name, self.grouping.small) for name in ("grad_variance", "grad_mean"))
        emit.about("grad_variance", _GRAD_VARIANCE)
        if summed:
            emit.call(np.multiply, site.parameter("scale"), site.gradient("scale"), grad_variance.reshape(-1))
        else:
            emit.call(np.multiply, upstream, self._view(site.quantities["normalized"].array), self.spread)
            emit_sums(emit, self.spread, grad_variance)
        emit.call(np.multiply, self.inverse, self.inverse, self.part)
        emit.call(np.multiply, grad_variance, self.part, grad_variance)
        emit.call(np.multiply, grad_variance, emit.constant(-0.5), grad_variance)
        site.show("grad_variance", self.grouping.slot(grad_variance))
        if not self.centred:
            return
        emit.about("grad_mean", _GRAD_MEAN)
        if summed:
            emit.call(np.multiply, site.parameter("scale"), site.gradient("shift"), grad_mean.reshape(-1))
        else:
            emit_sums(emit, upstream, grad_mean)
        emit.call(np.multiply, grad_mean, self.inverse, grad_mean)
        emit.call(np.negative, grad_mean, grad_mean)
        site.show("grad_mean", self.grouping.slot(grad_mean))

    def _emit_input(self, upstream: Array, out: Array) -> None:
        """Emit the sum of the three paths: straight through, through the variance, through the mean."""
        emit, share = self.site.emit, 1 / self.grouping.count
        emit.about("grad_x", GRAD_INPUT)
        self._spread(self.inverse)
        emit.call(np.multiply, upstream, self.spread, out)
        emit.call(np.multiply, emit.keep("grad_variance", self.part.shape), emit.constant(2 * share), self.part)
        self._spread(self.part)
        emit.call(np.multiply, self.spread, self._deviations(), self.spread)
        emit.call(np.add, out, self.spread, out)
        if self.centred:
            emit.call(np.multiply, emit.keep("grad_mean", self.part.shape), emit.constant(share), self.part)
            self._spread(self.part)
            emit.call(np.add, out, self.spread, out)

    def _view(self, array: Array) -> Array:
        return array.reshape(self.grouping.view)

    def _spread(self, statistic: Array) -> None:
        self.site.emit.call(np.copyto, self.spread, statistic.reshape(self.grouping.small))

    def _deviations(self) -> Array:
        slot = self.site.quantities["centred"] if self.centred else self.site.inputs[0]
        return self._view(slot.array)

    def _channels(self, name: str) -> Array:
        return self.site.parameter(name).reshape(1, -1, 1)

    def _has(self, name: str) -> bool:
        return (self.site.name, name) in self.site.arenas.layout.entries
