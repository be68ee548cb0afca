"""Cosine decay with warm restarts."""

from __future__ import annotations

import math
from collections.abc import Mapping

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.schedule import UNIT, WARMUP, Schedule, length, portion
from nnstudio.text import msg


class CosineRestarts(Schedule):
    r"""Half a cosine wave from α to the share s, then α again; each wave k times as long as the one before (SGDR).

    .. math:: \alpha_t = \alpha\,\Bigl(s + \frac{1 - s}{2}\bigl(1 + \cos(\pi\,t_i/T_i)\bigr)\Bigr),
              \qquad T_{i+1} = k\,T_i

    with :math:`t_i` the time since the last restart.
    """

    declaration = Declaration(
        id="cosine_restarts",
        name=msg("Cosine with restarts"),
        help=msg("Falls along a cosine and starts anew at full height, so that it can leave a poor valley."),
        group="cyclic",
        formula=r"\alpha_t = \alpha \left(s + \frac{1 - s}{2}\left(1 + \cos\frac{\pi t_i}{T_i}\right)\right)",
        parameters=(
            length(50, msg("How long it is to the first restart.")),
            Parameter(
                "stretch",
                msg("Stretch"),
                Kind.INTEGER,
                1,
                msg("How many times as long each wave is as the one before."),
                1,
                10,
                symbol="k",
            ),
            portion("final", msg("Last share"), 0.0, msg("The share of the rate just before a restart."), "s"),
            UNIT,
            WARMUP,
        ),
        source="Loshchilov & Hutter, ICLR (2017)",
        glyph="∿∿",
        aliases=("SGDR", "warm restarts", "CosineAnnealingWarmRestarts", "带热重启", "热重启", "熱重啟"),
    )

    def share(self, time: float, seen: Mapping[str, float]) -> float:
        """Return the share at ``t``."""
        since, wave = self._place(time)
        return float(self.final + (1.0 - self.final) * 0.5 * (1.0 + math.cos(math.pi * since / wave)))

    def _place(self, time: float) -> tuple[float, float]:
        """Return the time since the last restart, and the length of the wave under way."""
        first, stretch = float(self.length), self.stretch
        if stretch == 1:
            return math.fmod(time, first), first
        start, wave = 0.0, first
        while time >= start + wave:
            start, wave = start + wave, wave * stretch
        return time - start, wave
