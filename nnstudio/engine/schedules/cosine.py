"""Cosine decay."""

from __future__ import annotations

import math
from collections.abc import Mapping

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.schedule import UNIT, WARMUP, Schedule, last_share, length
from nnstudio.text import msg


class CosineDecay(Schedule):
    r"""Half a cosine wave from α down to the share s, where it stays.

    .. math:: \alpha_t = \alpha\,\Bigl(s + \frac{1 - s}{2}\bigl(1 + \cos(\pi\min(t/T, 1))\bigr)\Bigr)
    """

    declaration = Declaration(
        id="cosine",
        name=msg("Cosine"),
        help=msg("Falls along half a cosine wave: slowly at first, fast in the middle, and gently to its end."),
        group="falling",
        formula=r"\alpha_t = \alpha \left(s + \frac{1 - s}{2}\left(1 + \cos\frac{\pi t}{T}\right)\right)",
        parameters=(
            length(200, msg("When the last share is reached.")),
            last_share(),
            UNIT,
            WARMUP,
        ),
        source="Loshchilov & Hutter, ICLR (2017)",
        glyph="∿",
        aliases=("cosine annealing", "CosineAnnealingLR", "余弦衰减", "余弦退火", "餘弦衰減", "餘弦退火"),
    )

    def share(self, time: float, seen: Mapping[str, float]) -> float:
        """Return the share at ``t``."""
        wave = 0.5 * (1.0 + math.cos(math.pi * min(time / self.length, 1.0)))
        return float(self.final + (1.0 - self.final) * wave)
