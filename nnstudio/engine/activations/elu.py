"""The exponential linear unit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.elementary import emit_is_positive, emit_maximum, emit_minimum
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class ELU(Activation):
    r"""The exponential linear unit: a ramp that bends smoothly towards −γ on the left.

    .. math:: a = \max(0, z) + \min(0, \gamma (e^z - 1)), \qquad f'(z) = [z > 0] + \gamma e^z\,[z \le 0]

    For γ ≠ 1 the slope jumps at z = 0, where γ is used, as in PyTorch.
    """

    declaration = Declaration(
        id="elu",
        name=msg("ELU"),
        help=msg("A ramp that bends towards −γ on the left, which keeps the mean output near zero."),
        group="ramp_shaped",
        formula=r"a = \max(0, z) + \min(0, \gamma (e^{z} - 1))",
        derivative=r"f'(z) = [z > 0] + \gamma e^{z} \, [z \le 0]",
        parameters=(
            Parameter(
                "gamma",
                msg("Depth on the left"),
                Kind.REAL,
                1.0,
                msg("The value −γ that very negative z tend to."),
                minimum=0.0,
                maximum=10.0,
                symbol="γ",
                open_minimum=True,
            ),
        ),
        source="Clevert, Unterthiner & Hochreiter, ICLR (2016)",
        glyph="eᶻ",
        aliases=("exponential linear unit", "指数线性单元", "指數線性單元"),
    )

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = γ (exp(min(z, 0)) − 1) + max(z, 0)``, the first without cancellation: five calls."""
        zeros, ramp = emit.scratch(z.shape), emit.scratch(z.shape)
        emit_minimum(emit, z, zeros, a)
        emit.call(np.expm1, a, a)
        emit.call(np.multiply, a, emit.constant(self.gamma), a)
        emit_maximum(emit, z, zeros, ramp)
        emit.call(np.add, a, ramp, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``exp(min(z, 0))``, two calls; where γ ≠ 1 its left half is multiplied by γ, six more."""
        emit_minimum(emit, z, emit.scratch(z.shape), slope)
        emit.call(np.exp, slope, slope)
        if self.gamma == 1.0:
            return
        right, left = emit.scratch(z.shape), emit.scratch(z.shape)
        emit_is_positive(emit, z, right)
        emit.call(np.subtract, emit.constant(1.0), right, left)
        emit.call(np.multiply, left, emit.constant(self.gamma), left)
        emit.call(np.multiply, slope, left, slope)
        emit.call(np.add, slope, right, slope)

    def written(self, z: float) -> Formula | None:
        """Return ``z`` right of 0, else ``γ (eᶻ − 1)``."""
        return self.read("z" if z > 0 else f"{self.gamma!r} * (exp(z) - 1)")

    def written_slope(self, z: float) -> Formula | None:
        """Return 1 right of 0, else ``γ eᶻ``."""
        return self.read("1" if z > 0 else f"{self.gamma!r} * exp(z)")
