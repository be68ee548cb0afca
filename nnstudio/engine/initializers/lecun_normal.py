"""LeCun's initialisation, normal."""

from __future__ import annotations

import math

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class LeCunNormal(Initializer):
    r"""Normal values that keep the variance of signals on the way forward: :math:`w \sim N(0, s^2)`, s² = 1/n_in."""

    declaration = Declaration(
        id="lecun_normal",
        name=msg("LeCun, normal"),
        help=msg("Bell-shaped spread of variance 1/n: keeps signals at their strength going forward; for SELU."),
        group="scaled",
        formula=r"w \sim N(0, s^2), \quad s = \sqrt{\frac{1}{n_{in}}}",
        source="LeCun et al., Efficient BackProp (1998)",
        glyph="L∩",
        aliases=("LeCun", "SELU", "self-normalizing", "杨立昆", "楊立昆", "正态分布", "常態分布"),
    )

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return values of N(0, s²)."""
        return random.normal(0.0, math.sqrt(1.0 / fan_in), shape)
