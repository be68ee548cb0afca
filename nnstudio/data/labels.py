"""Training samples whose label is hidden, and labels that go from neighbour to neighbour (semi-supervised learning)."""

from __future__ import annotations

from typing import Final

import numpy as np

from nnstudio.data.samples import Numbers, Rows, Samples, Subset, Targets, Task
from nnstudio.data.settings import DataSettings
from nnstudio.data.split import Split, stratified
from nnstudio.engine.errors import DataError
from nnstudio.text import msg

UNKNOWN: Final = -1
"""The class number of a sample that has no label."""
DEAREST: Final = 10**9
"""Differences that spreading may take: about two seconds."""


def hides(settings: DataSettings, samples: Samples, split: Split) -> bool:
    """Whether labels are hidden: only of classes, one for each sample, and where few rows are split at all."""
    classes = samples.task is Task.CLASSIFICATION and not samples.places
    return settings.labelled < 1 and classes and not split.shared


def hidden_rows(settings: DataSettings, y: Targets, training: Rows, random: np.random.Generator) -> Rows:
    """Return the rows of the training set whose label is hidden; of each class at least one is known."""
    queue = training[stratified(random.permutation(len(training)), y[training])]
    known = max(len(np.unique(y[training])), round(settings.labelled * len(training)))
    return queue[known:]


def spread(x: Numbers, y: Targets) -> Targets:
    """Return ``y`` ``(N,)`` with a class for every sample: what is unknown takes that of its nearest known neighbour.

    The sample that lies nearest to a labelled one comes first, and counts as labelled from then on: labels go from
    neighbour to neighbour through what has none. It goes wrong where classes touch, and says nothing of how sure it is.

    Parameters
    ----------
    x : ``(N, *shape)``, scaled: distances are Euclidean.

    Raises
    ------
    DataError : more samples than can be compared with one another.

    Source: Zhu & Goldberg 2009, Introduction to Semi-Supervised Learning, algorithm 2.3 (nearest neighbour).
    """
    flat, found = x.reshape(len(x), -1), y.copy()
    _check_cost(flat)
    away, nearest = np.full(len(flat), np.inf), np.zeros(len(flat), np.int64)
    reached: list[int] = np.flatnonzero(found != UNKNOWN).tolist()
    left = int((found == UNKNOWN).sum())
    while reached:
        row = reached.pop()
        distance = np.square(flat - flat[row]).sum(axis=1)
        closer = (distance < away) & (found == UNKNOWN)
        away[closer], nearest[closer] = distance[closer], row
        if not reached and left:
            next_one = int(np.argmin(np.where(found == UNKNOWN, away, np.inf)))
            found[next_one] = found[nearest[next_one]]
            left -= 1
            reached.append(next_one)
    return found


def _check_cost(x: Numbers) -> None:
    if x.size * len(x) > DEAREST:
        raise DataError(
            "data.unlabelled",
            msg("at most {count} training samples", count=int((DEAREST / x.shape[1]) ** 0.5)),
            msg("{count}", count=len(x)),
            msg("Leave out the samples without a label, or take fewer samples."),
        )


def without_label(x: Numbers, y: Targets, rows: Rows, hidden: Rows) -> Subset:
    """Return those of the ``rows`` that are ``hidden``, with the ``y`` that they were given."""
    chosen = np.isin(rows, hidden)
    return Subset(x[chosen], y[chosen], rows[chosen])
