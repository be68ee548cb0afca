"""A linear rule by least squares, solved in one go."""

from __future__ import annotations

import numpy as np

from nnstudio.data.samples import Numbers
from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.baselines.baseline import Answer, Baseline
from nnstudio.inspection.baselines.least_squares import fitted
from nnstudio.text import msg


class Linear(Baseline):
    """A linear rule by least squares."""

    declaration = Declaration(
        id="linear",
        name=msg("Linear, least squares"),
        help=msg(
            "A weighted sum of the inputs for each value or class (1 for its own samples, 0 for others), solved in one "
            "go. What is better needs more than straight lines."
        ),
        formula=r"\theta = (X^\top X)^{+} X^\top Y",
        source="Legendre 1805",
        aliases=("linear regression", "least squares", "线性回归", "線性迴歸", "最小二乘"),
    )

    def fit(self, x: Numbers, y: Numbers) -> Answer:
        """Return the rule of least squares."""
        weight, bias = fitted(x, y)
        return lambda asked: np.asarray(asked @ weight + bias)
