"""What the views show: the raw table, the prepared sets and, where there are none, the reason."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from nnstudio.data import (
    DataSettings,
    DataTable,
    ImportedTable,
    Membership,
    Prepared,
    Role,
    Subset,
    Task,
    raw_samples,
    shown,
    table_of,
)
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import Message, msg
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.data.telling import Floats

SETS: dict[Membership, Message] = {
    Membership.TRAINING: msg("Training"),
    Membership.UNLABELLED: msg("Training, no label"),
    Membership.VALIDATION: msg("Validation"),
    Membership.TEST: msg("Test"),
    Membership.ALL: msg("All three"),
    Membership.NONE: msg("Left out"),
}
"""What the sets are called."""


_ORDER = (Membership.TRAINING, Membership.UNLABELLED, Membership.VALIDATION, Membership.TEST)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The data of a moment. ``table`` is None where not even rows can be shown, ``prepared`` where none can train."""

    settings: DataSettings
    table: DataTable | None
    prepared: Prepared | None
    error: NnstudioError | None
    imported: ImportedTable | None = None

    @cached_property
    def x(self) -> Floats:
        """The features before scaling ``(N, F)``: noise and imputed values included."""
        return self._flat(self.prepared.raw.x) if self.prepared is not None else np.empty((0, 0))

    @cached_property
    def scaled_x(self) -> Floats:
        """The inputs as the network sees them ``(N, inputs)``: transformed and scaled."""
        return self._flat(self.prepared.scaled(self.prepared.raw.x)) if self.prepared is not None else self.x

    @cached_property
    def y(self) -> Floats:
        """The first target of each sample ``(N,)``: a class number or a value."""
        return self.targets[:, 0]

    @cached_property
    def targets(self) -> Floats:
        """The targets of each sample ``(N, P)``: of a sequence, those of all steps."""
        if self.prepared is None:
            return np.empty((0, 1))
        return np.asarray(self.prepared.raw.y, np.float64).reshape(len(self.x), -1)

    @cached_property
    def given(self) -> Floats:
        """The first target of each sample as training is told it ``(N,)``: −1 for a class that is hidden."""
        found = self.y.copy()
        if self.prepared is not None and len(self.prepared.unlabelled):
            found[self.prepared.unlabelled.rows] = self.prepared.unlabelled.y
        return found

    @property
    def can_hide(self) -> bool:
        """Whether labels can be hidden: a class for each sample, and rows enough to be split."""
        prepared = self.prepared
        classes = prepared is not None and prepared.shape.task is Task.CLASSIFICATION and not prepared.shape.places
        return classes and Membership.ALL not in self.sets

    @cached_property
    def scaled_y(self) -> Floats:
        """The first target as the network sees it ``(N,)``; class numbers stay."""
        return self.scaled_targets[:, 0]

    @cached_property
    def scaled_targets(self) -> Floats:
        """The targets as the network sees them ``(N, P)``; class numbers stay."""
        prepared = self.prepared
        if prepared is None or prepared.target_shift is None or prepared.target_scale is None:
            return self.targets
        return (self.targets - prepared.target_shift.ravel()) / prepared.target_scale.ravel()

    @cached_property
    def imputed(self) -> npt.NDArray[np.bool_]:
        """Which inputs were filled in ``(N, inputs)``; one that a feature step made of such is none itself."""
        if self.prepared is None:
            return np.empty((0, 0), bool)
        gaps = np.isnan(self._flat(raw_samples(self.settings, self.imported).x))
        kept = np.array(self.prepared.features.kept(gaps.shape[1]))
        return np.where(kept >= 0, gaps[:, kept], False)

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes in the language in force; none for a regression."""
        names = self.table.class_names if self.table is not None else ()
        return tuple(shown(self.settings.dataset, name) for name in names)

    @property
    def is_regression(self) -> bool:
        """Whether the target is a value."""
        return self.prepared is not None and self.prepared.shape.task is Task.REGRESSION

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of all numbers of a sample in the language in force; of a picture, its pixels'."""
        if self.prepared is None:
            return ()
        names = self.prepared.raw.feature_names
        if self.is_sequence:
            steps = self.prepared.raw.x.shape[1]
            return tuple(f"{name} {step + 1}" for step in range(steps) for name in self.step_names)
        if names or self.table is None:
            return tuple(shown(self.settings.dataset, name) for name in names)
        return tuple(column.label for column in self.table.columns if column.role is Role.FEATURE)

    @property
    def input_names(self) -> tuple[str, ...]:
        """The names of all numbers that the network is given of a sample, after every feature transformation."""
        names = self.feature_names
        return self.prepared.features.named(names) if self.prepared is not None else names

    def names(self, scaled: bool) -> tuple[str, ...]:
        """Return the names of the columns of ``scaled_x``, or of ``x``."""
        return self.input_names if scaled else self.feature_names

    @property
    def is_sequence(self) -> bool:
        """Whether a sample is a row of steps."""
        return self.table is not None and self.table.is_sequence

    @property
    def step_names(self) -> tuple[str, ...]:
        """The names of the features of each step."""
        names = self.prepared.raw.feature_names if self.prepared is not None else ()
        return tuple(shown(self.settings.dataset, name) for name in names)

    @property
    def target_names(self) -> tuple[str, ...]:
        """The names of all targets in the language in force, each with its step where there are steps."""
        if self.prepared is None or self.table is None:
            return ()
        return tuple(column.label for column in self.table.columns if column.role is Role.TARGET)

    @property
    def target_name(self) -> str:
        """The name of the target in the language in force."""
        names = self.prepared.raw.target_names if self.prepared is not None else ()
        return shown(self.settings.dataset, names[0]) if names else ""

    @cached_property
    def sets(self) -> dict[Membership, Subset]:
        """The sets that have samples; one of all three where few rows are not split."""
        if self.prepared is None:
            return {}
        training = self.prepared.training
        if np.array_equal(training.rows, self.prepared.test.rows):
            return {Membership.ALL: training}
        unlabelled = self.prepared.unlabelled
        known = ~np.isin(training.rows, unlabelled.rows)
        labelled = Subset(training.x[known], training.y[known], training.rows[known]) if len(unlabelled) else training
        parts = (labelled, unlabelled, self.prepared.validation, self.prepared.test)
        named = zip(_ORDER, parts, strict=True)
        return {name: subset for name, subset in named if len(subset)}

    @cached_property
    def memberships(self) -> tuple[Membership, ...]:
        """Which set each row of the table is in."""
        if self.table is None:
            return ()
        if self.prepared is None:
            return (Membership.NONE,) * self.table.row_count
        return self.table.memberships(self.prepared)

    @cached_property
    def sample_of_row(self) -> npt.NDArray[np.int64]:
        """The number of the sample that each row of the table became, −1 where it was left out."""
        count = self.table.row_count if self.table is not None else 0
        found = np.full(count, -1)
        if self.table is not None and self.prepared is not None:
            for subset in self.sets.values():
                read = subset.rows[subset.rows < len(self.table.source_rows)]
                found[self.table.rows_of(read)] = read
        return found

    def _flat(self, x: Floats) -> Floats:
        return np.asarray(x, np.float64).reshape(len(x), -1)


def take(session: Session) -> Snapshot:
    """Return the session's data of this moment."""
    document = session.document
    try:
        table = table_of(document.data, document.table)
    except NnstudioError as error:
        return Snapshot(document.data, None, None, error)
    reason = None if session.prepared else session.control.error
    return Snapshot(document.data, table, session.prepared, reason, document.table)
