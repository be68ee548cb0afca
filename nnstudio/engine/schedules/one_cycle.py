"""The one-cycle policy."""

from __future__ import annotations

import math
from collections.abc import Mapping

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.schedule import UNIT, Schedule, last_share, length, portion
from nnstudio.text import msg


class OneCycle(Schedule):
    r"""One climb to α and one long fall to almost nothing, both along half a cosine wave; T is the whole.

    From :math:`\alpha/25` to α within the first share r of T, then down to :math:`\alpha/(25 \cdot 10^4)`, which is
    PyTorch's ``OneCycleLR`` with its defaults.
    """

    declaration = Declaration(
        id="one_cycle",
        name=msg("One cycle"),
        help=msg("Climbs once and falls once: large steps in the middle of the run, tiny ones at its end."),
        group="cyclic",
        formula=r"\alpha_t = \alpha \left(e + \frac{b - e}{2}\left(1 + \cos\pi\tau\right)\right)",
        parameters=(
            length(200, msg("How long the whole cycle takes.")),
            Parameter(
                "rise",
                msg("Climb"),
                Kind.REAL,
                0.3,
                msg("The share of the cycle in which the rate climbs."),
                0.0,
                1.0,
                open_minimum=True,
                symbol="r",
            ),
            portion("start", msg("First share"), 0.04, msg("The share of the learning rate that it begins with."), "b"),
            last_share(4e-6, "e"),
            UNIT,
        ),
        source="Smith & Topin, arXiv:1708.07120 (2017)",
        glyph="∩",
        aliases=("1cycle", "super-convergence", "OneCycleLR", "单周期", "單週期"),
    )

    def share(self, time: float, seen: Mapping[str, float]) -> float:
        """Return the share at ``t``."""
        peak = self.rise * self.length
        if time < peak:
            return _between(self.start, 1.0, time / peak)
        rest = self.length - peak
        return _between(1.0, self.final, min((time - peak) / rest, 1.0) if rest > 0 else 1.0)


def _between(first: float, last: float, way: float) -> float:
    """Return the value on half a cosine wave from ``first`` (way 0) to ``last`` (way 1)."""
    return last + (first - last) * 0.5 * (1.0 + math.cos(math.pi * way))
