"""Inverse time decay."""

from __future__ import annotations

from collections.abc import Mapping

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.schedule import UNIT, WARMUP, Schedule
from nnstudio.text import msg


class InverseTimeDecay(Schedule):
    r"""One over the time: :math:`\alpha_t = \alpha / (1 + \beta t)`.

    Its sum is infinite and that of its squares is not: the two conditions under which stochastic descent provably
    converges.
    """

    declaration = Declaration(
        id="inverse_time",
        name=msg("Inverse time"),
        help=msg("Falls as one over the time, as the proofs of convergence want it."),
        group="falling",
        formula=r"\alpha_t = \frac{\alpha}{1 + \beta t}",
        parameters=(
            Parameter(
                "beta",
                msg("Decay"),
                Kind.REAL,
                0.01,
                msg("After one over this many epochs or steps the rate is half of what it was."),
                0.0,
                1000.0,
                symbol="β",
                logarithmic=True,
            ),
            UNIT,
            WARMUP,
        ),
        source="Robbins & Monro, Annals of Mathematical Statistics 22 (1951)",
        glyph="1/t",
        aliases=("inverse time decay", "逆时衰减", "逆時衰減", "反時間衰減"),
    )

    def share(self, time: float, seen: Mapping[str, float]) -> float:
        """Return ``1 / (1 + β t)``."""
        return float(1.0 / (1.0 + self.beta * time))
