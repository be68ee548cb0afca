"""An S that approaches its limits slowly."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_square
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Softsign(Activation):
    r"""The softsign: shaped like tanh, but it nears ±1 like 1/z, so its slope fades slowly.

    .. math:: a = \frac{z}{1 + |z|}, \qquad f'(z) = \frac{1}{(1 + |z|)^2}
    """

    declaration = Declaration(
        id="softsign",
        name=msg("Softsign"),
        help=msg("An S from −1 to 1 like tanh, but it saturates far more slowly: its slope fades like 1/z²."),
        group="s_shaped",
        formula=r"a = \frac{z}{1 + |z|}",
        derivative=r"f'(z) = \frac{1}{(1 + |z|)^2}",
        source="Bergstra, Desjardins, Lamblin & Bengio, Université de Montréal, TR 1337 (2009)",
        glyph="z/1",
        aliases=("Elliott", "软符号函数", "軟符號函數"),
    )

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = z / (1 + |z|)``: three calls."""
        below = emit.scratch(z.shape)
        emit.call(np.abs, z, below)
        emit.call(np.add, below, emit.constant(1.0), below)
        emit.call(np.divide, z, below, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``slope = (1 / (1 + |z|))²``: four calls; the other order would overflow."""
        emit.call(np.abs, z, slope)
        emit.call(np.add, slope, emit.constant(1.0), slope)
        emit.call(np.reciprocal, slope, slope)
        emit_square(emit, slope, slope)

    def written(self, z: float) -> Formula | None:
        """Return ``z/(1 + |z|)``."""
        return self.read("z / (1 + abs(z))")

    def written_slope(self, z: float) -> Formula | None:
        """Return ``1/(1 + |z|)²``."""
        return self.read("1 / (1 + abs(z))^2")
