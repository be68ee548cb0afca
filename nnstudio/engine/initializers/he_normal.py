"""He's initialisation, normal."""

from __future__ import annotations

import math

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class HeNormal(Initializer):
    r"""Normal values that keep the variance of signals under a ReLU, which halves it.

    .. math:: w \sim N(0, s^2), \qquad s = \sqrt{\frac{2}{n_{in}}}
    """

    declaration = Declaration(
        id="he_normal",
        name=msg("He, normal"),
        help=msg("Bell-shaped spread, sized so that signals keep their strength through ReLU layers."),
        group="scaled",
        formula=r"w \sim N(0, s^2), \quad s = \sqrt{\frac{2}{n_{in}}}",
        source="He et al., ICCV (2015)",
        glyph="H∩",
        aliases=(
            "Kaiming",
            "MSRA",
            "何恺明",
            "何愷明",
            "正态分布",
            "常態分布",
            "高斯分布",
        ),
    )

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return values of N(0, s²)."""
        return random.normal(0.0, math.sqrt(2.0 / fan_in), shape)
