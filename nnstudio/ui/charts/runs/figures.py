"""What of a run is drawn: the quantities that may be chosen, and a curve as a line over epochs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtGui import QColor

from nnstudio.text import Message, msg
from nnstudio.training.curves import RunCurves
from nnstudio.ui import theme
from nnstudio.ui.charts.plane import Floats

LOSSES: Final = (
    ("train_loss", msg("Training loss")),
    ("validation_loss", msg("Validation loss")),
    ("batch_loss", msg("Loss of the batches")),
)
ACCURACIES: Final = (
    ("train_metric", msg("Training accuracy")),
    ("validation_metric", msg("Validation accuracy")),
)
FITS: Final = (("train_metric", msg("Training R²")), ("validation_metric", msg("Validation R²")))
LEAST: Final = 1e-12
"""What a logarithmic axis shows for 0."""
_STRETCHES: Final = 256


@dataclass(frozen=True, eq=False)
class RunLine:
    """One run's line: ``x`` in epochs, ``y`` as it is measured; ``mark`` stands at its end. ``broken``: it failed."""

    x: Floats
    y: Floats
    color: QColor
    mark: str = ""
    faint: bool = False
    broken: bool = False


def quantities(regression: bool) -> tuple[tuple[str, Message], ...]:
    """Return what may be drawn of runs: losses, and the metric of the task."""
    return (*LOSSES, *(FITS if regression else ACCURACIES))


def rises(quantity: str) -> bool:
    """Whether more of it is better."""
    return quantity.endswith("_metric")


def points_of(curves: RunCurves, quantity: str, per_epoch: int) -> tuple[Floats, Floats]:
    """Return epochs and values of a curve, ``(K,)`` each; of a long one the means of neighbours."""
    step, _, mean, _ = curves.all()[quantity].points()
    while len(step) > _STRETCHES:
        even = len(step) // 2 * 2
        step, mean = (0.5 * (each[0:even:2] + each[1:even:2]) for each in (step, mean))
    return step / per_epoch, mean


def last_of(curves: RunCurves, quantity: str) -> float:
    """Return the last value, NaN where there is none."""
    curve = curves.all()[quantity]
    return curve.last_value if curve.used else math.nan


def best_place(values: list[float], quantity: str) -> int:
    """Return which of several last values is the best; −1 where none is a number."""
    known = [(value if not rises(quantity) else -value, place) for place, value in enumerate(values)]
    finite = [(value, place) for value, place in known if math.isfinite(value)]
    return min(finite)[1] if finite else -1


def scaled(values: Floats, logarithmic: bool) -> Floats:
    """Return values as an axis shows them."""
    return np.log10(np.maximum(values, LEAST)) if logarithmic else values


def color_of(place: int) -> QColor:
    """Return the colour of run number ``place``."""
    return theme.class_color(place)
