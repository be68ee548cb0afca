"""The Gaussian error linear unit, logistic form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import beside, emit_gate, emit_gate_slope
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.gaussian_gate import GATE, emit_standardised, written_standardised
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class GELULogistic(Activation):
    r"""GELU with Φ approximated by a logistic gate; off by at most 0.021.

    .. math:: a = z\,g, \quad g = \sigma(1.702\,\tfrac{z - \mu}{s}), \qquad
              f'(z) = g\,(1 + 1.702\,\tfrac{z}{s}\,(1 - g))
    """

    declaration = Declaration(
        id="gelu_logistic",
        name=msg("GELU (logistic form)"),
        help=msg("GELU with the normal distribution replaced by σ(1.702 z): a swish; off by at most 0.021."),
        group="composite",
        formula=r"a = z \, g, \quad g = \sigma\left( 1.702 \, \frac{z - \mu}{s} \right)",
        derivative=r"f'(z) = g \, (1 + 1.702 \, \frac{z}{s} \, (1 - g))",
        parameters=GATE,
        source="Hendrycks & Gimpel, arXiv:1606.08415 (2016)",
        glyph="zΦ",
        aliases=("Gaussian error linear unit", "高斯误差线性单元", "高斯誤差線性單元", "quick GELU"),
    )
    slope_reads_forward: ClassVar[bool] = True

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = z σ(1.702 (z − μ)/s)``: six calls, eight unless μ = 0 and s = 1."""
        scaled = beside(emit, a, "scaled")
        emit.call(np.multiply, emit_standardised(emit, z, self.mean, self.deviation, a), emit.constant(1.702), scaled)
        emit_gate(emit, z, scaled, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit the slope from the gate that the forward pass left: three calls, or four."""
        inner = beside(emit, a, "scaled")
        if (self.mean, self.deviation) != (0.0, 1.0):
            inner = emit.scratch(z.shape)
            emit.call(np.multiply, z, emit.constant(1.702 / self.deviation), inner)
        emit_gate_slope(emit, a, inner, slope)

    def written(self, z: float) -> Formula | None:
        """Return ``z σ(1.702 u)``."""
        return self.read(f"z * sigmoid(1.702 * {self._u})")

    def written_slope(self, z: float) -> Formula | None:
        """Return ``g (1 + 1.702 z/s (1 − g))``."""
        gate = f"sigmoid(1.702 * {self._u})"
        return self.read(f"{gate} * (1 + 1.702 * z / {self.deviation!r} * (1 - {gate}))")

    @property
    def _u(self) -> str:
        """``(z − μ)/s`` as it is written."""
        return written_standardised(self.mean, self.deviation)
