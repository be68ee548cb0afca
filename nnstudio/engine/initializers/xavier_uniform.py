"""Xavier's initialisation, uniform."""

from __future__ import annotations

import math

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class XavierUniform(Initializer):
    r"""Uniform values that keep the variance of signals and gradients from layer to layer under a tanh.

    .. math:: w \sim U(-r, r), \qquad r = \sqrt{\frac{6}{n_{in} + n_{out}}}
    """

    declaration = Declaration(
        id="xavier_uniform",
        name=msg("Xavier, uniform"),
        help=msg("Even spread, sized so that signals keep their strength through tanh and logistic layers."),
        group="scaled",
        formula=r"w \sim U(-r, r), \quad r = \sqrt{\frac{6}{n_{in} + n_{out}}}",
        source="Glorot & Bengio, AISTATS (2010)",
        glyph="X▭",
        aliases=("Glorot", "Xavier", "泽维尔", "均匀分布", "均勻分布"),
    )

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return values of U(−r, r)."""
        limit = math.sqrt(6.0 / (fan_in + fan_out))
        return random.uniform(-limit, limit, shape)
