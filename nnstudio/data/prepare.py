"""From raw samples to the three sets that training reads, in an order in which nothing leaks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from nnstudio.data.by_hand import with_points
from nnstudio.data.datasets import datasets
from nnstudio.data.features import Features, fit, planned
from nnstudio.data.labels import UNKNOWN, hidden_rows, hides, spread, without_label
from nnstudio.data.samples import NONE, Numbers, Prepared, Rows, Samples, Subset, Targets, Task
from nnstudio.data.settings import DataSettings, Missing, Scaling, Unlabelled, check_settings
from nnstudio.data.source import LABELS, NOISE, SPLIT, columns_of, raw_samples, shape_of, stream
from nnstudio.data.split import SMALLEST_SPLIT, Split, split_rows
from nnstudio.data.statistics import impute, noise_unit, shift_and_scale
from nnstudio.data.table import ImportedTable
from nnstudio.engine.errors import DataError
from nnstudio.text import Message, msg


@dataclass(frozen=True, eq=False)
class _Work:
    """Samples on their way: ``x``, ``y`` of all rows in the source's order, the split, what has been said, and the
    rows whose label is hidden.
    """

    samples: Samples
    split: Split
    x: Numbers
    y: Targets
    notes: tuple[Message, ...]
    hidden: Rows = field(default_factory=lambda: NONE.rows)


def prepare(settings: DataSettings, table: ImportedTable | None = None) -> Prepared:
    """Load, split, add noise, fill gaps, transform, scale, in that order: all statistics come from training rows.

    What was added or left out by hand comes last, and changes neither split nor scale.
    The same settings and table give the same bits. The split depends on the targets and the seed, not on the
    features.

    Raises
    ------
    ParameterError : a setting out of range; its ``place`` names the field.
    DataError : data that cannot be learned from.
    """
    check_settings(settings)
    shape = shape_of(settings, table)
    work = _filled(settings, _noisy(settings, _hidden(settings, _split(settings, raw_samples(settings, table)))))
    scaling = Scaling.NONE if work.samples.codes else settings.scaling
    features = _features(settings, work)
    inputs = features.apply(work.x[work.split.training])
    shift, scale = shift_and_scale(inputs, scaling, _texts(features, work.samples))
    target_shift, target_scale = _scale_of_target(settings, work)
    points = with_points(settings, work.samples, work.x, work.y, work.split)
    work = replace(work, x=points[0], y=points[1], split=points[2])
    x = (features.apply(work.x) - shift) / scale
    y = _scaled_target(work.y, target_shift, target_scale)
    training, validation, test = (
        Subset(x[rows], y[rows], rows) for rows in (work.split.training, work.split.validation, work.split.test)
    )
    training, unlabelled, told = _labelled(settings, training, work.hidden)
    raw = replace(work.samples, x=_frozen(work.x), y=_frozen_target(work.y))
    notes = (*work.notes, *_said_of_scaling(settings, work, features), *told)
    targets = target_shift, target_scale
    return Prepared(shape, training, validation, test, raw, shift, scale, notes, *targets, features, unlabelled)


def _features(settings: DataSettings, work: _Work) -> Features:
    training = work.split.training
    y = np.where(np.isin(training, work.hidden), UNKNOWN, work.y[training]) if len(work.hidden) else work.y[training]
    return fit(planned(settings.steps, columns_of(work.samples)), work.x[training], y)


def _texts(features: Features, samples: Samples) -> tuple[tuple[int, int], ...]:
    """Return the blocks of inputs that are 0 or 1 for a text, which scaling leaves alone."""
    if not features.stages:
        return samples.one_hot
    return tuple((place, place + 1) for place, text in enumerate(features.stages[-1].after.texts) if text)


def _split(settings: DataSettings, samples: Samples) -> _Work:
    kept = np.arange(len(samples.x))
    notes = samples.notes
    if settings.missing is Missing.DROP:
        kept = np.flatnonzero(~np.isnan(samples.x.reshape(len(samples.x), -1)).any(axis=1))
        dropped = len(samples.x) - len(kept)
        notes += (msg("Rows with missing values, left out: {count}.", count=dropped),) if dropped else ()
    if len(kept) == 0:
        raise DataError(
            "data.missing",
            msg("at least one row without a missing value"),
            msg("none"),
            msg("Impute missing values instead of leaving their rows out."),
        )
    fractions = (settings.validation, settings.test)
    random = stream(settings.seed, SPLIT)
    found = split_rows(samples.y[kept], samples.task, fractions, random, shuffle=settings.shuffle)
    split = Split(kept[found.training], kept[found.validation], kept[found.test], found.shared)
    notes += _said_of_split(samples, split, kept)
    return _Work(samples, split, samples.x.copy(), samples.y, notes)


def _hidden(settings: DataSettings, work: _Work) -> _Work:
    if not hides(settings, work.samples, work.split):
        return work
    random = stream(settings.seed, LABELS)
    return replace(work, hidden=hidden_rows(settings, work.y, work.split.training, random))


def _labelled(settings: DataSettings, training: Subset, hidden: Rows) -> tuple[Subset, Subset, tuple[Message, ...]]:
    """Return what trains, the samples whose label is hidden, and what there is to say of them."""
    unknown = np.isin(training.rows, hidden)
    count = int(unknown.sum())
    if not count:
        return training, NONE, ()
    if unknown.all():
        raise DataError(
            "data.left_out", msg("a sample with a label to train on"), msg("none"), msg("Put some points back.")
        )
    y = np.where(unknown, UNKNOWN, training.y)
    if settings.unlabelled is Unlabelled.LEAVE_OUT:
        kept = ~unknown
        known = Subset(training.x[kept], y[kept], training.rows[kept])
        text = msg("Labels hidden, and their samples left out of training: {count}.", count=count)
        return known, without_label(training.x, y, training.rows, hidden), (text,)
    given = spread(training.x, y)
    right = int((given == training.y)[unknown].sum())
    text = msg("Labels hidden: {count}. From the nearest neighbour {right} came back right.", count=count, right=right)
    return replace(training, y=given), without_label(training.x, given, training.rows, hidden), (text,)


def _said_of_split(samples: Samples, split: Split, kept: Rows) -> tuple[Message, ...]:
    if split.shared:
        text = msg(
            "Fewer than {limit} rows are not split: all {count} train, and the same rows are validated and tested.",
            limit=SMALLEST_SPLIT,
            count=len(kept),
        )
        return (text,)
    if samples.task is Task.REGRESSION or samples.places:
        return ()
    counts = np.bincount(samples.y[kept].astype(np.int64), minlength=len(samples.class_names))
    return tuple(
        msg("Class “{name}” has too few rows to be in all three sets: {count}.", name=name, count=int(count))
        for name, count in zip(samples.class_names, counts, strict=True)
        if count < 3
    )


def _noisy(settings: DataSettings, work: _Work) -> _Work:
    if settings.noise == 0:
        return work
    random = stream(settings.seed, NOISE)
    training = work.split.training
    if settings.dataset in datasets and datasets[settings.dataset].noisy_target:
        unit = noise_unit(work.y[training].astype(np.float64))
        return replace(work, y=work.y + settings.noise * unit * random.standard_normal(work.y.shape))
    if work.samples.codes:
        return work
    unit = noise_unit(work.x[training], work.samples.one_hot)
    return replace(work, x=work.x + settings.noise * unit * random.standard_normal(work.x.shape))


def _filled(settings: DataSettings, work: _Work) -> _Work:
    if settings.missing is Missing.DROP:
        return work
    numbers, texts = impute(work.x, work.split.training, settings.missing, work.samples)
    notes = work.notes
    if numbers and settings.missing is Missing.MEAN:
        notes += (msg("Missing numbers, replaced by the mean of the training set: {count}.", count=numbers),)
    if numbers and settings.missing is Missing.MEDIAN:
        notes += (msg("Missing numbers, replaced by the median of the training set: {count}.", count=numbers),)
    if texts:
        notes += (msg("Missing texts, replaced by the most frequent of the training set: {count}.", count=texts),)
    return replace(work, notes=notes)


def _scale_of_target(settings: DataSettings, work: _Work) -> tuple[Numbers, Numbers] | tuple[None, None]:
    if work.samples.task is not Task.REGRESSION:
        return None, None
    wanted = Scaling.STANDARD if settings.scale_target else Scaling.NONE
    return shift_and_scale(work.y.astype(np.float64)[work.split.training], wanted)


def _scaled_target(y: Targets, shift: Numbers | None, scale: Numbers | None) -> Targets:
    return y if shift is None or scale is None else (y.astype(np.float64) - shift) / scale


def _said_of_scaling(settings: DataSettings, work: _Work, features: Features) -> tuple[Message, ...]:
    # Of a text no training piece has every character.
    names = () if work.samples.is_sequence and work.samples.one_hot else features.named(work.samples.feature_names)
    x = features.apply(work.x[work.split.training]).reshape(-1, len(names)) if names else work.x
    same = [names[k] for k in np.flatnonzero(np.ptp(x, axis=0) == 0)] if names else []
    notes = tuple(msg("“{name}” is the same in every training row: it cannot help.", name=name) for name in same)
    if work.samples.task is Task.REGRESSION and not settings.scale_target:
        largest = float(np.abs(work.y[work.split.training]).max())
        if largest > 30:
            text = msg("The target reaches {value}: scale it too, or training may diverge.", value=f"{largest:.4g}")
            notes += (text,)
    return notes


def _frozen(x: Numbers) -> Numbers:
    x.flags.writeable = False
    return x


def _frozen_target(y: Targets) -> Targets:
    y.flags.writeable = False
    return y
