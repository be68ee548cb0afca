"""The Gaussian error linear unit, tanh form."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import beside, emit_gate, emit_gate_slope, emit_square
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.gaussian_gate import GATE, emit_standardised, written_standardised
from nnstudio.engine.typing import Array
from nnstudio.text import msg

_TWICE = 2.0 * math.sqrt(2.0 / math.pi)
_CUBIC = 0.044715


class GELUTanh(Activation):
    r"""GELU with Φ approximated through tanh (PyTorch's ``approximate="tanh"``); off by at most 5·10⁻⁴.

    .. math:: a = \tfrac{z}{2}\,\big(1 + \tanh u\big) = z\,\sigma(2u), \qquad
              u = \sqrt{2/\pi}\,(v + 0.044715\,v^3), \quad v = \frac{z - \mu}{s}

    It is computed as :math:`z\,\sigma(2u)`, the same function without the cancellation in the left tail.
    """

    declaration = Declaration(
        id="gelu_tanh",
        name=msg("GELU (tanh form)"),
        help=msg("GELU with the normal distribution replaced by a tanh of a cubic; off by at most 0.0005."),
        group="composite",
        formula=r"a = \frac{z}{2} \left( 1 + \tanh u \right), \quad u = \sqrt{\frac{2}{\pi}} \, (v + 0.044715 \, v^3), "
        r"\quad v = \frac{z - \mu}{s}",
        derivative=r"f'(z) = \frac{1}{2} (1 + \tanh u) + \frac{z}{2} (1 - \tanh^2 u) \, u'",
        parameters=GATE,
        source="Hendrycks & Gimpel, arXiv:1606.08415 (2016)",
        glyph="zΦ",
        aliases=("Gaussian error linear unit", "高斯误差线性单元", "高斯誤差線性單元"),
    )
    slope_reads_forward: ClassVar[bool] = True

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = z σ(2u)``: nine calls, eleven unless μ = 0 and s = 1."""
        inner = beside(emit, a, "inner")
        normal = emit_standardised(emit, z, self.mean, self.deviation, a)
        emit_square(emit, normal, inner)
        emit.call(np.multiply, inner, emit.constant(_TWICE * _CUBIC), inner)
        emit.call(np.add, inner, emit.constant(_TWICE), inner)
        emit.call(np.multiply, inner, normal, inner)
        emit_gate(emit, z, inner, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        r"""Emit the slope, with :math:`2zu' = 2\sqrt{2/\pi}\,(1 + 3 \cdot 0.044715\,v^2)\,z/s`: seven calls."""
        inner, scale = emit.scratch(z.shape), _TWICE / self.deviation
        normal = beside(emit, a, "normal") if (self.mean, self.deviation) != (0.0, 1.0) else z
        emit_square(emit, normal, inner)
        emit.call(np.multiply, inner, emit.constant(3.0 * scale * _CUBIC), inner)
        emit.call(np.add, inner, emit.constant(scale), inner)
        emit.call(np.multiply, inner, z, inner)
        emit_gate_slope(emit, a, inner, slope)

    def written(self, z: float) -> Formula | None:
        """Return ``z/2 (1 + tanh u)``."""
        return self.read(f"z / 2 * (1 + {self._gate})")

    def written_slope(self, z: float) -> Formula | None:
        """Return ``(1 + tanh u)/2 + z/2 (1 − tanh² u) u'``."""
        inner = f"sqrt(2 / pi) * (1 + {3 * _CUBIC!r} * {self._u}^2) / {self.deviation!r}"
        return self.read(f"(1 + {self._gate}) / 2 + z / 2 * (1 - {self._gate}^2) * {inner}")

    @property
    def _gate(self) -> str:
        """``tanh u`` as it is written."""
        return f"tanh(sqrt(2 / pi) * ({self._u} + {_CUBIC!r} * {self._u}^3))"

    @property
    def _u(self) -> str:
        """``(z − μ)/s`` as it is written."""
        return written_standardised(self.mean, self.deviation)
