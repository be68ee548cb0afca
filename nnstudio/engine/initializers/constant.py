"""One value for all."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Constant(Initializer):
    """The same value everywhere: neurons that start alike stay alike, whatever the value is."""

    declaration = Declaration(
        id="constant",
        name=msg("Constant"),
        help=msg(
            "Every weight starts at the same value. Hidden neurons that start alike stay alike: they never learn apart."
        ),
        group="constant",
        formula=r"w = c",
        parameters=(
            Parameter(
                "value",
                msg("Value"),
                Kind.REAL,
                0.1,
                msg("What every weight starts at."),
                minimum=-100.0,
                maximum=100.0,
                symbol="c",
            ),
        ),
        source="Rumelhart, Hinton & Williams, Nature 323 (1986)",
        glyph="c",
        aliases=(
            "ones",
            "fixed",
            "常数",
            "常數",
        ),
    )

    def fill(self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator) -> Array:
        """Return the value everywhere; the generator is not advanced."""
        return np.full(shape, float(self.value))
