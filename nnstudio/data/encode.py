"""From class numbers or values to the targets that a network of a given output width is trained on."""

from __future__ import annotations

import numpy as np

from nnstudio.data.samples import Numbers, Targets, Task
from nnstudio.engine.errors import DataError
from nnstudio.text import msg


def encode(y: Targets, width: int, task: Task) -> Numbers:
    """Return the targets ``(N, width)`` in float64; of a target at every step ``(N, T, width)``.

    Classes become one-hot rows; with a width of 1, two classes become 0 and 1. Values stay as they are.

    Parameters
    ----------
    y : class numbers from 0, ``(N,)`` or ``(N, T)``; or values, ``(N, K)`` or ``(N, T, K)``.

    Raises
    ------
    DataError : more classes than the width has room for, a class below 0, or values of another width.
    """
    if task is Task.REGRESSION:
        values = y.astype(np.float64) if y.ndim > 1 else y.astype(np.float64)[:, None]
        if values.shape[-1] != width:
            _refuse(width, values.shape[-1])
        return values
    classes = int(y.max()) + 1 if y.size else 0
    room = 2 if width == 1 else width
    if classes > room:
        _refuse(room, classes)
    if y.size and y.min() < 0:
        raise DataError(
            "output",
            msg("class numbers from 0"),
            msg("{value}", value=int(y.min())),
            msg("Number the classes 0, 1, 2 …"),
        )
    if width == 1:
        return y.astype(np.float64)[..., None]
    one_hot: Numbers = np.equal(y[..., None], np.arange(width)).astype(np.float64)
    return one_hot


def _refuse(room: int, received: int) -> None:
    raise DataError(
        "output",
        msg("targets of width {width}", width=room),
        msg("targets of width {width}", width=received),
        msg("Give the output layer {count} units.", count=received),
    )
