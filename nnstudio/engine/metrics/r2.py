"""The coefficient of determination."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.metric import Metric, values_of
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class R2(Metric):
    """The coefficient of determination over all outputs together (scikit-learn's ``variance_weighted``).

    NaN where the targets do not vary.
    """

    declaration = Declaration(
        id="r2",
        name=msg("R²"),
        help=msg("The share of the targets' spread that the prediction explains: 1 is perfect, 0 is their mean."),
        group="regression",
        formula=r"R^2 = 1 - \frac{\sum_{n,k} (y_{n,k} - a_{n,k})^2}{\sum_{n,k} (y_{n,k} - \bar{y}_k)^2}",
        source="Wright, Journal of Agricultural Research 20 (1921)",
        glyph="R²",
        aliases=("coefficient of determination", "R squared", "决定系数", "決定係數", "判定系数"),
    )

    def measure(self, prediction: Array, target: Array) -> Array:
        """Return the number."""
        found, true = values_of(prediction, target)
        spread = ((true - true.mean(axis=0)) ** 2).sum()
        return np.asarray(1.0 - ((true - found) ** 2).sum() / spread if spread > 0 else np.nan)
