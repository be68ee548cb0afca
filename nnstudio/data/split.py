"""Sharing rows among training, validation and test set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nnstudio.data.samples import Rows, Targets, Task

SMALLEST_SPLIT: Final = 10
"""Fewer rows (a truth table has four) are not split: all of them train, and the same rows are validated and tested."""


@dataclass(frozen=True, eq=False)
class Split:
    """The rows of the three sets; ``shared`` where all three are the same rows."""

    training: Rows
    validation: Rows
    test: Rows
    shared: bool = False


def split_rows(
    y: Targets, task: Task, fractions: tuple[float, float], random: np.random.Generator, *, shuffle: bool = True
) -> Split:
    """Share the rows of ``y`` among the three sets.

    A classification is stratified: each class is spread evenly over the sets, and every class trains; with a class at
    every step there is nothing to go by. Depends on the targets alone, never on the features. Without ``shuffle``
    rows keep their order: the first ones train.

    Parameters
    ----------
    y : class numbers or values, the sample first.
    fractions : of the validation and of the test set; a fraction above 0 gets one row at least.
    """
    count = len(y)
    order = random.permutation(count) if shuffle else np.arange(count)
    if count < SMALLEST_SPLIT:
        return Split(order, order, order, shared=True)
    queue = stratified(order, y) if task is Task.CLASSIFICATION and y.ndim == 1 else order
    validation, test = (max(1, round(count * share)) if share > 0 else 0 for share in fractions)
    parts = np.split(queue, (count - validation - test, count - test))
    # Stratifying lines classes up in a rhythm; training order must be free of it.
    training, held, tested = (random.permutation(part) if shuffle else np.sort(part) for part in parts)
    return Split(training, held, tested)


def stratified(order: Rows, y: Targets) -> Rows:
    """Line the rows up so that every stretch holds each class in proportion, and the first of each class come first."""
    labels = y[order]
    rank = np.empty(len(order))
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        rank[places] = np.arange(len(places)) / len(places)
    return order[np.argsort(rank, kind="stable")]
