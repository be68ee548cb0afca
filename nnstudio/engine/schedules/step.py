"""Step decay."""

from __future__ import annotations

import math
from collections.abc import Mapping

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.schedule import UNIT, WARMUP, Schedule, factor, length
from nnstudio.text import msg


class StepDecay(Schedule):
    r"""A factor γ each time that T has passed: :math:`\alpha_t = \alpha\,\gamma^{\lfloor t/T \rfloor}`."""

    declaration = Declaration(
        id="step",
        name=msg("Steps down"),
        help=msg("Multiplies the rate by a factor again and again, and holds it in between."),
        group="falling",
        formula=r"\alpha_t = \alpha\,\gamma^{\lfloor t / T \rfloor}",
        parameters=(
            factor(0.5, msg("What the rate is multiplied by each time.")),
            length(100, msg("How long the rate is held between two steps down.")),
            UNIT,
            WARMUP,
        ),
        source="Krizhevsky et al., NIPS (2012)",
        glyph="⌐",
        aliases=("step decay", "piecewise constant", "StepLR", "分段常数衰减", "階梯衰減", "分段常數衰減"),
    )

    def share(self, time: float, seen: Mapping[str, float]) -> float:
        """Return ``γ^⌊t/T⌋``."""
        return float(self.gamma ** math.floor(time / self.length))
