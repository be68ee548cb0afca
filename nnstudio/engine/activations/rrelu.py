"""ReLU with a leak of random size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.elementary import beside, emit_is_positive, emit_maximum, emit_minimum
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.errors import ParameterError
from nnstudio.engine.formulas import Formula
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class RReLU(Activation):
    r"""The randomised leaky ReLU: in training each z at each step gets a slope γ of its own, drawn evenly.

    .. math:: a = \max(0, z) + \gamma \min(0, z), \qquad \gamma \sim U(l, u)

    Outside training γ is the mean (l + u)/2. The numbers come from the run's generator: they are part of its state,
    and the same seed draws the same. The slope at z = 0 is γ, as in PyTorch.

    Raises
    ------
    ParameterError : ``upper`` below ``lower``.
    """

    declaration = Declaration(
        id="rrelu",
        name=msg("RReLU"),
        help=msg(
            "A leaky ReLU whose leak is drawn anew for each number while training, and is the mean of the range after."
        ),
        group="ramp_shaped",
        formula=r"a = \max(0, z) + \gamma \min(0, z), \quad \gamma \sim U(l, u)",
        derivative=r"f'(z) = [z > 0] + \gamma \, [z \le 0]",
        parameters=(
            Parameter(
                "lower",
                msg("Least slope"),
                Kind.REAL,
                0.125,
                msg("The smallest slope on the left that is drawn."),
                minimum=0.0,
                maximum=1.0,
                symbol="l",
            ),
            Parameter(
                "upper",
                msg("Greatest slope"),
                Kind.REAL,
                1.0 / 3.0,
                msg("The largest slope on the left that is drawn."),
                minimum=0.0,
                maximum=1.0,
                symbol="u",
            ),
        ),
        source="Xu, Wang, Chen & Li, arXiv:1505.00853 (2015)",
        glyph="γ?",
        aliases=("randomized leaky ReLU", "randomised", "随机 ReLU", "隨機 ReLU", "随机修正线性单元"),
    )
    slope_reads_forward: ClassVar[bool] = True
    draws: ClassVar[bool] = True

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        if self.upper < self.lower:
            raise ParameterError(
                "rrelu.upper",
                msg("a number not below {low}", low=f"{self.lower:g}"),
                msg("{value}", value=f"{self.upper:g}"),
                msg("Raise the upper bound or lower the lower one."),
            )

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = γ min(z, 0) + max(z, 0)``: four calls, seven in training, where γ is drawn."""
        drawn, zeros, ramp = beside(emit, a, "drawn"), emit.scratch(z.shape), emit.scratch(z.shape)
        if emit.training:
            # In place of the generator's own uniform(), which has neither an output nor a dtype.
            emit.call(emit.random.random, None, emit.dtype, drawn)
            emit.call(np.multiply, drawn, emit.constant(self.upper - self.lower), drawn)
            emit.call(np.add, drawn, emit.constant(self.lower), drawn)
        else:
            drawn.fill((self.lower + self.upper) / 2)
        emit_minimum(emit, z, zeros, a)
        emit.call(np.multiply, a, drawn, a)
        emit_maximum(emit, z, zeros, ramp)
        emit.call(np.add, a, ramp, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``slope = max([z > 0], γ)``, γ being at most 1: three calls."""
        emit_is_positive(emit, z, slope)
        emit_maximum(emit, slope, beside(emit, a, "drawn"), slope)

    def written(self, z: float) -> Formula | None:
        """Return ``z`` right of 0, else ``γ z`` with the γ that was drawn."""
        return self.read("z" if z > 0 else "drawn * z")

    def written_slope(self, z: float) -> Formula | None:
        """Return 1 right of 0, else the γ that was drawn."""
        return self.read("1" if z > 0 else "drawn")
