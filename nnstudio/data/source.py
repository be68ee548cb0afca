"""Where samples come from: a registered data set, or the document's own table. Both are kept, as they never change."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from nnstudio.data.columns import table_samples, table_shape
from nnstudio.data.datasets import datasets
from nnstudio.data.features import planned
from nnstudio.data.samples import DataShape, Samples, Task
from nnstudio.data.settings import TABLE, DataSettings
from nnstudio.data.table import ImportedTable
from nnstudio.data.transform import Columns
from nnstudio.engine.errors import DataError
from nnstudio.text import msg, tr

GENERATION, SPLIT, NOISE, LABELS = range(4)
"""Streams of random numbers: each purpose has its own, so that more noise does not draw another split."""


def stream(seed: int, purpose: int) -> np.random.Generator:
    """Return the generator of one purpose for a seed."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(purpose,))))


def shape_of(settings: DataSettings, table: ImportedTable | None = None) -> DataShape:
    """Return what a network must fit to learn these data, without splitting or measuring anything.

    Raises
    ------
    ParameterError : an unknown data set, parameter, column or feature transformation.
    DataError : no table where one is needed, or one that cannot be learned from.
    """
    shape = _shape(_what(settings), _wanted(settings, table))
    if not settings.steps:
        return shape
    # The names of the columns decide what the steps make of them: only the samples have them.
    stages = planned(settings.steps, columns_of(raw_samples(settings, table)))
    return replace(shape, inputs=stages[-1].after.shape)


def columns_of(samples: Samples) -> Columns:
    """Return what the inputs are before any feature transformation."""
    shape = samples.x.shape[1:]
    classes = len(samples.class_names) if samples.task is Task.CLASSIFICATION and not samples.places else 0
    if len(shape) != 1 or samples.codes:
        return Columns(shape if len(shape) == 3 else (), classes=classes)
    texts = np.zeros(shape[0], bool)
    for start, stop in samples.one_hot:
        texts[start:stop] = True
    return Columns(shape, samples.feature_names, tuple(texts.tolist()), classes)


def raw_samples(settings: DataSettings, table: ImportedTable | None = None) -> Samples:
    """Return the samples as they come: clean, unscaled, NaN where a value is missing; read-only, as they are shared.

    Raises
    ------
    ParameterError, DataError : as ``shape_of``.
    """
    return _samples(_what(settings), _wanted(settings, table))


def shown(dataset: str, name: str) -> str:
    """Return the name of a feature, class or target in the language in force: words are translated, others stay."""
    words = datasets[dataset].words if dataset in datasets else ()
    return next((tr(word) for word in words if word.id == name), name)


def _what(settings: DataSettings) -> DataSettings:
    # Only what decides the samples themselves: another scaling must not load them again.
    if settings.dataset != TABLE:
        return DataSettings(dataset=settings.dataset, parameters=settings.parameters, seed=settings.seed)
    return replace(DataSettings(TABLE), target=settings.target, features=settings.features, task=settings.task)


def _wanted(settings: DataSettings, table: ImportedTable | None) -> ImportedTable | None:
    if settings.dataset != TABLE:
        return None
    if table is None:
        raise DataError(
            "data.dataset", msg("an imported table"), msg("none"), msg("Import a CSV file, or choose another data set.")
        )
    return table


@lru_cache(maxsize=32)
def _shape(settings: DataSettings, table: ImportedTable | None) -> DataShape:
    if table is not None:
        return table_shape(settings, table)
    return datasets.make(settings.dataset, "data.dataset", **dict(settings.parameters)).shape


@lru_cache(maxsize=4)
def _samples(settings: DataSettings, table: ImportedTable | None) -> Samples:
    if table is not None:
        samples = table_samples(settings, table)
    else:
        dataset = datasets.make(settings.dataset, "data.dataset", **dict(settings.parameters))
        samples = dataset.samples(stream(settings.seed, GENERATION))
    samples.x.flags.writeable = samples.y.flags.writeable = False
    return samples
