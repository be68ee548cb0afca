"""No schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.schedule import Schedule
from nnstudio.text import msg


class Constant(Schedule):
    r"""The same rate at every step: :math:`\alpha_t = \alpha`."""

    declaration = Declaration(
        id="constant",
        name=msg("Constant"),
        help=msg("The learning rate stays as it is set."),
        group="steady",
        formula=r"\alpha_t = \alpha",
        source="Robbins & Monro, Annals of Mathematical Statistics 22 (1951)",
        glyph="—",
        aliases=("fixed", "none", "固定", "不变", "不變"),
    )
    steady: ClassVar[bool] = True

    def share(self, time: float, seen: Mapping[str, float]) -> float:
        """Return 1."""
        return 1.0
