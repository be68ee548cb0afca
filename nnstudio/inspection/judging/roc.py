"""Receiver operating characteristics: for every threshold, how many of a class are found, and of the others taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.data.samples import Numbers
from nnstudio.engine.metrics.ranking import area, roc_points, scores_of_class


@dataclass(frozen=True, eq=False)
class Roc:
    """Of class ``number``: ``points`` ``(P, 3)``, false and true positive rate and threshold, and the ``area`` below.

    The area (AUC) is the share of pairs, one of the class and one of the others, whose scores are in the right order.
    Source: Fawcett, Pattern Recognition Letters 27 (2006).
    """

    number: int
    points: Numbers
    area: float


def rocs(scores: Numbers, truth: Numbers, classes: int) -> tuple[Roc, ...]:
    """Return the curve of each class against all others that has samples of both kinds; of two classes the second's.

    ``scores`` ``(N, K)``, larger where the class is likelier (one column: of the second of two classes); ``truth``
    ``(N,)`` class numbers. With an answer at every step, each step counts.
    """
    found = []
    for number in range(classes) if classes > 2 else (1,):
        score, positive = scores_of_class(scores, truth, number)
        if positive.any() and not positive.all() and np.isfinite(score).all():
            points = np.asarray(roc_points(score, positive), np.float64)
            found.append(Roc(number, points, area(points)))
    return tuple(found)
