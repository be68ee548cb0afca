"""What a metric is: a number, a table or a curve that says how good predictions are. Nothing is learned from it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Choice, Declared, Kind, Parameter
from nnstudio.engine.errors import DataError
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Metric(Declared, ABC):
    """Base of the metrics: pure functions of predictions and targets in the outside order, batch first.

    ``prediction`` is ``(N, K)``: one probability or score for each class (with K = 1: of class 1), or values.
    ``target`` is ``(N, K)`` likewise, or ``(N,)`` class numbers. ``rises`` says whether more is better. ``shape`` is
    what comes out: ``number``, ``matrix`` or ``curve``.
    """

    rises: ClassVar[bool] = True
    shape: ClassVar[str] = "number"

    @abstractmethod
    def measure(self, prediction: Array, target: Array) -> Array:
        """Return the metric in float64; a 0-d array where it is a number.

        Raises
        ------
        DataError : no sample, or prediction and target of different lengths.
        """


def checked(prediction: Array, target: Array) -> tuple[Array, Array]:
    """Return both as float64 arrays ``(N, K)`` and ``(N, …)``; DataError unless they belong together."""
    scores, truth = np.asarray(prediction, np.float64), np.asarray(target)
    scores = scores.reshape(len(scores), -1) if scores.ndim != 2 else scores
    if len(scores) == 0 or len(scores) != len(truth):
        raise DataError(
            "metric",
            msg("one target for each prediction, and at least one"),
            msg("{count} predictions, {targets} targets", count=len(scores), targets=len(truth)),
            msg("Measure a set that is not empty."),
        )
    return scores, truth


def values_of(prediction: Array, target: Array) -> tuple[Array, Array]:
    """Return predicted and true values, both ``(N, K)`` float64."""
    found, truth = checked(prediction, target)
    return found, np.asarray(truth, np.float64).reshape(found.shape)


def class_of(values: Array) -> Array:
    """Return the class of each row: itself for class numbers, the first largest, with one column whether it is > ½."""
    values = np.asarray(values)
    if values.ndim == 1:
        return values.astype(np.int64)
    if values.shape[1] == 1:
        return (values[:, 0] > 0.5).astype(np.int64)
    return np.asarray(values.argmax(axis=1))


def classes_of(prediction: Array, target: Array) -> tuple[Array, Array, int]:
    """Return predicted and true classes ``(N,)`` and how many classes there are."""
    scores, truth = checked(prediction, target)
    numbers = np.ndim(prediction) == 1 and np.asarray(prediction).dtype.kind in "iub"
    found = class_of(scores[:, 0] if numbers else scores)
    true = class_of(truth)
    return found, true, max(2, scores.shape[1], int(true.max()) + 1, int(found.max()) + 1)


def tallied(prediction: Array, target: Array) -> Array:
    """Return the confusion matrix ``(C, C)``: rows the true class, columns the predicted one."""
    found, true, count = classes_of(prediction, target)
    return np.bincount(true * count + found, minlength=count * count).reshape(count, count).astype(np.float64)


MACRO, MICRO, POSITIVE = "macro", "micro", "positive"


def averaging_parameter() -> Parameter:
    """Return the parameter that says how the classes' own values become one."""
    return Parameter(
        "average",
        msg("Over the classes"),
        Kind.CHOICE,
        MACRO,
        msg("How the values of the single classes become one."),
        choices=(
            Choice(MACRO, msg("Macro: each class counts alike")),
            Choice(MICRO, msg("Micro: each sample counts alike")),
            Choice(POSITIVE, msg("Of class 1 alone")),
        ),
    )


def averaged(above: Array, below: Array, present: Array, average: str) -> Array:
    """Return the average of ``above/below`` over the classes; 0 where a class divides by nothing, as scikit-learn."""
    if average == POSITIVE:
        above, below, present = above[1:2], below[1:2], np.ones(1, bool)
    if average == MICRO:
        above, below, present = above.sum(keepdims=True), below.sum(keepdims=True), np.ones(1, bool)
    each = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
    return np.asarray(each[present].mean())
