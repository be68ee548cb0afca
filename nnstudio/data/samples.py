"""The two forms that data have: raw samples as a data set gives them, and prepared sets as training reads them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from nnstudio.data.features import UNCHANGED, Features
from nnstudio.engine.typing import Shape
from nnstudio.text import Message

Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Targets = npt.NDArray[np.float64] | npt.NDArray[np.int64]
"""``(N,)`` class numbers or ``(N, K)`` values; of a target at every step ``(N, T)`` or ``(N, T, K)``."""


class Task(StrEnum):
    """What is to be learned."""

    CLASSIFICATION = "classification"
    REGRESSION = "regression"


@dataclass(frozen=True, eq=False)
class Samples:
    """Raw samples.

    ``x`` is ``(N, *shape)`` with NaN where a value is missing: lists of features ``(N, F)``, sequences ``(N, T, F)``,
    images ``(N, H, W, C)``. ``y`` is as ``Targets`` says. ``feature_names`` has one name per feature, the same at every
    step of a sequence (for images, per pixel: empty). ``class_names`` is empty for regression. ``one_hot`` lists the
    blocks ``(start, stop)`` of features that together are one text: they are neither scaled nor made noisy, and a
    missing one becomes the most frequent text. ``codes`` are the names of what the whole numbers of ``x`` ``(N, T)``
    stand for (0 the first), for an embedding; they, too, stay as they are. ``source_rows`` ``(N,)`` are the numbers of
    the samples' rows in an imported table, where some may have been left out; ``notes`` say which.
    """

    x: Numbers
    y: Targets
    task: Task
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()
    one_hot: tuple[tuple[int, int], ...] = ()
    source_rows: Rows | None = None
    notes: tuple[Message, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def places(self) -> Shape:
        """The axes of the target before its last one: ``(T,)`` where there is a target at every step."""
        return self.y.shape[1:] if self.task is Task.CLASSIFICATION else self.y.shape[1:-1]

    @property
    def is_sequence(self) -> bool:
        """Whether a sample is a row of steps."""
        return self.x.ndim == 3 or bool(self.codes)


@dataclass(frozen=True)
class DataShape:
    """What a network must fit.

    ``outputs`` lists the widths that its output may have, the usual one first: two classes fit one logistic output or
    a softmax of two. ``places`` are the axes before the width: ``(T,)`` where there is a target at every step.
    ``codes`` is how many different whole numbers the input holds, 0 where it holds measurements.
    """

    inputs: Shape
    outputs: tuple[int, ...]
    task: Task
    class_names: tuple[str, ...] = ()
    places: Shape = ()
    codes: int = 0

    @property
    def is_flat(self) -> bool:
        """Whether a sample is a row of measurements: no sequence, no image, no text."""
        return len(self.inputs) == 1 and not self.codes

    def output(self, width: int) -> Shape:
        """Return the shape of one sample's output of this width."""
        return (*self.places, width)


@dataclass(frozen=True, eq=False)
class Subset:
    """One of the three sets: ``x`` ``(N, *shape)`` scaled; ``y`` as ``Targets`` says.

    ``rows`` are the numbers of the samples in the source's order, so that a point on the screen can be traced to its
    row.
    """

    x: Numbers
    y: Targets
    rows: Rows

    def __len__(self) -> int:
        """Return the number of samples; 0 where the user asked for no such set."""
        return len(self.rows)


NONE = Subset(np.zeros((0, 1)), np.zeros(0, np.int64), np.zeros(0, np.int64))
"""No samples."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """What training reads: transformed, scaled, split, encoded.

    ``features`` make the network's inputs of raw features; ``scale`` and ``shift`` (each of one input's shape) turn
    them into what the network sees: ``(features(x) − shift) / scale``; ``target_scale`` and ``target_shift`` (each of
    one target's shape) likewise the target of a regression. ``notes`` say aloud what was done (rows dropped, values
    imputed). ``raw`` are the samples before any transformation and scaling, noise and imputed values included, in the
    source's order. ``unlabelled`` are the samples of the training set whose label is hidden, with the class that their
    neighbours gave them: then they train, too. Otherwise it is −1, and they are not in ``training``.
    """

    shape: DataShape
    training: Subset
    validation: Subset
    test: Subset
    raw: Samples
    shift: Numbers
    scale: Numbers
    notes: tuple[Message, ...] = ()
    target_shift: Numbers | None = None
    target_scale: Numbers | None = None
    features: Features = UNCHANGED
    unlabelled: Subset = NONE

    @property
    def measured_shape(self) -> Shape:
        """The shape of one raw sample, before any feature transformation; ``shape`` is what the network must fit."""
        return self.raw.x.shape[1:]

    @property
    def is_flat(self) -> bool:
        """Whether a raw sample is a row of measurements: no sequence, no image, no text."""
        return self.raw.x.ndim == 2 and not self.raw.codes

    @property
    def input_names(self) -> tuple[str, ...]:
        """A name for each of the network's inputs, as ``raw.feature_names`` for what is measured."""
        return self.features.named(self.raw.feature_names)

    def scaled(self, x: npt.ArrayLike) -> Numbers:
        """Return raw features ``(N, *shape)`` as the network sees them."""
        return (self.features.apply(np.asarray(x, np.float64)) - self.shift) / self.scale

    def measured(self, subset: Subset) -> Numbers:
        """Return the raw features ``(N, *shape)`` of a set's samples: no way leads back from what the network sees."""
        found: Numbers = self.raw.x[subset.rows]
        return found

    def unscaled_target(self, y: npt.ArrayLike) -> Numbers:
        """Return predictions ``(N, K)`` or ``(N, T, K)`` of a regression in the target's own unit."""
        y = np.asarray(y, np.float64)
        if self.target_scale is None or self.target_shift is None:
            return y
        return y * self.target_scale + self.target_shift
