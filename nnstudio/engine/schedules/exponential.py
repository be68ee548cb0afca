"""Exponential decay."""

from __future__ import annotations

from collections.abc import Mapping

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.schedule import UNIT, WARMUP, Schedule, factor
from nnstudio.text import msg


class ExponentialDecay(Schedule):
    r"""The same factor for each epoch (or step): :math:`\alpha_t = \alpha\,\gamma^t`.

    The *natural* exponential decay :math:`e^{-\beta t}` is this with :math:`\gamma = e^{-\beta}`.
    """

    declaration = Declaration(
        id="exponential",
        name=msg("Exponential"),
        help=msg("Falls by the same factor in each epoch: fast at first, then ever more slowly."),
        group="falling",
        formula=r"\alpha_t = \alpha\,\gamma^{t}",
        parameters=(
            factor(0.99, msg("What the rate is multiplied by in each epoch or step.")),
            UNIT,
            WARMUP,
        ),
        source="Goodfellow et al. 2016, §8.3.1",
        glyph="eˣ",
        aliases=("exponential decay", "natural exponential", "ExponentialLR", "指数衰减", "自然指数衰减", "指數衰減"),
    )

    def share(self, time: float, seen: Mapping[str, float]) -> float:
        """Return ``γ^t``."""
        return float(self.gamma**time)
