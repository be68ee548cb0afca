"""Xavier's initialisation, normal."""

from __future__ import annotations

import math

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class XavierNormal(Initializer):
    r"""Normal values that keep the variance of signals and gradients from layer to layer under a tanh.

    .. math:: w \sim N(0, s^2), \qquad s = \sqrt{\frac{2}{n_{in} + n_{out}}}
    """

    declaration = Declaration(
        id="xavier_normal",
        name=msg("Xavier, normal"),
        help=msg("Bell-shaped spread, sized so that signals keep their strength through tanh and logistic layers."),
        group="scaled",
        formula=r"w \sim N(0, s^2), \quad s = \sqrt{\frac{2}{n_{in} + n_{out}}}",
        source="Glorot & Bengio, AISTATS (2010)",
        glyph="X∩",
        aliases=(
            "Glorot",
            "Xavier",
            "泽维尔",
            "正态分布",
            "常態分布",
            "高斯分布",
        ),
    )

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return values of N(0, s²)."""
        return random.normal(0.0, math.sqrt(2.0 / (fan_in + fan_out)), shape)
