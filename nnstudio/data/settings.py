"""What the user chooses about the data: part of the document, so frozen, small and comparable."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from nnstudio.engine.declaration import Value
from nnstudio.engine.errors import ParameterError
from nnstudio.text import Message, msg

TABLE = "table"
"""The ``dataset`` that stands for the document's own imported table."""

MOST_POINTS = 10_000
"""Points that may be added by hand."""

MOST_STEPS = 20
"""Feature transformations one after the other."""

LARGEST_HELD_OUT = 0.9
"""Validation and test sets may take no more than this share of the rows: something must train."""


class Scaling(StrEnum):
    """How each feature is scaled; fitted on the training set only, so that nothing leaks."""

    NONE = "none"
    MIN_MAX = "min_max"
    STANDARD = "standard"


class Missing(StrEnum):
    """What becomes of a missing value (imputed from the training set), or of its row."""

    MEAN = "mean"
    MEDIAN = "median"
    DROP = "drop"


class Unlabelled(StrEnum):
    """What becomes of training samples whose label is hidden: no part of training, or a neighbour's label."""

    LEAVE_OUT = "leave_out"
    SPREAD = "spread"


class TaskChoice(StrEnum):
    """What an imported table's target is for: decided by rule (``columns.task_of``), or by the user."""

    AUTOMATIC = "automatic"
    CLASSIFICATION = "classification"
    REGRESSION = "regression"


@dataclass(frozen=True)
class FeatureStep:
    """A feature transformation: an id of ``nnstudio.data.transforms``, its parameters as sorted pairs, and the names of
    the columns that it is made of, as the step before leaves them; none for all measurements.
    """

    kind: str
    parameters: tuple[tuple[str, Value], ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataSettings:
    """Which data, and how they are prepared.

    ``dataset`` is an id of ``nnstudio.data.datasets`` or ``"table"`` for the document's own imported table.
    ``parameters`` are the data set's (samples, turns …) as sorted pairs. ``target`` and ``features`` name columns of
    an imported table (empty: the last column, and all others); ``task`` overrides what its target is for. Fractions
    of validation and test sets; the rest trains; a fraction of 0 leaves that set empty. ``scale_target``
    standardises a regression's target. ``seed`` draws generated samples, the split, its shuffle and the noise.

    There is *one* noise: ``noise`` is the standard deviation of a Gaussian that is added to every feature, in units
    of that feature's own standard deviation in the training set. Data sets that draw a function (sine, plane) get it
    on the target instead, as an error of measurement. Generated sets draw clean points and have no noise of their
    own.

    ``points`` were added to the training set by hand, each as features, then target, in the data's own units;
    ``left_out`` are rows of the source, from 0, that were taken out by hand. ``steps`` are the feature transformations
    between what is measured and what is scaled, in their order.

    ``labelled`` is the share of the training set whose labels are known (of each class one at least), ``unlabelled``
    what becomes of the rest; both mean nothing for a regression, a class at every step, or rows too few to be split.
    """

    dataset: str = "circles"
    parameters: tuple[tuple[str, Value], ...] = ()
    target: str = ""
    features: tuple[str, ...] = ()
    validation: float = 0.2
    test: float = 0.2
    scaling: Scaling = Scaling.NONE
    missing: Missing = Missing.MEAN
    shuffle: bool = True
    noise: float = 0.0
    seed: int = 0
    task: TaskChoice = TaskChoice.AUTOMATIC
    scale_target: bool = False
    points: tuple[tuple[float, ...], ...] = ()
    left_out: tuple[int, ...] = ()
    steps: tuple[FeatureStep, ...] = ()
    labelled: float = 1.0
    unlabelled: Unlabelled = Unlabelled.LEAVE_OUT


def check_settings(settings: DataSettings) -> None:
    """Check every number of the settings.

    Raises
    ------
    ParameterError : its ``place`` names the field, ``data.validation`` for one.
    """
    _check_between("data.validation", settings.validation, LARGEST_HELD_OUT)
    _check_between("data.test", settings.test, LARGEST_HELD_OUT)
    if settings.validation + settings.test > LARGEST_HELD_OUT + 1e-12:
        raise ParameterError(
            "data.validation",
            msg("validation and test fractions of at most {limit} together", limit=LARGEST_HELD_OUT),
            msg("{value}", value=f"{settings.validation + settings.test:g}"),
            msg("Make one of them smaller: the rest trains."),
        )
    _check_between("data.noise", settings.noise, 10.0)
    _check_between("data.labelled", settings.labelled, 1.0)
    _check_seed("data.seed", settings.seed)
    if len(settings.points) > MOST_POINTS or not all(math.isfinite(part) for each in settings.points for part in each):
        _refuse("data.points", msg("at most {count} points, of finite numbers", count=MOST_POINTS), "…")
    if any(row < 0 for row in settings.left_out):
        _refuse("data.left_out", msg("rows from 0"), min(settings.left_out))
    if len(settings.steps) > MOST_STEPS:
        _refuse("data.steps", msg("at most {count} steps", count=MOST_STEPS), len(settings.steps))


def _check_between(place: str, value: object, limit: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= limit:
        _refuse(place, msg("a number in {interval}", interval=f"[0, {limit:g}]"), value)


def _refuse(place: str, expected: Message, value: object) -> None:
    raise ParameterError(place, expected, msg("{value}", value=repr(value)), msg("Change it in the data settings."))


def _check_seed(place: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        _refuse(place, msg("a whole number from 0"), value)
