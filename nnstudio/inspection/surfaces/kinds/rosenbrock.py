"""Rosenbrock's banana."""

from __future__ import annotations

from typing import ClassVar

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.surfaces.surface import Floats, Place, Surface
from nnstudio.text import msg


class Rosenbrock(Surface):
    r"""``L = (1 - x)^2 + 100\,(y - x^2)^2``."""

    declaration = Declaration(
        id="rosenbrock",
        name=msg("Rosenbrock's banana"),
        help=msg(
            "A bent valley with steep walls and an almost flat floor: "
            "into the valley is easy, along it to (1, 1) is not."
        ),
        formula=r"L = (1 - x)^2 + 100\,(y - x^2)^2",
        source="Rosenbrock, The Computer Journal 3 (1960)",
        aliases=("banana",),
    )
    low: ClassVar[Place] = (-2.0, -1.0)
    high: ClassVar[Place] = (2.0, 3.0)
    start: ClassVar[Place] = (-1.2, 1.0)
    minima: ClassVar[tuple[Place, ...]] = ((1.0, 1.0),)

    def loss(self, x: Floats, y: Floats) -> Floats:
        """Return ``L``."""
        found: Floats = (1 - x) ** 2 + 100 * (y - x * x) ** 2
        return found

    def slope(self, x: float, y: float) -> Place:
        """Return ``∂L/∂x`` and ``∂L/∂y``."""
        return -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)
