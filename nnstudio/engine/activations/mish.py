"""A line times the tanh of its softplus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import beside, emit_minimum, full
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.typing import Array
from nnstudio.text import msg

_FAR = 40.0
"""From here on the gate is 1 to the last bit of a double, and the exponential's square still fits a float32."""


class Mish(Activation):
    r"""Mish: z times a gate tanh(ln(1 + eᶻ)), smooth and not monotonic, a little below swish.

    .. math:: a = z \tanh(\ln(1 + e^z)) = z\,\frac{n}{n + 2}, \quad n = e^z (e^z + 2), \qquad
              f'(z) = \frac{n}{n + 2} + z\,\frac{4 e^z (e^z + 1)}{(n + 2)^2}

    The form with n has neither the logarithm nor the tanh, and keeps the left tail.
    """

    declaration = Declaration(
        id="mish",
        name=msg("Mish"),
        help=msg("z times the tanh of its own softplus: a smooth ReLU that dips below zero, not unlike swish."),
        group="composite",
        formula=r"a = z \, \tanh(\ln(1 + e^{z}))",
        derivative=r"f'(z) = \tanh s + z \, \sigma(z) \, (1 - \tanh^2 s), \quad s = \ln(1 + e^{z})",
        source="Misra, BMVC (2020)",
        glyph="zth",
        aliases=("self-regularized", "自正则", "自正則"),
    )
    slope_reads_forward: ClassVar[bool] = True

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = z n/(n + 2)``: seven calls. The parts are kept for the slope."""
        power, below, gate = (beside(emit, a, name) for name in ("power", "below", "gate"))
        two = emit.constant(2.0)
        emit_minimum(emit, z, full(emit, z.shape, _FAR), power)
        emit.call(np.exp, power, power)
        emit.call(np.add, power, two, gate)
        emit.call(np.multiply, gate, power, gate)
        emit.call(np.add, gate, two, below)
        emit.call(np.divide, gate, below, gate)
        emit.call(np.multiply, z, gate, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``slope = gate + z · 4 eᶻ (eᶻ + 1)/(n + 2)²`` from what the forward pass left: seven calls."""
        power, below, gate = (beside(emit, a, name) for name in ("power", "below", "gate"))
        emit.call(np.add, power, emit.constant(1.0), slope)
        emit.call(np.divide, slope, below, slope)
        emit.call(np.multiply, slope, power, slope)
        emit.call(np.divide, slope, below, slope)
        emit.call(np.multiply, slope, emit.constant(4.0), slope)
        emit.call(np.multiply, slope, z, slope)
        emit.call(np.add, slope, gate, slope)

    def written(self, z: float) -> Formula | None:
        """Return ``z tanh(ln(1 + eᶻ))``."""
        return self.read("z * tanh(softplus(z))")

    def written_slope(self, z: float) -> Formula | None:
        """Return ``tanh s + z σ(z) (1 − tanh² s)`` with s the softplus of z."""
        return self.read("tanh(softplus(z)) + z * sigmoid(z) * (1 - tanh(softplus(z))^2)")
