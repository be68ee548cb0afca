"""What the Data panel shows: every column with its kind and role, every raw row, how many rows each class has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

import numpy as np

from nnstudio.data.columns import roles
from nnstudio.data.sample_columns import feature_columns, target_columns
from nnstudio.data.samples import Prepared, Rows, Samples, Task
from nnstudio.data.settings import TABLE, DataSettings
from nnstudio.data.source import raw_samples, shown
from nnstudio.data.table import Column, ImportedTable
from nnstudio.engine.errors import NnstudioError


class Role(StrEnum):
    """What a column is for."""

    FEATURE = "feature"
    TARGET = "target"
    UNUSED = "unused"


class Membership(StrEnum):
    """Which set a row is in; UNLABELLED: the training set, but its label is hidden; ALL stands for all three, where
    few rows are not split.
    """

    TRAINING = "training"
    VALIDATION = "validation"
    TEST = "test"
    UNLABELLED = "unlabelled"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, eq=False)
class ColumnView:
    """One column: ``label`` is its name in the language in force when it is asked for; ``column`` its raw values.

    Of a sequence there is one for each feature at each ``step``, counted from 1; ``feature`` is then its name.
    """

    column: Column
    role: Role
    dataset: str
    feature: str = ""
    step: int = 0

    @property
    def name(self) -> str:
        """The name that settings refer to."""
        return self.column.name

    @property
    def label(self) -> str:
        """The name for a person."""
        return f"{shown(self.dataset, self.feature)} {self.step}" if self.step else shown(self.dataset, self.name)

    @property
    def is_text(self) -> bool:
        """Whether the column holds texts."""
        return self.column.is_text

    @cached_property
    def missing_count(self) -> int:
        """How many rows have no value."""
        return int(self.column.missing.sum())

    @cached_property
    def statistics(self) -> tuple[float, float, float, float] | None:
        """Minimum, mean, maximum and standard deviation (1/N) of the numbers there are; None for texts or none."""
        values = self.column.values[~np.isnan(self.column.values)]
        if self.is_text or not len(values):
            return None
        return float(values.min()), float(values.mean()), float(values.max()), float(values.std())

    def cell(self, row: int) -> str:
        """Return a cell as text in the C locale; empty where the value is missing."""
        if self.is_text:
            return shown(self.dataset, self.column.texts[row])
        value = self.column.values[row]
        return "" if np.isnan(value) else f"{value:.6g}"


@dataclass(frozen=True, eq=False)
class DataTable:
    """The raw rows, before noise, imputing and scaling: of an imported table all of them, used or not."""

    columns: tuple[ColumnView, ...]
    row_count: int
    task: Task
    class_names: tuple[str, ...]
    class_counts: tuple[int, ...]
    image_shape: tuple[int, ...]
    source_rows: Rows
    is_sequence: bool = False

    def rows_of(self, samples: Rows) -> Rows:
        """Return the rows that samples were read from; those that were added by hand have none."""
        found: Rows = self.source_rows[samples[samples < len(self.source_rows)]]
        return found

    def memberships(self, prepared: Prepared) -> tuple[Membership, ...]:
        """Return the set that each row is in; NONE for a row that was left out."""
        found = [Membership.NONE] * self.row_count
        shared = np.array_equal(prepared.training.rows, prepared.test.rows)
        for membership, subset in (
            (Membership.TRAINING, prepared.training),
            (Membership.VALIDATION, prepared.validation),
            (Membership.TEST, prepared.test),
            (Membership.UNLABELLED, prepared.unlabelled),
        ):
            for row in self.rows_of(subset.rows):
                found[row] = Membership.ALL if shared else membership
        return tuple(found)


def table_of(settings: DataSettings, table: ImportedTable | None = None) -> DataTable:
    """Return the raw data of the settings as columns and rows.

    An imported table can be shown even where it cannot be learned from (no target yet, one class): then there are no
    classes, and every column is unused.

    Raises
    ------
    ParameterError, DataError : as ``shape_of``, for a registered data set.
    """
    if settings.dataset == TABLE and table is not None:
        return _of_table(settings, table)
    return _of_samples(settings.dataset, raw_samples(settings, table))


def _of_table(settings: DataSettings, table: ImportedTable) -> DataTable:
    try:
        samples = raw_samples(settings, table)
        chosen = roles(settings, table)
    except NnstudioError:
        # ``prepare`` says why; the rows are to be seen all the same, to find the fault.
        views = tuple(ColumnView(column, Role.UNUSED, TABLE) for column in table.columns)
        return DataTable(views, table.row_count, Task.REGRESSION, (), (), (), np.empty(0, np.int64))
    role = {column.name: Role.FEATURE for column in chosen.features} | {chosen.target.name: Role.TARGET}
    views = tuple(ColumnView(column, role.get(column.name, Role.UNUSED), TABLE) for column in table.columns)
    return _table(views, table.row_count, samples, ())


@lru_cache(maxsize=2)
def _of_samples(dataset: str, samples: Samples) -> DataTable:
    views = [ColumnView(column, Role.FEATURE, dataset, *at) for column, at in feature_columns(samples)]
    views += [ColumnView(column, Role.TARGET, dataset, *at) for column, at in target_columns(samples)]
    shape = samples.x.shape[1:]
    return _table(tuple(views), len(samples.x), samples, shape if len(shape) > 2 else ())


def _table(views: tuple[ColumnView, ...], rows: int, samples: Samples, image: tuple[int, ...]) -> DataTable:
    counts: tuple[int, ...] = ()
    if samples.task is Task.CLASSIFICATION:
        classes = samples.y.astype(np.int64).ravel()
        counts = tuple(int(n) for n in np.bincount(classes, minlength=len(samples.class_names)))
    source = np.arange(rows) if samples.source_rows is None else samples.source_rows
    return DataTable(views, rows, samples.task, samples.class_names, counts, image, source, samples.is_sequence)
