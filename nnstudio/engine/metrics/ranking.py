"""Samples in the order of their score, for ROC and AUC. It declares no metric."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.errors import DataError
from nnstudio.engine.metric import rows_of, true_classes
from nnstudio.engine.typing import Array
from nnstudio.text import msg


def scores_of_class(prediction: Array, target: Array, positive: int) -> tuple[Array, Array]:
    """Return the score of a class for each sample and whether the sample is of it; with one column, class 1's.

    Raises
    ------
    DataError : there is no such class.
    """
    scores, truth = rows_of(prediction, target)
    count = max(2, scores.shape[1])
    if positive >= count:
        raise DataError(
            "positive",
            msg("a class from 0 to {last}", last=count - 1),
            msg("{count}", count=positive),
            msg("Choose a class that the prediction has a column for."),
        )
    column = scores[:, 0] if scores.shape[1] == 1 else scores[:, positive]
    if scores.shape[1] == 1 and positive == 0:
        column = -column
    return column, true_classes(truth, count) == positive


def roc_points(score: Array, positive: Array) -> Array:
    """Return ``(P, 3)``: false and true positive rate and threshold, one row for each different score.

    The first row is (0, 0, ∞): nothing is said to be positive. Equal scores make one step, slanted, so that their order
    does not count. A rate is NaN where there is nothing to divide by.
    """
    order = np.argsort(-score, kind="stable")
    ranked, hits = score[order], positive[order]
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    true = np.concatenate([[0.0], np.cumsum(hits)[last]])
    false = np.concatenate([[0.0], (last + 1) - true[1:]])
    rates = [count / count[-1] if count[-1] else np.full(len(count), np.nan) for count in (false, true)]
    return np.stack([*rates, np.concatenate([[np.inf], ranked[last]])], axis=1)


def area(points: Array) -> float:
    """Return the area under a curve of :func:`roc_points` by the trapezoidal rule."""
    return float(np.sum(np.diff(points[:, 0]) * (points[1:, 1] + points[:-1, 1]) / 2.0))
