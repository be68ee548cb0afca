"""Samples put among the data by hand, and samples taken out: after everything was drawn, split and measured.

Nothing else moves for their sake: the split is the one there was, and so are noise and scale.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnstudio.data.samples import Numbers, Samples, Targets, Task
from nnstudio.data.settings import DataSettings
from nnstudio.data.split import Split
from nnstudio.engine.errors import DataError, ParameterError
from nnstudio.text import Message, msg

_PLACE = "data.points"


def takes_points(samples: Samples) -> bool:
    """Whether points can be put among these samples: rows of measured features, no texts, and one target."""
    one = samples.task is Task.CLASSIFICATION or samples.y.shape[1:] == (1,)
    return samples.x.ndim == 2 and not samples.codes and not samples.one_hot and not samples.places and one


def with_points(
    settings: DataSettings, samples: Samples, x: Numbers, y: Targets, split: Split
) -> tuple[Numbers, Targets, Split]:
    """Return features, targets and split with what was added (to the training set) and without what was left out.

    An added sample's row follows those of the source.

    Raises
    ------
    ParameterError : a point that has not the form of the data, or a row that is not there.
    DataError : nothing is left to train on.
    """
    if not settings.points and not settings.left_out:
        return x, y, split
    if settings.points:
        x, y, split = _added(settings, samples, x, y, split)
    if settings.left_out:
        if max(settings.left_out) >= len(samples.x):
            raise _refused("data.left_out", msg("rows of the data"), max(settings.left_out) + 1)
        training, validation, test = (
            rows[~np.isin(rows, settings.left_out)] for rows in (split.training, split.validation, split.test)
        )
        split = Split(training, validation, test, split.shared)
    if not len(split.training):
        raise DataError("data.left_out", msg("a sample to train on"), msg("none"), msg("Put some points back."))
    return x, y, split


def _added(
    settings: DataSettings, samples: Samples, x: Numbers, y: Targets, split: Split
) -> tuple[Numbers, Targets, Split]:
    width = x.shape[-1] + 1
    if not takes_points(samples) or any(len(point) != width for point in settings.points):
        raise _refused(_PLACE, msg("points of {count} numbers each: the features, then the target", count=width), "")
    points = np.array(settings.points, np.float64)
    targets = points[:, -1]
    if samples.task is Task.CLASSIFICATION:
        if not np.isin(targets, np.arange(len(samples.class_names))).all():
            raise _refused(_PLACE, msg("a class below {count}", count=len(samples.class_names)), targets.max())
        added: Targets = targets.astype(np.int64)
    else:
        added = targets.reshape(-1, *y.shape[1:])
    rows = np.arange(len(x), len(x) + len(points))
    training = np.concatenate([split.training, rows])
    # Tiny data are not split: their three sets are the same, and stay so.
    grown = Split(training, training, training, True) if split.shared else replace(split, training=training)
    return np.concatenate([x, points[:, :-1]]), np.concatenate([y, added]), grown


def _refused(place: str, expected: Message, received: object) -> ParameterError:
    return ParameterError(place, expected, msg("{value}", value=received), msg("Take the points back by undo."))
