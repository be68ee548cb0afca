"""What is measured on the training rows, and on no other: imputed values, shift and scale, the unit of the noise."""

from __future__ import annotations

import numpy as np

from nnstudio.data.samples import Numbers, Rows, Samples
from nnstudio.data.settings import Missing, Scaling


def shift_and_scale(x: Numbers, scaling: Scaling, one_hot: tuple[tuple[int, int], ...] = ()) -> tuple[Numbers, Numbers]:
    r"""Fit a scaling, each result of one sample's shape, so that ``(x − shift) / scale`` is what the network sees.

    Min-max: shift = min, scale = max − min. Standard (z-score): shift = mean, scale = standard deviation (``1/N``).
    A constant column has scale 1. Of an image, each channel is fitted as a whole, so that the picture stays one; of a
    sequence, each feature over all steps, since the same weights read every step. One-hot columns stay.

    Parameters
    ----------
    x : training samples ``(N, *shape)`` without missing values.
    """
    shape = x.shape[1:]
    axes = tuple(range(x.ndim - 1)) if len(shape) > 1 else (0,)
    shift, scale = np.zeros(shape), np.ones(shape)
    if scaling is not Scaling.NONE:
        low, high = x.min(axes), x.max(axes)
        spread = high - low if scaling is Scaling.MIN_MAX else x.std(axes)
        shift[...] = low if scaling is Scaling.MIN_MAX else x.mean(axes)
        scale[...] = np.where((high > low) & (spread > 0), spread, 1.0)
    for start, stop in one_hot:
        shift[..., start:stop], scale[..., start:stop] = 0.0, 1.0
    return shift, scale


def noise_unit(x: Numbers, one_hot: tuple[tuple[int, int], ...] = ()) -> Numbers:
    """Return the standard deviation of each feature ``(*shape)``, missing values aside; 0 for one-hot columns.

    Of an image it is that of each channel as a whole (grain lies on the paper, too), of a sequence that of each feature
    over all steps.
    """
    shape = x.shape[1:]
    axes = tuple(range(x.ndim - 1)) if len(shape) > 1 else (0,)
    known = ~np.isnan(x)
    count = np.maximum(known.sum(axes), 1)
    mean = np.where(known, x, 0.0).sum(axes) / count
    squares = np.where(known, (x - mean) ** 2, 0.0).sum(axes) / count
    unit = np.broadcast_to(np.sqrt(squares), shape).copy()
    for start, stop in one_hot:
        unit[..., start:stop] = 0.0
    return unit


def impute(x: Numbers, training: Rows, missing: Missing, samples: Samples) -> tuple[int, int]:
    """Fill the missing values of ``x`` in place from its training rows; return how many numbers and how many texts.

    A number becomes the mean or median of its feature, a text the most frequent one; where no training row has a
    value, 0 or the first text.
    """
    texts = 0
    for start, stop in samples.one_hot:
        gaps = np.isnan(x[..., start])
        frequency = np.nansum(x[training, ..., start:stop], axis=tuple(range(x.ndim - 1)))
        x[gaps, start:stop] = np.arange(stop - start) == np.argmax(frequency)
        texts += int(gaps.sum())
    numbers = int(np.isnan(x).sum())
    if numbers:
        flat = x.reshape(len(x), -1)
        for column in np.flatnonzero(np.isnan(flat).any(axis=0)):
            known = flat[training, column]
            known = known[~np.isnan(known)]
            middle = np.median if missing is Missing.MEDIAN else np.mean
            flat[np.isnan(flat[:, column]), column] = middle(known) if len(known) else 0.0
    return numbers, texts
