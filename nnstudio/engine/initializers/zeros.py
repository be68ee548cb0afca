"""All zeros."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Zeros(Initializer):
    """All zeros: right for a bias, fatal for hidden weights, whose neurons then stay identical for ever."""

    declaration = Declaration(
        id="zeros",
        name=msg("Zeros"),
        help=msg("Every weight starts at 0. Hidden neurons that start alike stay alike: they never learn apart."),
        group="constant",
        formula=r"w = 0",
        source="Rumelhart, Hinton & Williams, Nature 323 (1986)",
        glyph="0",
        aliases=("zero", "全零", "零初始化"),
    )

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return zeros; the generator is not advanced."""
        return np.zeros(shape)
