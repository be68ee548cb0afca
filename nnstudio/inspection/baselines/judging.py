"""Baselines on the samples and by the metric that the network is measured by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from nnstudio.data.encode import encode
from nnstudio.data.samples import Numbers, Prepared, Subset, Task
from nnstudio.engine import metrics
from nnstudio.inspection.baselines.kinds import baselines
from nnstudio.training.measure import LIMIT

MOST_INPUTS: Final = 4096
"""A sample of more numbers is too much to solve for while one waits."""


@dataclass(frozen=True)
class Scores:
    """Accuracy or R² of one rule on the training and the validation set; NaN where a set is empty.

    ``loss`` : its cross-entropy on the validation set, or the training set where that is empty; None where it gives no
    probabilities.
    """

    training: float
    validation: float
    loss: float | None = None


def can_judge(prepared: Prepared) -> bool:
    """Whether its samples, or their steps where each has a target, are small enough."""
    shape = prepared.shape
    return math.prod(shape.inputs[len(shape.places) :]) <= MOST_INPUTS


def judge(prepared: Prepared) -> dict[str, Scores]:
    """Return every baseline's scores by its id. At most 2000 samples of each set are used, spread over its order."""
    classes = prepared.shape.task is Task.CLASSIFICATION
    width = len(prepared.shape.class_names) if classes else prepared.training.y.shape[-1]
    metric = metrics.make("accuracy" if classes else "r2")
    parts = prepared.training, prepared.validation
    seen = [_thinned(prepared, part, width) for part in parts]
    found = {}
    for key, kind in baselines.items():
        if not kind.fits(prepared.shape):
            continue
        sets = (
            [(_in_units(prepared, part), y) for part, (_, y) in zip(parts, seen, strict=True)] if kind.units else seen
        )
        rule = kind().fit(*sets[0])
        scores = [float(metric.measure(rule(x), _truth(y, classes))) if len(x) else math.nan for x, y in sets]
        x, y = sets[1] if len(sets[1][0]) else sets[0]
        loss = _cross_entropy(rule(x), y, len(sets[0][0])) if classes and kind.shares else None
        found[key] = Scores(scores[0], scores[1], loss)
    return found


def _in_units(prepared: Prepared, part: Subset) -> Numbers:
    """Return the inputs of the same samples on the target's scale."""
    x = part.x[_rows(part)] * prepared.scale + prepared.shift
    if prepared.target_scale is not None and prepared.target_shift is not None:
        x = (x - prepared.target_shift) / prepared.target_scale
    return _flat(prepared, x)


def _rows(part: Subset) -> npt.NDArray[np.int64]:
    return np.linspace(0, len(part) - 1, min(len(part), LIMIT)).round().astype(np.int64)


def _flat(prepared: Prepared, x: Numbers) -> Numbers:
    places = prepared.shape.places
    return x.reshape(len(x) * math.prod(places), math.prod(prepared.shape.inputs[len(places) :]))


def _cross_entropy(shares: Numbers, y: Numbers, seen: int) -> float:
    """Return −Σ y log p a row; one row more than were seen, of all classes alike, leaves none impossible."""
    p = (shares * seen + 1 / shares.shape[1]) / (seen + 1)
    return float(-np.mean(np.sum(y * np.log(p), axis=1)))


def _thinned(prepared: Prepared, part: Subset, width: int) -> tuple[Numbers, Numbers]:
    rows = _rows(part)
    y = encode(part.y[rows], max(2, width), Task.CLASSIFICATION) if prepared.shape.class_names else part.y[rows]
    x = _flat(prepared, part.x[rows])
    return x, np.asarray(y, np.float64).reshape(len(x), y.shape[-1] if y.ndim > 1 else 1)


def _truth(y: Numbers, classes: bool) -> Numbers:
    return y.argmax(axis=1) if classes else y
