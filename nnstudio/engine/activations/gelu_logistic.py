"""The Gaussian error linear unit, logistic form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import beside, emit_gate, emit_gate_slope
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class GELULogistic(Activation):
    r"""GELU with Φ approximated by a logistic gate; off by at most 0.021.

    .. math:: a = z\,\sigma(1.702\,z), \qquad f'(z) = \sigma(1.702\,z)\,(1 + 1.702\,z\,(1 - \sigma(1.702\,z)))
    """

    declaration = Declaration(
        id="gelu_logistic",
        name=msg("GELU (logistic form)"),
        help=msg("GELU with the normal distribution replaced by σ(1.702 z): a swish; off by at most 0.021."),
        group="composite",
        formula=r"a = z \, \sigma(1.702 \, z)",
        derivative=r"f'(z) = g \, (1 + 1.702 \, z \, (1 - g)), \quad g = \sigma(1.702 \, z)",
        source="Hendrycks & Gimpel, arXiv:1606.08415 (2016)",
        glyph="zΦ",
        aliases=("Gaussian error linear unit", "高斯误差线性单元", "高斯誤差線性單元", "quick GELU"),
    )
    slope_reads_forward: ClassVar[bool] = True

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = z σ(1.702 z)``: six calls."""
        scaled = beside(emit, a, "scaled")
        emit.call(np.multiply, z, emit.constant(1.702), scaled)
        emit_gate(emit, z, scaled, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit the slope from the gate that the forward pass left: three calls."""
        emit_gate_slope(emit, a, beside(emit, a, "scaled"), slope)
