"""Saturated neurons."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.measures.units import units
from nnstudio.inspection.search import Findings, Search
from nnstudio.inspection.searches.of_units import findings
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message, msg


class Saturated(Search):
    """Neurons that are not dead and whose slope is flat for some samples of the batch."""

    declaration = Declaration(
        id="saturated",
        name=msg("Saturated neurons"),
        help=msg(
            "The slope is below 1 % of the function's steepest: tanh near its ends, a ReLU that is off. "
            "Hardly any gradient passes. The first are flat for the most samples."
        ),
        formula=r"\left|f'(z)\right| < 0.01\,\max\left|f'\right|",
        glyph="⌐",
        aliases=("flat", "饱和", "飽和"),
    )

    def find(self, trace: Trace) -> Findings:
        """Return them, those first that are flat for the most samples."""
        shares = {layer: np.where(each.dead, 0.0, each.saturated) for layer, each in units(trace.plan).items()}
        return findings(trace, shares, _said)


def _said(trace: Trace, words: Message, share: float) -> Message:
    flat = round(share * trace.count)
    return msg("{what}: flat for {flat} of {count} samples", what=words, flat=flat, count=trace.count)
