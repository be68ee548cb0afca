"""The hyperbolic tangent made of three straight pieces."""

from __future__ import annotations

from collections.abc import Mapping

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_is_inside, emit_maximum, emit_minimum, full
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class HardTanh(Activation):
    r"""The hard tanh: the identity between −1 and 1, flat outside.

    .. math:: a = \max(-1, \min(1, z)), \qquad f'(z) = [\,|z| < 1\,]

    At the corners the subgradient 0 is used, as in PyTorch.
    """

    declaration = Declaration(
        id="hard_tanh",
        name=msg("Hard tanh"),
        help=msg("The line z, cut off at −1 and 1: tanh's tangent at 0 between its two limits."),
        group="s_shaped",
        formula=r"a = \max(-1, \min(1, z))",
        derivative=r"f'(z) = [\, |z| < 1 \,]",
        source="Collobert, PhD thesis, Université Paris 6 (2004)",
        glyph="th⎍",
        aliases=("hardtanh", "clipped identity", "硬双曲正切", "硬 Tanh", "硬雙曲正切"),
    )

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = max(−1, min(1, z))``: two calls."""
        emit_minimum(emit, z, full(emit, z.shape, 1.0), a)
        emit_maximum(emit, a, full(emit, z.shape, -1.0), a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``slope = [|z| < 1]``: three calls."""
        emit_is_inside(emit, z, 1.0, slope)
