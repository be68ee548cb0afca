"""What the user chooses about the data: part of the document, so frozen, small and comparable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nnstudio.engine.declaration import Value


class Scaling(StrEnum):
    """How each feature is scaled; fitted on the training set only, so that nothing leaks."""

    NONE = "none"
    MIN_MAX = "min_max"
    STANDARD = "standard"


class Missing(StrEnum):
    """What becomes of a row with a missing value."""

    MEAN = "mean"
    MEDIAN = "median"
    DROP = "drop"


@dataclass(frozen=True)
class DataSettings:
    """Which data, and how they are prepared.

    ``dataset`` is an id of ``nnstudio.data.datasets`` or ``"table"`` for the document's own imported table.
    ``parameters`` are the data set's (noise, samples …) as sorted pairs. ``target`` and ``features`` name columns of an imported
    table (empty: the last column, and all others). Fractions of validation and test sets; the rest trains.
    ``seed`` draws generated samples, the split and its shuffle.
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
