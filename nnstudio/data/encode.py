"""From class numbers or values to the targets that a network of a given output width is trained on."""

from __future__ import annotations

import numpy as np

from nnstudio.data.samples import Numbers, Targets, Task
from nnstudio.engine.errors import DataError
from nnstudio.text import msg


def encode(y: Targets, width: int, task: Task) -> Numbers:
    """Return the targets ``(N, width)`` in float64.

    Classes become one-hot rows; with a width of 1, two classes become 0 and 1. Values stay as they are.

    Parameters
    ----------
    y : ``(N,)`` class numbers from 0, or ``(N, T)`` values.

    Raises
    ------
    DataError : more classes than the width has room for, or values of another width.
    """
    if task is Task.REGRESSION:
        values = np.asarray(y, np.float64).reshape(len(y), -1) if len(y) else np.empty((0, width))
        if values.shape[1] != width:
            _refuse(width, values.shape[1])
        return values
    classes = int(y.max()) + 1 if len(y) else 0
    room = 2 if width == 1 else width
    if classes > room:
        _refuse(room, classes)
    if width == 1:
        return y.astype(np.float64)[:, None]
    one_hot: Numbers = np.equal(np.asarray(y)[:, None], np.arange(width)).astype(np.float64)
    return one_hot


def _refuse(room: int, received: int) -> None:
    raise DataError(
        "output",
        msg("targets of width {width}", width=room),
        msg("targets of width {width}", width=received),
        msg("Give the output layer {count} units.", count=received),
    )
