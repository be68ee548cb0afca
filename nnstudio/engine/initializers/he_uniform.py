"""He's initialisation, uniform."""

from __future__ import annotations

import math

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class HeUniform(Initializer):
    r"""Uniform values that keep the variance of signals under a ReLU, which halves it.

    .. math:: w \sim U(-r, r), \qquad r = \sqrt{\frac{6}{n_{in}}}
    """

    declaration = Declaration(
        id="he_uniform",
        name=msg("He, uniform"),
        help=msg("Even spread, sized so that signals keep their strength through ReLU layers."),
        group="scaled",
        formula=r"w \sim U(-r, r), \quad r = \sqrt{\frac{6}{n_{in}}}",
        source="He et al., ICCV (2015)",
        glyph="H▭",
        aliases=(
            "Kaiming",
            "MSRA",
            "何恺明",
            "何愷明",
            "均匀分布",
            "均勻分布",
        ),
    )

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return values of U(−r, r)."""
        limit = math.sqrt(6.0 / fan_in)
        return random.uniform(-limit, limit, shape)
