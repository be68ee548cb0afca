"""What a metric is: a number, a table or a curve that says how good predictions are. Nothing is learned from it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Choice, Declared, Kind, Parameter
from nnstudio.engine.errors import DataError
from nnstudio.engine.typing import Array
from nnstudio.text import Message, msg

MOST_CLASSES = 10_000
"""Class numbers beyond are taken for a mistake."""


class Metric(Declared, ABC):
    """Base of the metrics: pure functions of predictions and targets in the outside order, batch first.

    ``prediction`` is ``(N, K)``: one probability or score for each class (with K = 1: of class 1), or values;
    ``(N, T, K)`` where there is an answer at every step, and each step counts as a sample. ``target`` has the same
    shape, or leaves K out: class numbers, or one value each. ``rises`` says whether more is better. ``shape`` is what
    comes out: ``number``, ``matrix`` or ``curve``. ``ranks`` says that the order of the scores is what counts, not
    which class they mean.
    """

    rises: ClassVar[bool] = True
    shape: ClassVar[str] = "number"
    ranks: ClassVar[bool] = False

    @abstractmethod
    def measure(self, prediction: Array, target: Array) -> Array:
        """Return the metric in float64; a 0-d array where it is a number.

        Raises
        ------
        DataError : no sample, shapes that do not belong together, NaN, a target that is no class.
        """


def rows_of(prediction: Array, target: Array) -> tuple[Array, Array]:
    """Return scores ``(M, K)``, floating, and their targets ``(M, K)`` or ``(M,)``, one row for each sample or step.

    Whole numbers among the targets stay whole.

    Raises
    ------
    DataError : they do not belong together, are no numbers, or there are none.
    """
    scores, truth = _floating("prediction", prediction), _numbers("target", target)
    if scores.ndim == 1 or scores.size == 0:
        scores = scores.reshape(len(scores), -1) if scores.size else np.zeros((0, 1))
    if not len(scores) or scores.shape[0] != len(truth):
        raise DataError(
            "metric",
            msg("one target for each prediction, and at least one"),
            msg("{count} predictions, {targets} targets", count=len(scores), targets=len(truth)),
            msg("Measure a set that is not empty."),
        )
    if truth.shape not in (scores.shape, scores.shape[:-1]):
        raise DataError(
            "target",
            msg("shape {shape} or {other}", shape=_written(scores.shape), other=_written(scores.shape[:-1])),
            msg("shape {shape}", shape=_written(truth.shape)),
            msg("Give targets like the predictions, or one class number for each."),
        )
    if np.isnan(scores).any():
        raise _not_finite("prediction", scores)
    width = scores.shape[-1]
    return scores.reshape(-1, width), truth.reshape((-1, width) if truth.ndim == scores.ndim else -1)


def _numbers(place: str, values: Array) -> Array:
    found = np.asarray(values)
    if found.dtype.kind not in "fiub" or found.ndim == 0:
        raise DataError(place, msg("an array of numbers"), msg("{dtype} values", dtype=found.dtype.name), _BATCH_FIRST)
    return found.astype(np.int64) if found.dtype.kind == "b" else found


def _floating(place: str, values: Array) -> Array:
    found = _numbers(place, values)
    return found if found.dtype.kind == "f" else found.astype(np.float64)


def _written(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def _not_finite(place: str, values: Array) -> DataError:
    bad = values.size - int(np.isfinite(values).sum())
    received = msg("{count} that are NaN or infinite", count=bad)
    lost = place == "prediction"
    advice = msg("Look for the layer that gives NaN.") if lost else msg("Drop or fill in the missing values first.")
    return DataError(place, msg("finite numbers"), received, advice)


_BATCH_FIRST = msg("Give one row for each sample.")


def values_of(prediction: Array, target: Array) -> tuple[Array, Array]:
    """Return predicted and true values, both ``(M, K)`` float64; DataError where they are not, or not finite."""
    found, truth = rows_of(prediction, target)
    if truth.ndim < found.ndim and found.shape[1] > 1:
        raise DataError(
            "target",
            msg("{count} values for each prediction", count=found.shape[1]),
            msg("1 value"),
            msg("Give one true value for each output."),
        )
    for place, values in (("prediction", found), ("target", truth)):
        if not np.isfinite(values).all():
            raise _not_finite(place, values)
    return found.astype(np.float64), truth.astype(np.float64).reshape(found.shape)


def class_of(scores: Array) -> Array:
    """Return the class of each row of scores ``(M, K)``: the first largest, with one column whether it is above ½."""
    return (scores[:, 0] > 0.5).astype(np.int64) if scores.shape[1] == 1 else np.asarray(scores.argmax(axis=1))


def true_classes(truth: Array, count: int, place: str = "target") -> Array:
    """Return the class ``(M,)`` of each target: a class number below ``count``, a one-hot row, or one 0 or 1.

    Raises
    ------
    DataError : a target that is none of these.
    """
    if truth.ndim == 1:
        if truth.dtype.kind in "iu" and truth.size and truth.min() >= 0 and truth.max() < count:
            # A run's own targets, which are measured thousands of times a second.
            return truth.astype(np.int64, copy=False)
        _refuse_unless(
            place,
            np.asarray((truth >= 0) & (truth < count) & (truth == np.floor(truth))),
            truth,
            msg("class numbers from 0 to {last}", last=count - 1),
            msg("Count the classes from 0, and give the prediction a column for each."),
        )
        return truth.astype(np.int64)
    inside = ((truth >= 0) & (truth <= 1)).all(axis=1)
    if truth.shape[1] == 1:
        expected, advice = msg("targets between 0 and 1"), msg("Encode the two classes as 0 and 1.")
        _refuse_unless(place, np.asarray(inside), truth[:, 0], expected, advice)
    else:
        sums = np.abs(truth.sum(axis=1) - 1) <= 1e-5
        expected, advice = msg("targets that sum to 1 in each row"), msg("Use one-hot targets.")
        _refuse_unless(place, np.asarray(inside & sums), truth.sum(axis=1), expected, advice)
    return class_of(truth)


def _refuse_unless(place: str, fine: Array, values: Array, expected: Message, advice: Message) -> None:
    if not fine.all():
        first = int(np.argmin(fine))
        received = msg("{value} in row {number}", value=f"{values[first]:g}", number=first + 1)
        raise DataError(place, expected, received, advice)


def classes_of(prediction: Array, target: Array) -> tuple[Array, Array, int]:
    """Return predicted and true classes ``(M,)`` and how many classes there are.

    A prediction of whole numbers ``(N,)`` is class numbers itself.
    """
    said = np.asarray(prediction)
    if said.ndim == 1 and said.dtype.kind in "iub" and said.size:
        truth = _numbers("target", target)
        # Rows as wide as the target's, for the shapes; what stands in them does not count.
        truth = rows_of(np.zeros((len(said), truth.shape[1])) if truth.ndim == 2 else said, truth)[1]
        wide, largest = truth.shape[1] if truth.ndim == 2 else 0, np.max(truth, where=np.isfinite(truth), initial=0)
        count = wide if wide > 1 else int(min(MOST_CLASSES, 1 + max(1, said.max(), largest)))
        return true_classes(said.astype(np.float64), count, "prediction"), true_classes(truth, count), count
    scores, truth = rows_of(prediction, target)
    count = max(2, scores.shape[1])
    return class_of(scores), true_classes(truth, count), count


def tallied(prediction: Array, target: Array) -> Array:
    """Return the confusion matrix ``(C, C)``: rows the true class, columns the predicted one."""
    found, true, count = classes_of(prediction, target)
    return np.bincount(true * count + found, minlength=count * count).reshape(count, count).astype(np.float64)


def right_said_true(prediction: Array, target: Array) -> tuple[Array, Array, Array]:
    """Return for each class TP, how often it was said (TP + FP) and how often it was true (TP + FN)."""
    table = tallied(prediction, target)
    return np.diag(table), table.sum(axis=0), table.sum(axis=1)


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
