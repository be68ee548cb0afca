"""The triangular cyclic rate."""

from __future__ import annotations

import math
from collections.abc import Mapping

from nnstudio.engine.declaration import Choice, Declaration, Kind, Parameter
from nnstudio.engine.schedule import UNIT, Schedule, length, portion
from nnstudio.text import msg


class Cyclic(Schedule):
    r"""A triangle wave between the share s and α, T up and T down; in the second form each peak is half as high.

    .. math:: \alpha_t = \alpha\,\Bigl(s + (1 - s)\,\max\bigl(0,\; 1 - |t/T - 2c + 1|\bigr)\,h_c\Bigr),
              \qquad c = \lfloor 1 + t/2T \rfloor

    with :math:`h_c = 1`, or :math:`2^{1-c}` where the peaks are halved.
    """

    declaration = Declaration(
        id="cyclic",
        name=msg("Cyclic"),
        help=msg("Climbs and falls in straight lines over and over, between a low share and the full rate."),
        group="cyclic",
        formula=r"\alpha_t = \alpha \left(s + (1 - s)\left(1 - \left|\frac{t}{T} - 2c + 1\right|\right)\right)",
        parameters=(
            length(20, msg("How long it climbs; as long again it falls.")),
            portion("low", msg("Low share"), 0.1, msg("The share of the learning rate between two peaks."), "s"),
            Parameter(
                "peaks",
                msg("Peaks"),
                Kind.CHOICE,
                "equal",
                msg("Whether each peak is as high as the first."),
                choices=(Choice("equal", msg("All the same")), Choice("halved", msg("Each half as high"))),
            ),
            UNIT,
        ),
        source="Smith, WACV (2017)",
        glyph="△",
        aliases=("triangular", "CyclicLR", "循环学习率", "三角循环学习率", "循環學習率", "三角循環學習率"),
    )

    def share(self, time: float, seen: Mapping[str, float]) -> float:
        """Return the share at ``t``."""
        cycle = math.floor(1.0 + time / (2.0 * self.length))
        height = max(0.0, 1.0 - abs(time / self.length - 2.0 * cycle + 1.0))
        if self.peaks == "halved":
            height = math.ldexp(height, 1 - cycle)
        return float(self.low + (1.0 - self.low) * height)
