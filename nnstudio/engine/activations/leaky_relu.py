"""ReLU with a leak."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.elementary import emit_maximum, emit_minimum, full
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class LeakyReLU(Activation):
    r"""ReLU with a small slope γ to the left, so that no neuron dies.

    .. math:: a = \max(0, z) + \gamma \min(0, z), \qquad f'(z) = [z > 0] + \gamma\,[z \le 0]

    At z = 0 the slope γ is used, as in PyTorch. For γ ≤ 1 it is max(γz, z), for γ ≥ 1 it is min(γz, z).
    """

    declaration = Declaration(
        id="leaky_relu",
        name=msg("Leaky ReLU"),
        help=msg(
            "A ReLU that lets a little of negative z through, so that its neurons cannot die. At z = 0 its slope is γ."
        ),
        group="ramp_shaped",
        formula=r"a = \max(0, z) + \gamma \min(0, z)",
        derivative=r"f'(z) = [z > 0] + \gamma \, [z \le 0]",
        parameters=(
            Parameter(
                "gamma",
                msg("Slope on the left"),
                Kind.REAL,
                0.01,
                msg("How much of a negative z passes."),
                minimum=0.0,
                maximum=2.0,
                symbol="γ",
            ),
        ),
        source="Maas, Hannun & Ng, ICML (2013)",
        glyph="γz",
        aliases=("LReLU", "带泄露的 ReLU", "帶洩漏的 ReLU", "渗漏整流", "滲漏整流"),
    )

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = max(γz, z)``, or the minimum where γ > 1: two calls."""
        emit.call(np.multiply, z, emit.constant(self.gamma), a)
        (emit_maximum if self.gamma <= 1.0 else emit_minimum)(emit, a, z, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``slope = 1`` right of 0, else γ: three or four calls, without rounding."""
        positive = emit.passing(z.shape, bool)
        zeros, one, gamma = emit.scratch(z.shape), full(emit, z.shape, 1.0), full(emit, z.shape, self.gamma)
        if self.gamma <= 1.0:
            emit.call(np.greater, z, zeros, positive)
            emit.call(np.copyto, slope, positive)
            emit_maximum(emit, slope, gamma, slope)
        else:
            emit.call(np.less_equal, z, zeros, positive)
            emit.call(np.copyto, slope, positive)
            emit.call(np.multiply, slope, gamma, slope)
            emit_maximum(emit, slope, one, slope)

    def written(self, z: float) -> Formula | None:
        """Return ``z`` right of 0, else ``γ z``."""
        return self.read("z" if z > 0 else f"{self.gamma!r} * z")

    def written_slope(self, z: float) -> Formula | None:
        """Return 1 right of 0, else γ."""
        return self.read("1" if z > 0 else f"{self.gamma!r}")
