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
from nnstudio.engine.formulas import Formula
from nnstudio.engine.gaussian_gate import GATE, emit_standardised, written_standardised
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class GELU(Activation):
    r"""The Gaussian error linear unit: z times the probability Φ(z) that a normal number lies below z.

    .. math:: a = z\,\Phi(u), \qquad f'(z) = \Phi(u) + \tfrac{z}{s}\,\varphi(u), \qquad u = \frac{z - \mu}{s}

    Usually μ = 0 and s = 1, so that u is z.

    Φ is exact, through the engine's own error function; the two usual approximations are activations of their own.
    """

    declaration = Declaration(
        id="gelu",
        name=msg("GELU"),
        help=msg("z times the share Φ(z) of a normal distribution that lies below z: a soft gate."),
        group="composite",
        formula=r"a = z \, \Phi(u), \quad u = \frac{z - \mu}{s}",
        derivative=r"f'(z) = \Phi(u) + \frac{z}{s} \, \varphi(u)",
        parameters=GATE,
        source="Hendrycks & Gimpel, arXiv:1606.08415 (2016)",
        glyph="zΦ",
        aliases=("Gaussian error linear unit", "高斯误差线性单元", "高斯誤差線性單元"),
    )
    slope_reads_forward: ClassVar[bool] = True

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = z Φ(u)``: see :func:`emit_normal`."""
        gate = beside(emit, a, "gate")
        normal = emit_standardised(emit, z, self.mean, self.deviation, a)
        emit_normal(emit, normal, gate, beside(emit, a, "density"))
        emit.call(np.multiply, z, gate, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``slope = Φ(u) + z φ(u)/s`` from what the forward pass left: two calls, three where s ≠ 1."""
        emit.call(np.multiply, z, beside(emit, a, "density"), slope)
        if self.deviation != 1.0:
            emit.call(np.divide, slope, emit.constant(self.deviation), slope)
        emit.call(np.add, slope, beside(emit, a, "gate"), slope)

    def written(self, z: float) -> Formula | None:
        """Return ``z Φ(u)``."""
        return self.read(f"z * (1 + erf({self._u} / sqrt(2))) / 2")

    def written_slope(self, z: float) -> Formula | None:
        """Return ``Φ(u) + z φ(u)/s``."""
        density = f"exp(-({self._u}^2) / 2) / sqrt(2 * pi)"
        return self.read(f"(1 + erf({self._u} / sqrt(2))) / 2 + z / {self.deviation!r} * {density}")

    @property
    def _u(self) -> str:
        """``(z − μ)/s`` as it is written."""
        return written_standardised(self.mean, self.deviation)
