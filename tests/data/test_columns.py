"""Imported tables: what is a class, what a value, what a feature."""

import numpy as np
import pytest

from nnstudio.data import (
    TABLE,
    Column,
    DataSettings,
    ImportedTable,
    Role,
    Task,
    TaskChoice,
    encode,
    prepare,
    raw_samples,
    shape_of,
    table_of,
)
from nnstudio.engine.errors import DataError, ParameterError

COLOURS = Column("colour", texts=("red", "blue", "", "red") * 5)
SIZES = Column("size", np.arange(20.0))
KIND = Column("kind", texts=("cat", "dog") * 10)
TABLE_OF_PETS = ImportedTable("pets.csv", (COLOURS, SIZES, KIND))


def test_text_columns_are_one_hot_and_the_last_column_is_the_target() -> None:
    settings = DataSettings(TABLE)
    samples, shape = raw_samples(settings, TABLE_OF_PETS), shape_of(settings, TABLE_OF_PETS)
    assert samples.feature_names == ("colour = blue", "colour = red", "size")
    assert samples.x[0].tolist() == [0, 1, 0]
    assert np.isnan(samples.x[2, :2]).all()
    assert samples.one_hot == ((0, 2),)
    assert shape.inputs == (3,)
    assert shape.outputs == (1, 2)
    assert shape.class_names == ("cat", "dog")


@pytest.mark.parametrize(
    ("values", "task"),
    [
        ([0, 1] * 10, Task.CLASSIFICATION),
        ([1.0, 2.0, 3.0] * 10, Task.CLASSIFICATION),
        ([1.5, 2.5] * 10, Task.REGRESSION),
        (list(range(30)), Task.REGRESSION),
        ([3, 4, 5, 6, 7, 8], Task.REGRESSION),
    ],
)
def test_the_rule_for_numeric_targets(values: list[float], task: Task) -> None:
    table = ImportedTable("t", (Column("x", np.arange(float(len(values)))), Column("y", values)))
    assert shape_of(DataSettings(TABLE), table).task is task
    for choice in (TaskChoice.CLASSIFICATION, TaskChoice.REGRESSION):
        assert shape_of(DataSettings(TABLE, task=choice), table).task == choice.value


def test_classes_of_numbers_are_counted_from_nought_in_their_order() -> None:
    table = ImportedTable("t", (Column("x", np.arange(12.0)), Column("y", [7, 3, 7] * 4)))
    samples = raw_samples(DataSettings(TABLE), table)
    assert samples.class_names == ("3", "7")
    assert samples.y[:3].tolist() == [1, 0, 1]


def test_rows_without_a_target_are_left_out_and_said() -> None:
    kind = Column("kind", texts=("cat", "", "dog", "cat") * 5)
    table = ImportedTable("t", (SIZES, kind))
    samples = raw_samples(DataSettings(TABLE), table)
    assert len(samples.x) == 15
    assert samples.source_rows is not None
    assert samples.source_rows[:3].tolist() == [0, 2, 3]
    assert "left out: 5" in str(samples.notes[0])
    prepared = prepare(DataSettings(TABLE), table)
    members = table_of(DataSettings(TABLE), table).memberships(prepared)
    assert [row for row, member in enumerate(members) if member.value == "none"] == [1, 5, 9, 13, 17]


def test_a_column_of_names_is_left_out_and_said() -> None:
    names = Column("name", texts=tuple(f"n{k}" for k in range(100)))
    table = ImportedTable("t", (names, Column("x", np.arange(100.0)), Column("y", [0, 1] * 50)))
    samples = raw_samples(DataSettings(TABLE), table)
    assert samples.feature_names == ("x",)
    assert "name" in str(samples.notes[0])
    assert [column.role for column in table_of(DataSettings(TABLE), table).columns] == [
        Role.UNUSED,
        Role.FEATURE,
        Role.TARGET,
    ]
    with pytest.raises(ParameterError, match=r"data\.features"):
        shape_of(DataSettings(TABLE, features=("name",)), table)


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        (DataSettings(TABLE, target="age"), "data.target"),
        (DataSettings(TABLE, features=("age",)), "data.features"),
        (DataSettings(TABLE, features=("size", "size")), "data.features"),
        (DataSettings(TABLE, features=("kind",)), "data.features"),
        (DataSettings(TABLE, task=TaskChoice.REGRESSION), "data.task"),
    ],
)
def test_a_bad_choice_of_columns_is_named(settings: DataSettings, place: str) -> None:
    with pytest.raises(ParameterError) as caught:
        shape_of(settings, TABLE_OF_PETS)
    assert caught.value.place == place


def test_a_chosen_column_without_values_is_refused() -> None:
    empty = (Column("texts", texts=("",) * 20), Column("numbers", [np.nan] * 20))
    table = ImportedTable("t", (*empty, SIZES, KIND))
    assert raw_samples(DataSettings(TABLE), table).feature_names == ("size",)
    for column in empty:
        with pytest.raises(ParameterError, match="a column with values"):
            shape_of(DataSettings(TABLE, features=(column.name, "size")), table)


def test_tables_that_cannot_be_learned_from() -> None:
    with pytest.raises(DataError, match="imported table"):
        shape_of(DataSettings(TABLE), None)
    with pytest.raises(DataError, match="two columns"):
        shape_of(DataSettings(TABLE), ImportedTable("t", (SIZES,)))
    one = ImportedTable("t", (SIZES, Column("y", texts=("a",) * 20)))
    with pytest.raises(DataError, match="2 to 256 classes"):
        prepare(DataSettings(TABLE), one)
    assert table_of(DataSettings(TABLE), one).row_count == 20


def test_columns_compare_by_content() -> None:
    first, second = (Column("x", [0.0, np.nan, 1.0]), Column("x", np.array([-0.0, -np.nan, 1.0])))
    assert first == second
    assert hash(first) == hash(second)
    assert first != Column("x", [0.0, np.nan, 2.0])
    assert Column("x", texts=("a", "b")) != Column("x", texts=("ab",))
    assert ImportedTable("t", (first,)) == ImportedTable("t", (second,))
    with pytest.raises(ValueError, match="read-only"):
        first.values[0] = 1


def test_encode() -> None:
    y = np.array([0, 1, 1])
    assert encode(y, 1, Task.CLASSIFICATION).tolist() == [[0], [1], [1]]
    assert encode(y, 2, Task.CLASSIFICATION).tolist() == [[1, 0], [0, 1], [0, 1]]
    assert encode(np.array([[0.5], [2.0]]), 1, Task.REGRESSION).tolist() == [[0.5], [2.0]]
    assert encode(y[:0], 3, Task.CLASSIFICATION).shape == (0, 3)
    with pytest.raises(DataError, match="width"):
        encode(np.array([0, 2]), 1, Task.CLASSIFICATION)
    with pytest.raises(DataError, match="width"):
        encode(np.array([[0.5, 1.0]]), 1, Task.REGRESSION)
