"""A linear warm-up, and no change after it."""

from __future__ import annotations

from collections.abc import Mapping

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.schedule import LONGEST, UNIT, Schedule, portion
from nnstudio.text import msg


class Warmup(Schedule):
    r"""A straight climb to α over T, then α.

    .. math:: \alpha_t = \alpha\,\bigl(s + (1 - s)\,\min(t / T, 1)\bigr)
    """

    declaration = Declaration(
        id="warmup",
        name=msg("Warm-up"),
        help=msg("Begins with small steps, since the first gradients are large and lead astray; then stays."),
        group="steady",
        formula=r"\alpha_t = \alpha \left(s + (1 - s) \min\left(\frac{t}{T}, 1\right)\right)",
        parameters=(
            Parameter(
                "warmup",
                msg("Length"),
                Kind.INTEGER,
                10,
                msg("How long the rate climbs."),
                1,
                LONGEST,
                symbol="T",
            ),
            portion("start", msg("First share"), 0.1, msg("The share of the learning rate that it begins with."), "s"),
            UNIT,
        ),
        source="Goyal et al., arXiv:1706.02677 (2017)",
        glyph="◿",
        aliases=("linear warmup", "gradual warmup", "预热", "学习率预热", "預熱", "學習率預熱"),
    )

    def share(self, time: float, seen: Mapping[str, float]) -> float:
        """Return 1: the climb is over."""
        return 1.0
