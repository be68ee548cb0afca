"""The schedule of the first Transformers: a climb, then one over the square root."""

from __future__ import annotations

import math
from collections.abc import Mapping

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.schedule import UNIT, Schedule, length
from nnstudio.text import msg


class InverseSquareRoot(Schedule):
    r"""A straight climb over T, then a fall as one over the square root of the time.

    .. math:: \alpha_t = \alpha\,\min\!\left(\frac{t + 1}{T},\; \sqrt{\frac{T}{t + 1}}\right)

    Vaswani's own form is this with :math:`\alpha = 1/\sqrt{d\,T}`, d the width of the model.
    """

    declaration = Declaration(
        id="inverse_square_root",
        name=msg("Inverse square root"),
        help=msg("Climbs in a line, then falls as one over the square root of the time; made for Transformers."),
        group="falling",
        formula=r"\alpha_t = \alpha \min\left(\frac{t + 1}{T}, \sqrt{\frac{T}{t + 1}}\right)",
        parameters=(length(10, msg("How long the rate climbs.")), UNIT),
        source="Vaswani et al., NIPS (2017), §5.3",
        glyph="1/√t",
        aliases=("Noam", "Transformer schedule", "平方根倒数", "平方根倒數"),
    )

    def share(self, time: float, seen: Mapping[str, float]) -> float:
        """Return ``min((t + 1)/T, √(T/(t + 1)))``."""
        passed = (time + 1.0) / self.length
        return float(min(passed, 1.0 / math.sqrt(passed)))
