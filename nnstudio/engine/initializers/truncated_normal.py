"""A normal distribution without its tails."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.initializer_options import MEAN, STANDARD_DEVIATION
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class TruncatedNormal(Initializer):
    r"""Normal values, drawn again where they lie more than c standard deviations from the mean.

    Whatever the layer's size. With c = 2 the spread is 0.88 s: the tails are what is missing.
    """

    declaration = Declaration(
        id="truncated_normal",
        name=msg("Truncated normal"),
        help=msg("Bell-shaped spread whose far tails are cut off, so that no single weight starts out huge."),
        group="random",
        formula=r"w \sim N(\mu, s^2), \quad |w - \mu| \le c \, s",
        parameters=(
            MEAN,
            STANDARD_DEVIATION,
            Parameter(
                "cut",
                msg("Cut"),
                Kind.REAL,
                2.0,
                msg("How many standard deviations from the mean a value may lie."),
                minimum=0.5,
                maximum=6.0,
                symbol="c",
            ),
        ),
        source="Robert, Statistics and Computing 5 (1995)",
        glyph="∩✂",
        aliases=("Gaussian", "random", "截断正态", "截斷常態", "高斯分布"),
    )

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return values of N(μ, s²) within c s of μ."""
        values = random.standard_normal(shape)
        outside = np.abs(values) > self.cut
        while outside.any():
            values[outside] = random.standard_normal(int(outside.sum()))
            outside = np.abs(values) > self.cut
        return np.asarray(self.mean + self.std * values)
