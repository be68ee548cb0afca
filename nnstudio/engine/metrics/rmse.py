"""The root of the mean squared error."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.metric import Metric, values_of
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class RootMeanSquaredError(Metric):
    """The root of the mean squared difference over samples and outputs together."""

    declaration = Declaration(
        id="rmse",
        name=msg("Root mean squared error"),
        help=msg("The root of the mean squared difference, in the target's own unit; far-off answers weigh most."),
        group="regression",
        formula=r"\sqrt{\frac{1}{N K} \sum_{n,k} (a_{n,k} - y_{n,k})^2}",
        source="Gauss, Theoria motus (1809)",
        glyph="√x²",
        aliases=("RMSE", "均方根误差", "均方根誤差"),
    )
    rises: ClassVar[bool] = False

    def measure(self, prediction: Array, target: Array) -> Array:
        """Return the number."""
        found, true = values_of(prediction, target)
        return np.asarray(np.sqrt(((found - true) ** 2).mean()))
