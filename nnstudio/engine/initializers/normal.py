"""A normal distribution of your own."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.initializer_options import MEAN, STANDARD_DEVIATION
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Normal(Initializer):
    r"""Normal values, whatever the layer's size: :math:`w \sim N(\mu, s^2)`."""

    declaration = Declaration(
        id="normal",
        name=msg("Normal"),
        help=msg("Bell-shaped spread around a mean, the same for layers of every size."),
        group="random",
        formula=r"w \sim N(\mu, s^2)",
        parameters=(MEAN, STANDARD_DEVIATION),
        source="Krizhevsky, Sutskever & Hinton, NIPS (2012)",
        glyph="∩",
        aliases=(
            "Gaussian",
            "random",
            "正态分布",
            "常態分布",
            "高斯分布",
            "随机",
            "隨機",
        ),
    )

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return values of N(μ, s²)."""
        return random.normal(self.mean, self.std, shape)
