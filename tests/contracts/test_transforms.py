"""Every feature transformation keeps what ``Transform`` promises."""

import numpy as np
import pytest

from nnstudio.data import DataSettings, FeatureStep, prepare, shape_of, transforms
from nnstudio.data.transform import DIRECTIONS

every = pytest.mark.parametrize("name", transforms)


def settings(name: str) -> DataSettings:
    """Return data that the transformation can be made of."""
    columns = ("alcohol",) if name == "drop" else ()
    return DataSettings("digits" if transforms[name].of_pictures else "wine", steps=(FeatureStep(name, (), columns),))


@every
def test_declaration_is_complete(name: str) -> None:
    declaration = transforms[name].declaration
    assert declaration.id == name
    assert str(declaration.name)
    assert len(str(declaration.help)) > 20
    assert declaration.group in DIRECTIONS


@every
def test_inputs_fit_the_shape_that_is_told_beforehand(name: str) -> None:
    prepared = prepare(settings(name))
    assert shape_of(settings(name)) == prepared.shape
    assert prepared.training.x.shape[1:] == prepared.shape.inputs == prepared.shift.shape
    assert not prepared.input_names or len(prepared.input_names) == prepared.shape.inputs[0]
    assert np.isfinite(prepared.training.x).all()
    np.testing.assert_array_equal(prepared.scaled(prepared.measured(prepared.test)), prepared.test.x)


@every
def test_nothing_leaks_from_rows_that_do_not_train(name: str) -> None:
    """The measured state is a function of the training rows: others changed at will leave it as it is."""
    prepared = prepare(settings(name))
    stage = prepared.features.stages[0]
    rows = prepared.training.rows
    again = stage.transform.fit(prepared.raw.x[rows], prepared.raw.y[rows], stage.chosen, stage.before)
    for one, other in zip(stage.fitted.state, again.state, strict=True):
        np.testing.assert_array_equal(one, other)
    all_rows = stage.transform.fit(prepared.raw.x, prepared.raw.y, stage.chosen, stage.before)
    for one, other in zip(stage.fitted.state, all_rows.state, strict=True):
        assert not np.allclose(one, other, rtol=1e-9)


@every
def test_a_row_is_transformed_by_itself(name: str) -> None:
    prepared = prepare(settings(name))
    whole = prepared.scaled(prepared.raw.x)
    np.testing.assert_allclose(prepared.scaled(prepared.raw.x[7:8])[0], whole[7], rtol=1e-9, atol=1e-12)
