"""Baselines on the samples and by the metric that the network is measured by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from nnstudio.data.encode import encode
from nnstudio.data.samples import Numbers, Prepared, Subset, Task
from nnstudio.engine import metrics
from nnstudio.inspection.baselines.kinds import baselines
from nnstudio.training.measure import LIMIT

MOST_INPUTS: Final = 4096
"""A sample of more numbers is too much to solve for while one waits."""


@dataclass(frozen=True)
class Scores:
    """Accuracy or R² of one rule on the training and the validation set; NaN where a set is empty."""

    training: float
    validation: float


def can_judge(prepared: Prepared) -> bool:
    """Whether each sample has one target and inputs that are numbers."""
    shape = prepared.shape
    return not shape.places and not shape.codes and math.prod(shape.inputs) <= MOST_INPUTS


def judge(prepared: Prepared) -> dict[str, Scores]:
    """Return every baseline's scores by its id. At most 2000 samples of each set are used, spread over its order."""
    classes = prepared.shape.task is Task.CLASSIFICATION
    width = len(prepared.shape.class_names) if classes else prepared.training.y.shape[-1]
    metric = metrics.make("accuracy" if classes else "r2")
    sets = [_thinned(prepared, part, width) for part in (prepared.training, prepared.validation)]
    found = {}
    for key, kind in baselines.items():
        rule = kind().fit(*sets[0])
        scores = [float(metric.measure(rule(x), _truth(y, classes))) if len(x) else math.nan for x, y in sets]
        found[key] = Scores(*scores)
    return found


def _thinned(prepared: Prepared, part: Subset, width: int) -> tuple[Numbers, Numbers]:
    rows = np.linspace(0, len(part) - 1, min(len(part), LIMIT)).round().astype(np.int64)
    y = encode(part.y[rows], max(2, width), Task.CLASSIFICATION) if prepared.shape.class_names else part.y[rows]
    return part.x[rows].reshape(len(rows), math.prod(prepared.shape.inputs)), np.asarray(y, np.float64)


def _truth(y: Numbers, classes: bool) -> Numbers:
    return y.argmax(axis=1) if classes else y
