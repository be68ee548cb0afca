"""LeCun's initialisation, uniform."""

from __future__ import annotations

import math

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class LeCunUniform(Initializer):
    r"""Uniform values that keep the variance of signals going forward: :math:`w \sim U(-r, r)`, r = √(3/n_in)."""

    declaration = Declaration(
        id="lecun_uniform",
        name=msg("LeCun, uniform"),
        help=msg("Even spread of variance 1/n: keeps signals at their strength going forward; for SELU."),
        group="scaled",
        formula=r"w \sim U(-r, r), \quad r = \sqrt{\frac{3}{n_{in}}}",
        source="LeCun et al., Efficient BackProp (1998)",
        glyph="L▭",
        aliases=("LeCun", "SELU", "杨立昆", "楊立昆", "均匀分布", "均勻分布"),
    )

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return values of U(−r, r)."""
        limit = math.sqrt(3.0 / fan_in)
        return random.uniform(-limit, limit, shape)
