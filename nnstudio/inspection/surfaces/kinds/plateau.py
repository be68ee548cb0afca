"""A well in a plateau."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.surfaces.surface import Floats, Place, Surface
from nnstudio.text import msg


class Plateau(Surface):
    r"""``L = 1 - e^{-2\,(x^2 + y^2)}``."""

    declaration = Declaration(
        id="plateau",
        name=msg("A well in a plateau"),
        help=msg(
            "Far from the well the slope is almost nothing: plain descent hardly "
            "moves, whatever divides by the size of the gradient walks on."
        ),
        formula=r"L = 1 - e^{-2\,(x^2 + y^2)}",
        aliases=("flat",),
    )
    low: ClassVar[Place] = (-2.0, -2.0)
    high: ClassVar[Place] = (2.0, 2.0)
    start: ClassVar[Place] = (-1.3, 1.0)
    minima: ClassVar[tuple[Place, ...]] = ((0.0, 0.0),)

    def loss(self, x: Floats, y: Floats) -> Floats:
        """Return ``L``."""
        found: Floats = 1 - np.exp(-2 * (x * x + y * y))
        return found

    def slope(self, x: float, y: float) -> Place:
        """Return ``∂L/∂x`` and ``∂L/∂y``."""
        steepness = 4 * math.exp(-2 * (x * x + y * y))
        return steepness * x, steepness * y
