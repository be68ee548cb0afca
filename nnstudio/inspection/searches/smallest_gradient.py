"""The smallest gradients of weights."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.search import Findings, Search, largest
from nnstudio.inspection.searches.of_weights import findings
from nnstudio.inspection.trace import Trace
from nnstudio.text import msg


class SmallestGradient(Search):
    """The weights and biases with the smallest |∂L/∂w| of the batch that is not 0."""

    declaration = Declaration(
        id="smallest_gradient",
        name=msg("Smallest gradient"),
        help=msg("The weights and biases that hardly move the loss: the smallest |∂L/∂w| of the batch that is not 0."),
        formula=r"\min\left|\frac{\partial L}{\partial w}\right| > 0",
        glyph="∂",
        aliases=("vanishing", "flat", "最小梯度", "消失"),
    )

    def find(self, trace: Trace) -> Findings:
        """Return them, the smallest first."""
        grads = trace.plan.update_rule.grad
        # Those that are 0 have a search of their own.
        spots = np.flatnonzero(grads)
        first = (int(spots[number]) for number in largest(-np.abs(grads[spots])))
        return findings(
            trace, grads, first, len(spots), lambda words: msg("∂L/∂w, {what}", what=words), "backward", suffix="_grad"
        )
