"""Which features tell most of the target: the axes to begin with."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def telling_pair(x: Floats, y: Floats, *, classes: bool) -> tuple[int, int]:
    """Return the places of the two features of ``x`` ``(N, F)`` to draw; ``F`` stands for the target ``y`` ``(N,)``.

    Two features are both drawn, one against the target. Of more, the two that tell the classes apart best; of values
    the one that tells most, against the target.
    """
    count = x.shape[1]
    if count <= 2:
        return 0, 1
    best = np.argsort(-worth(x, y, classes=classes), kind="stable")
    if not classes:
        return int(best[0]), count
    first, second = sorted(int(place) for place in best[:2])
    return first, second


def worth(x: Floats, y: Floats, *, classes: bool) -> Floats:
    """Return how much of each feature's variance the target explains, 0 to 1; missing values count as the mean.

    Of classes, the variance between them over the whole (η²); of values, the square of the correlation (r²).
    """
    mean = np.nan_to_num(np.nanmean(np.where(np.isnan(x).all(axis=0), 0.0, x), axis=0))
    away = np.where(np.isnan(x), 0.0, x - mean)
    total = (away**2).mean(axis=0)
    if classes:
        shares = [(away[y == k].mean(axis=0), float(np.mean(y == k))) for k in np.unique(y)]
        explained = np.sum([share * part**2 for part, share in shares], axis=0)
    else:
        covariance = (away * (y - y.mean())[:, None]).mean(axis=0)
        explained = covariance**2 / max(float(y.var()), np.finfo(float).tiny)
    return np.where(total > 0, explained / np.where(total > 0, total, 1.0), 0.0)
