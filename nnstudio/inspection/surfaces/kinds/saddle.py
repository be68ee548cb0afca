"""The saddle between two hollows."""

from __future__ import annotations

import math
from typing import ClassVar

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.surfaces.surface import Floats, Place, Surface
from nnstudio.text import msg


class Saddle(Surface):
    r"""``L = x^2 - y^2 + \tfrac{1}{4}\,y^4``."""

    declaration = Declaration(
        id="saddle",
        name=msg("The saddle between two hollows"),
        help=msg(
            "Flat in its middle, though no minimum: along y it falls away to "
            "both sides. Whoever begins near the ridge stays there long."
        ),
        formula=r"L = x^2 - y^2 + \tfrac{1}{4}\,y^4",
        aliases=("minimax",),
    )
    low: ClassVar[Place] = (-2.0, -2.2)
    high: ClassVar[Place] = (2.0, 2.2)
    start: ClassVar[Place] = (-1.5, 0.02)
    minima: ClassVar[tuple[Place, ...]] = ((0.0, -math.sqrt(2.0)), (0.0, math.sqrt(2.0)))

    def loss(self, x: Floats, y: Floats) -> Floats:
        """Return ``L``."""
        found: Floats = x * x - y * y + y**4 / 4
        return found

    def slope(self, x: float, y: float) -> Place:
        """Return ``∂L/∂x`` and ``∂L/∂y``."""
        return 2 * x, y**3 - 2 * y
