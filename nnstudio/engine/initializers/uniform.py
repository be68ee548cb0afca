"""A uniform distribution of your own."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.errors import ParameterError
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Uniform(Initializer):
    r"""Uniform values, whatever the layer's size: :math:`w \sim U(l, h)`.

    Raises
    ------
    ParameterError : ``high`` below ``low``.
    """

    declaration = Declaration(
        id="uniform",
        name=msg("Uniform"),
        help=msg("Even spread between two bounds, the same for layers of every size."),
        group="random",
        formula=r"w \sim U(l, h)",
        parameters=(
            Parameter(
                "low",
                msg("Lower bound"),
                Kind.REAL,
                -1.0,
                msg("The smallest value that is drawn."),
                minimum=-100.0,
                maximum=100.0,
                symbol="l",
            ),
            Parameter(
                "high",
                msg("Upper bound"),
                Kind.REAL,
                1.0,
                msg("The largest value that is drawn."),
                minimum=-100.0,
                maximum=100.0,
                symbol="h",
            ),
        ),
        source="LeCun et al., Efficient BackProp (1998)",
        glyph="▭",
        aliases=(
            "random",
            "均匀分布",
            "均勻分布",
            "随机",
            "隨機",
        ),
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        if self.high < self.low:
            raise ParameterError(
                "uniform.high",
                msg("a number not below {low}", low=self.low),
                msg("{value}", value=self.high),
                msg("Raise the upper bound or lower the lower one."),
            )

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return values of U(l, h)."""
        return random.uniform(self.low, self.high, shape)
