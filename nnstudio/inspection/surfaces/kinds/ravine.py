"""The long narrow ravine."""

from __future__ import annotations

from typing import ClassVar

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.surfaces.surface import Floats, Place, Surface
from nnstudio.text import msg


class Ravine(Surface):
    r"""``L = \tfrac{1}{2}\,(x^2 + 25\,y^2)``."""

    declaration = Declaration(
        id="ravine",
        name=msg("The long narrow ravine"),
        help=msg(
            "Twenty-five times as steep across as along: what is right across is too "
            "little along. Momentum adds up what is alike, Adam divides by the size."
        ),
        formula=r"L = \tfrac{1}{2}\,(x^2 + 25\,y^2)",
        aliases=("valley", "narrow"),
    )
    low: ClassVar[Place] = (-2.0, -1.0)
    high: ClassVar[Place] = (2.0, 1.0)
    start: ClassVar[Place] = (-1.8, 0.6)
    minima: ClassVar[tuple[Place, ...]] = ((0.0, 0.0),)

    def loss(self, x: Floats, y: Floats) -> Floats:
        """Return ``L``."""
        found: Floats = 0.5 * (x * x + 25 * y * y)
        return found

    def slope(self, x: float, y: float) -> Place:
        """Return ``∂L/∂x`` and ``∂L/∂y``."""
        return x, 25 * y
