"""The mean absolute error, as a metric."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.metric import Metric, values_of
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class MeanAbsoluteDistance(Metric):
    """The mean distance between prediction and target over samples and outputs."""

    declaration = Declaration(
        id="mae",
        name=msg("Mean absolute error"),
        help=msg("The mean distance from the target, in the target's own unit."),
        group="regression",
        formula=r"\frac{1}{N K} \sum_{n,k} |a_{n,k} - y_{n,k}|",
        source="Boscovich (1757)",
        glyph="|x|",
        aliases=("MAE", "平均绝对误差", "平均絕對誤差"),
    )
    rises: ClassVar[bool] = False

    def measure(self, prediction: Array, target: Array) -> Array:
        """Return the number."""
        found, true = values_of(prediction, target)
        return np.asarray(np.abs(found - true).mean())
