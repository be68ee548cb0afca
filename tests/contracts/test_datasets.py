"""Every registered data set keeps what ``DataSet`` promises."""

import math

import numpy as np
import pytest

from nnstudio.data import GROUPS, DataSettings, Task, datasets, encode, prepare, raw_samples, shape_of, table_of
from nnstudio.data.source import GENERATION, stream
from nnstudio.engine.declaration import Kind

every = pytest.mark.parametrize("name", datasets)


CURRICULUM = {"and", "or", "nand", "xor", "circles", "moons", "spirals", "blobs", "sine", "plane"}
MEASURED = {"iris", "wine", "breast_cancer", "digits"}
PICTURES = {"bars", "shapes"}
SEQUENCES = {"echo", "bit_recall", "adding_problem", "sine_sequence", "character_text"}


def test_the_curriculum_s_sets_are_there() -> None:
    assert set(datasets) >= CURRICULUM | MEASURED | PICTURES | SEQUENCES


@every
def test_declaration_is_complete(name: str) -> None:
    declaration = datasets[name].declaration
    assert declaration.id == name
    assert str(declaration.name)
    assert len(str(declaration.help)) > 20
    assert declaration.group in GROUPS
    assert datasets[name].licence or declaration.group != "measured"


@every
def test_samples_fit_the_shape_that_is_told_beforehand(name: str) -> None:
    dataset = datasets[name]()
    samples, shape = dataset.samples(stream(0, GENERATION)), dataset.shape
    assert samples.x.shape[1:] == shape.inputs
    assert samples.x.dtype == np.float64
    assert samples.task is shape.task
    assert samples.class_names == shape.class_names
    assert not samples.feature_names or samples.codes or len(samples.feature_names) == shape.inputs[-1]
    assert samples.places == shape.places
    assert len(samples.codes) == shape.codes
    assert len(samples.y) == len(samples.x) >= 4
    if samples.task is Task.CLASSIFICATION:
        assert samples.y.dtype == np.int64
        assert set(np.unique(samples.y)) == set(range(len(shape.class_names)))
    else:
        assert samples.y.shape == (len(samples.x), *shape.output(shape.outputs[0]))


@every
def test_every_output_width_can_be_encoded(name: str) -> None:
    settings = DataSettings(name)
    shape, samples = shape_of(settings), raw_samples(settings)
    for width in shape.outputs:
        targets = encode(samples.y, width, shape.task)
        assert targets.shape == (len(samples.x), *shape.output(width))
        assert targets.dtype == np.float64


@every
def test_the_same_seed_gives_the_same_bits(name: str) -> None:
    first, second = (prepare(DataSettings(name, noise=0.1, seed=7)) for _ in range(2))
    for one, other in zip(
        (first.training, first.validation, first.test), (second.training, second.validation, second.test), strict=True
    ):
        assert one.x.tobytes() == other.x.tobytes()
        assert one.y.tobytes() == other.y.tobytes()
        assert one.rows.tolist() == other.rows.tolist()


@every
def test_bounds_of_every_parameter_draw_finite_samples(name: str) -> None:
    for parameter in datasets[name].declaration.parameters:
        if parameter.kind in (Kind.INTEGER, Kind.REAL):
            for value in (parameter.minimum, parameter.maximum):
                dataset = datasets[name](**{parameter.id: value})
                samples = dataset.samples(stream(1, GENERATION))
                assert np.isfinite(samples.x).all()
                assert np.isfinite(samples.y).all()
                assert samples.class_names == dataset.shape.class_names


@every
def test_the_table_has_every_row(name: str) -> None:
    settings = DataSettings(name)
    table, prepared = table_of(settings), prepare(settings)
    assert table.row_count == len(prepared.raw.x)
    assert sum(table.class_counts) in (0, table.row_count * math.prod(prepared.shape.places))
    assert len(table.memberships(prepared)) == table.row_count
    assert all(column.cell(0) for column in table.columns)
