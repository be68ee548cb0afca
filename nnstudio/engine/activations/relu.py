"""The rectified linear unit."""

from __future__ import annotations

from collections.abc import Mapping

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import beside_rows, emit_maximum, emit_sign_of_ramp
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class ReLU(Activation):
    r"""The rectified linear unit.

    .. math:: a = \max(0, z), \qquad f'(z) = [z > 0]

    At z = 0 it has no derivative; the subgradient 0 is used, as in PyTorch.
    """

    declaration = Declaration(
        id="relu",
        name=msg("ReLU"),
        help=msg("Lets positive z through and cuts the rest to 0, where its slope is 0 too (at z = 0 as well)."),
        group="ramp_shaped",
        formula=r"a = \max(0, z)",
        derivative=r"f'(z) = [z > 0]",
        source="Nair & Hinton, ICML (2010)",
        glyph="z⁺",
        aliases=("rectifier", "rectified linear unit", "修正线性单元", "線性整流", "线性整流", "死亡 ReLU"),
    )

    commutes_with_max = True

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = max(z, 0)``: one call, against an array of zeros."""
        emit_maximum(emit, z, beside_rows(emit, z, 0.0), a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``slope = [a > 0]``: one call in a small layer, two in a large one."""
        emit_sign_of_ramp(emit, a, slope)
