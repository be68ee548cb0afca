"""The largest gradients of weights."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.search import Findings, Search, largest
from nnstudio.inspection.searches.of_weights import findings
from nnstudio.inspection.trace import Trace
from nnstudio.text import msg


class LargestGradient(Search):
    """The weights and biases with the largest |∂L/∂w| of the batch."""

    declaration = Declaration(
        id="largest_gradient",
        name=msg("Largest gradient"),
        help=msg("The weights and biases that the loss is most sensitive to: the largest |∂L/∂w| of the batch."),
        formula=r"\max\left|\frac{\partial L}{\partial w}\right|",
        glyph="∂",
        aliases=("exploding", "steepest", "最大梯度", "爆炸"),
    )

    def find(self, trace: Trace) -> Findings:
        """Return them, the largest first."""
        grads = trace.plan.update_rule.grad
        spots = largest(np.abs(grads))
        return findings(
            trace, grads, spots, grads.size, lambda words: msg("∂L/∂w, {what}", what=words), "backward", suffix="_grad"
        )
