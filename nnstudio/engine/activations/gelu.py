"""The Gaussian error linear unit, exact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import beside
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.erf import emit_normal
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class GELU(Activation):
    r"""The Gaussian error linear unit: z times the probability Φ(z) that a normal number lies below z.

    .. math:: a = z\,\Phi(z), \qquad f'(z) = \Phi(z) + z\,\varphi(z)

    Φ is exact, through the engine's own error function; the two usual approximations are activations of their own.
    """

    declaration = Declaration(
        id="gelu",
        name=msg("GELU"),
        help=msg("z times the share Φ(z) of a normal distribution that lies below z: a soft gate."),
        group="composite",
        formula=r"a = z \, \Phi(z)",
        derivative=r"f'(z) = \Phi(z) + z \, \varphi(z)",
        source="Hendrycks & Gimpel, arXiv:1606.08415 (2016)",
        glyph="zΦ",
        aliases=("Gaussian error linear unit", "高斯误差线性单元", "高斯誤差線性單元"),
    )
    slope_reads_forward: ClassVar[bool] = True

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = z Φ(z)``: see :func:`emit_normal`."""
        gate = beside(emit, a, "gate")
        emit_normal(emit, z, gate, beside(emit, a, "density"))
        emit.call(np.multiply, z, gate, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``slope = Φ(z) + z φ(z)`` from what the forward pass left: two calls."""
        emit.call(np.multiply, z, beside(emit, a, "density"), slope)
        emit.call(np.add, slope, beside(emit, a, "gate"), slope)
