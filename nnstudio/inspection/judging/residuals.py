"""What answers with numbers miss: prediction less truth, over the prediction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.data.samples import Numbers


@dataclass(frozen=True, eq=False)
class Residuals:
    """``values`` ``(M,)``: prediction − truth. ``mean``, ``deviation`` (of the population) and ``worst`` of them."""

    values: Numbers
    mean: float
    deviation: float
    worst: float


def residuals(predicted: Numbers, truth: Numbers) -> Residuals:
    """Return what predictions ``(M,)`` miss; NaN figures without any."""
    values: Numbers = np.asarray(predicted, np.float64) - np.asarray(truth, np.float64)
    if not len(values):
        return Residuals(values, np.nan, np.nan, np.nan)
    worst = float(values[np.abs(values).argmax()])
    return Residuals(values, float(values.mean()), float(values.std()), worst)
