"""The two forms that data have: raw samples as a data set gives them, and prepared sets as training reads them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from nnstudio.engine.typing import Shape
from nnstudio.text import Message

Numbers = npt.NDArray[np.float64]


class Task(StrEnum):
    """What is to be learned."""

    CLASSIFICATION = "classification"
    REGRESSION = "regression"


@dataclass(frozen=True, eq=False)
class Samples:
    """Raw samples.

    ``x`` is ``(N, *shape)`` with NaN where a value is missing. ``y`` is ``(N,)`` class numbers or ``(N, T)`` values.
    ``feature_names`` has one name per feature (for images, per pixel: empty). ``class_names`` is empty for regression.
    """

    x: Numbers
    y: npt.NDArray[np.float64] | npt.NDArray[np.int64]
    task: Task
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataShape:
    """What a network must fit.

    ``outputs`` lists the widths that its output may have, the usual one first: two classes fit one logistic output or
    a softmax of two.
    """

    inputs: Shape
    outputs: tuple[int, ...]
    task: Task
    class_names: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Subset:
    """One of the three sets: ``x`` ``(N, *shape)`` scaled; ``y`` ``(N,)`` class numbers or ``(N, T)`` values.

    ``rows`` are the numbers of the samples in the source's order, so that a point on the screen can be traced to its row.
    """

    x: Numbers
    y: npt.NDArray[np.float64] | npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Prepared:
    """What training reads: scaled, split, encoded.

    ``scale`` and ``shift`` turn a raw feature into what the network sees: ``(x − shift) / scale``. ``notes`` say aloud what was
    done (rows dropped, values imputed). ``raw`` are the samples before scaling, in the source's order.
    """

    shape: DataShape
    training: Subset
    validation: Subset
    test: Subset
    raw: Samples
    shift: Numbers
    scale: Numbers
    notes: tuple[Message, ...] = ()
