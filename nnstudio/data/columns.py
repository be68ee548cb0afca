"""From the columns of an imported table to samples: text features one-hot, the target to classes or values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nnstudio.data.samples import DataShape, Numbers, Rows, Samples, Targets, Task
from nnstudio.data.settings import DataSettings, TaskChoice
from nnstudio.data.table import Column, ImportedTable
from nnstudio.engine.errors import DataError, ParameterError
from nnstudio.text import Message, msg

MOST_CATEGORIES: Final = 64
"""A text feature with more distinct texts (a name, a number plate) would be one column for each of them: left out."""

MOST_CLASSES: Final = 256
"""More distinct values of a target are no classes."""

CLASSES_BY_RULE: Final = 20
"""A numeric target with at most this many distinct whole numbers is taken for classes, if each has rows enough."""

ROWS_FOR_A_CLASS: Final = 5


@dataclass(frozen=True)
class Roles:
    """Which column is the target and which are features; ``left_out`` says which were not fit to be features."""

    target: Column
    features: tuple[Column, ...]
    left_out: tuple[Message, ...] = ()


def roles(settings: DataSettings, table: ImportedTable) -> Roles:
    """Decide which columns take part: those the settings name, or the last as target and all others as features.

    Raises
    ------
    ParameterError : a name that the table lacks, twice the same, or a text feature of more than 64 distinct texts.
    DataError : fewer than two columns, or no feature left.
    """
    if len(table.columns) < 2:
        raise DataError(
            table.name,
            msg("at least two columns: one to predict and one to predict it from"),
            msg("{count} columns", count=len(table.columns)),
            msg("Import a table with more columns, or choose another delimiter."),
        )
    target = _named(table, settings.target, "data.target") if settings.target else table.columns[-1]
    if settings.features:
        return Roles(target, _chosen_features(settings, table, target))
    others = [column for column in table.columns if column is not target]
    unfit = {column.name: reason for column in others if (reason := _unfit(column))}
    features = tuple(column for column in others if column.name not in unfit)
    if not features:
        raise DataError(table.name, msg("a column to learn from"), msg("only unfit ones"), next(iter(unfit.values())))
    return Roles(target, features, tuple(unfit.values()))


def _chosen_features(settings: DataSettings, table: ImportedTable, target: Column) -> tuple[Column, ...]:
    features = tuple(_named(table, name, "data.features") for name in settings.features)
    for place, column in enumerate(features):
        if column is target or column in features[:place]:
            _refuse_feature(column.name, msg("each column once, and not the target"))
        if column.missing.all():
            _refuse_feature(column.name, msg("a column with values"))
        if column.is_text and len(column.categories) > MOST_CATEGORIES:
            _refuse_feature(column.name, msg("texts of at most {limit} kinds", limit=MOST_CATEGORIES))
    return features


def _refuse_feature(name: str, expected: Message) -> None:
    raise ParameterError("data.features", expected, msg("{value}", value=name), msg("Leave this column out."))


def _named(table: ImportedTable, name: str, place: str) -> Column:
    try:
        return table.column(name)
    except KeyError:
        known = ", ".join(column.name for column in table.columns)
        advice = msg("Choose one from the list.")
        raise ParameterError(
            place, msg("one of {choices}", choices=known), msg("{value}", value=repr(name)), advice
        ) from None


def _unfit(column: Column) -> Message | None:
    if column.missing.all():
        return msg("Column “{name}” is left out: it has no values.", name=column.name)
    if column.is_text and len(column.categories) > MOST_CATEGORIES:
        return msg(
            "Column “{name}” is left out: {count} different texts, one-hot encoding takes {limit} at most.",
            name=column.name,
            count=len(column.categories),
            limit=MOST_CATEGORIES,
        )
    return None


def task_of(choice: TaskChoice, target: Column) -> Task:
    """Decide what a target is for.

    Texts are classes. Numbers are classes if they are whole, of at most 20 kinds, and each kind has five rows on
    average (two kinds always are). All others are values: regression. ``choice`` overrides the rule.

    Raises
    ------
    ParameterError : regression of a text column.
    """
    if choice is TaskChoice.REGRESSION and target.is_text:
        raise ParameterError(
            "data.task",
            msg("a target of numbers for a regression"),
            msg("texts in column “{name}”", name=target.name),
            msg("Choose classification, or another target."),
        )
    if choice is not TaskChoice.AUTOMATIC:
        return Task(choice.value)
    return Task.CLASSIFICATION if target.is_text or _looks_like_classes(target.values) else Task.REGRESSION


def _looks_like_classes(values: Numbers) -> bool:
    present = values[~np.isnan(values)]
    kinds = np.unique(present)
    if len(kinds) > CLASSES_BY_RULE or not np.array_equal(kinds, np.round(kinds)):
        return False
    return len(kinds) <= 2 or len(present) >= ROWS_FOR_A_CLASS * len(kinds)


def class_names_of(target: Column) -> tuple[str, ...]:
    """Return the classes of a target: texts in order, or numbers in theirs.

    Raises
    ------
    DataError : fewer than two, or more than 256.
    """
    if target.is_text:
        names = target.categories
    else:
        names = tuple(f"{value:.15g}" for value in np.unique(target.values[~target.missing]))
    if not 2 <= len(names) <= MOST_CLASSES:
        raise DataError(
            target.name,
            msg("a target of 2 to {limit} classes", limit=MOST_CLASSES),
            msg("{count} different values", count=len(names)),
            msg("Choose another target column."),
        )
    return names


def table_shape(settings: DataSettings, table: ImportedTable) -> DataShape:
    """Return what a network must fit to learn this table; reads no row but those that name classes and texts."""
    chosen = roles(settings, table)
    width = sum(len(column.categories) if column.is_text else 1 for column in chosen.features)
    if task_of(settings.task, chosen.target) is Task.REGRESSION:
        return DataShape((width,), (1,), Task.REGRESSION)
    names = class_names_of(chosen.target)
    return DataShape((width,), (1, 2) if len(names) == 2 else (len(names),), Task.CLASSIFICATION, names)


def table_samples(settings: DataSettings, table: ImportedTable) -> Samples:
    """Return the table as samples: rows without a target are left out, and said so; missing features are NaN."""
    chosen = roles(settings, table)
    target = chosen.target
    rows = np.flatnonzero(~target.missing)
    if not len(rows):
        raise DataError(target.name, msg("a target with values"), msg("none"), msg("Choose another target column."))
    task = task_of(settings.task, target)
    x, names, blocks = _features(chosen.features, rows)
    lost = len(target) - len(rows)
    notes = (*chosen.left_out, *((msg("Rows without a target, left out: {count}.", count=lost),) if lost else ()))
    classes = class_names_of(target) if task is Task.CLASSIFICATION else ()
    y = _targets(target, rows, task)
    return Samples(x, y, task, names, classes, (target.name,), blocks, rows, notes)


def _targets(target: Column, rows: Rows, task: Task) -> Targets:
    if task is Task.REGRESSION:
        return target.values[rows, None]
    if target.is_text:
        return target.codes[rows]
    return np.unique(target.values[rows], return_inverse=True)[1].astype(np.int64)


def _features(columns: tuple[Column, ...], rows: Rows) -> tuple[Numbers, tuple[str, ...], tuple[tuple[int, int], ...]]:
    parts: list[Numbers] = []
    names: list[str] = []
    blocks: list[tuple[int, int]] = []
    for column in columns:
        if column.is_text:
            blocks.append((len(names), len(names) + len(column.categories)))
            parts.append(_one_hot(column, rows))
            names.extend(f"{column.name} = {text}" for text in column.categories)
        else:
            parts.append(column.values[rows, None])
            names.append(column.name)
    return np.hstack(parts), tuple(names), tuple(blocks)


def _one_hot(column: Column, rows: Rows) -> Numbers:
    codes = column.codes[rows]
    block: Numbers = np.equal(codes[:, None], np.arange(len(column.categories))).astype(np.float64)
    block[codes < 0] = np.nan
    return block
