"""From samples to the columns that a table shows: pixels and steps each get one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnstudio.data.samples import Numbers, Samples, Task
from nnstudio.data.table import Column

Placed = tuple[Column, tuple[str, int]]
"""A column, the feature's name and the step; no name and 0 where there are no steps."""


def feature_columns(samples: Samples) -> list[Placed]:
    """Return a column for each number of a sample, of a text for each character."""
    if samples.is_sequence:
        texts = spelled(samples)
        return _steps(samples.feature_names, samples.x) if texts is None else _text_steps("x", texts)
    flat = samples.x.reshape(len(samples.x), -1)
    names = samples.feature_names or _pixels(samples.x.shape[1:])
    return [(Column(name, flat[:, k]), ("", 0)) for k, name in enumerate(names)]


def target_columns(samples: Samples) -> list[Placed]:
    """Return a column for each target."""
    names, y = samples.target_names, samples.y
    if samples.task is Task.REGRESSION:
        values = y.astype(np.float64)
        if samples.places:
            return _steps(names, values)
        return [(Column(name, values[:, k]), ("", 0)) for k, name in enumerate(names)]
    classes = np.array(samples.class_names, object)[y.astype(np.int64)]
    if samples.places:
        return _text_steps(names[0], classes)
    return [(Column(names[0], texts=tuple(classes)), ("", 0))]


def _steps(names: tuple[str, ...], values: Numbers) -> list[Placed]:
    """Return a column for each feature at each step of ``(N, T, F)``."""
    return [
        (Column(f"{name} {step + 1}", values[:, step, k]), (name, step + 1))
        for step in range(values.shape[1])
        for k, name in enumerate(names)
    ]


def _text_steps(name: str, texts: npt.NDArray[np.object_]) -> list[Placed]:
    count = texts.shape[1]
    return [(Column(f"{name} {k + 1}", texts=tuple(texts[:, k])), (name, k + 1)) for k in range(count)]


def spelled(samples: Samples) -> npt.NDArray[np.object_] | None:
    """Return what stands at each step of a text ``(N, T)``; None for measurements."""
    names = np.array(samples.codes or samples.feature_names, object)
    if samples.codes:
        return np.asarray(names[samples.x.astype(np.int64)])
    if samples.one_hot == ((0, samples.x.shape[-1]),):
        return np.asarray(names[samples.x.argmax(axis=-1)])
    return None


def _pixels(shape: tuple[int, ...]) -> list[str]:
    """Return a name for each pixel's place in the list, by row, column and, of several, channel."""
    shown_axes = shape if shape[-1] > 1 else shape[:-1]
    return ["·".join(map(str, place)) for place in np.ndindex(shown_axes)]
