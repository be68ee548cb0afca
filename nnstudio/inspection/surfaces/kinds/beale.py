"""Beale's function."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.surfaces.surface import Floats, Place, Surface
from nnstudio.text import msg

_CONSTANTS = (1.5, 2.25, 2.625)


class Beale(Surface):
    r"""``L = (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2``."""

    declaration = Declaration(
        id="beale",
        name=msg("Beale's function"),
        help=msg("Flat in its middle, with walls at its corners so steep that a step there throws far away."),
        formula=r"L = (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2",
        source="Beale, Princeton Technical Report 25 (1958)",
    )
    low: ClassVar[Place] = (-4.5, -4.5)
    high: ClassVar[Place] = (4.5, 4.5)
    start: ClassVar[Place] = (1.0, 1.5)
    minima: ClassVar[tuple[Place, ...]] = ((3.0, 0.5),)

    def loss(self, x: Floats, y: Floats) -> Floats:
        """Return ``L``."""
        found = np.zeros(np.broadcast_shapes(np.shape(x), np.shape(y)))
        for n, c in enumerate(_CONSTANTS, start=1):
            found = found + (c - x + x * y**n) ** 2
        return found

    def slope(self, x: float, y: float) -> Place:
        """Return ``∂L/∂x`` and ``∂L/∂y``."""
        across = up = 0.0
        for n, c in enumerate(_CONSTANTS, start=1):
            rest = c - x + x * y**n
            across += 2 * rest * (y**n - 1)
            up += 2 * rest * n * x * y ** (n - 1)
        return across, up
