"""The round bowl."""

from __future__ import annotations

from typing import ClassVar

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.surfaces.surface import Floats, Place, Surface
from nnstudio.text import msg


class Bowl(Surface):
    r"""``L = x^2 + y^2``."""

    declaration = Declaration(
        id="bowl",
        name=msg("The round bowl"),
        help=msg(
            "Curved alike in all directions: the way down points straight at the minimum, "
            "and any small learning rate gets there."
        ),
        formula=r"L = x^2 + y^2",
    )
    low: ClassVar[Place] = (-2.0, -2.0)
    high: ClassVar[Place] = (2.0, 2.0)
    start: ClassVar[Place] = (-1.6, 1.2)
    minima: ClassVar[tuple[Place, ...]] = ((0.0, 0.0),)

    def loss(self, x: Floats, y: Floats) -> Floats:
        """Return ``L``."""
        found: Floats = x * x + y * y
        return found

    def slope(self, x: float, y: float) -> Place:
        """Return ``∂L/∂x`` and ``∂L/∂y``."""
        return 2 * x, 2 * y
