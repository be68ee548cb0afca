"""Swish with a gate of straight pieces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import beside, emit_hard_gate, emit_is_inside
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.typing import Array
from nnstudio.text import msg

_REACH = 3.0


class HardSwish(Activation):
    r"""The hard swish: z times a hard sigmoid of slope 1/6.

    .. math:: a = z\,g(z), \quad g(z) = \frac{\min(\max(0, z + 3), 6)}{6}, \qquad
              f'(z) = g(z) + \tfrac{z}{6}\,[\,|z| < 3\,]
    """

    declaration = Declaration(
        id="hard_swish",
        name=msg("Hard swish"),
        help=msg("Swish with its gate cut from straight pieces: 0 below −3, the line z above 3, a parabola between."),
        group="composite",
        formula=r"a = z \, \frac{\min(\max(0, z + 3), 6)}{6}",
        derivative=r"f'(z) = \frac{\min(\max(0, z + 3), 6)}{6} + \frac{z}{6} \, [\, |z| < 3 \,]",
        source="Howard et al., Searching for MobileNetV3, ICCV (2019)",
        glyph="z⎍",
        aliases=("hardswish", "h-swish", "硬 Swish", "MobileNet"),
    )
    slope_reads_forward: ClassVar[bool] = True

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = z g(z)``: five calls. The gate is kept for the slope."""
        gate = beside(emit, a, "gate")
        emit_hard_gate(emit, z, _REACH, gate)
        emit.call(np.multiply, z, gate, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit the gate and, inside its ramp, ``z/6``: six calls."""
        emit_is_inside(emit, z, _REACH, slope)
        emit.call(np.multiply, slope, z, slope)
        emit.call(np.divide, slope, emit.constant(2.0 * _REACH), slope)
        emit.call(np.add, slope, beside(emit, a, "gate"), slope)

    def written(self, z: float) -> Formula | None:
        """Return 0, ``z (z + 3)/6`` or ``z``, by where z lies."""
        return self.read("0" if z <= -3 else "z" if z >= 3 else "z * (z + 3) / 6")

    def written_slope(self, z: float) -> Formula | None:
        """Return 0, ``(z + 3)/6 + z/6`` or 1."""
        return self.read("0" if z <= -3 else "1" if z >= 3 else "(z + 3) / 6 + z / 6")
