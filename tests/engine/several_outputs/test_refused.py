"""Losses and weights that do not fit the outputs are refused, with the place and what to do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import three_answers as net

from nnstudio.engine import Graph, GraphError, NnstudioError, ParameterError, chain, compile, layers
from nnstudio.engine.errors import UnknownNameError


def refused(loss: Any = None, **given: Any) -> NnstudioError:
    with pytest.raises(NnstudioError) as caught:
        compile(net.graph(), net.LOSSES if loss is None else loss, "sgd", learning_rate=0.1, **given)
    error = caught.value
    assert str(error.expected)
    assert str(error.advice).endswith(".")
    return error


@pytest.mark.parametrize("weight", [-0.1, float("nan"), float("inf"), "much", None, True, 1j])
def test_a_weight_is_a_number_from_0_up(weight: object) -> None:
    error = refused(loss_weights={"size": weight})
    assert isinstance(error, ParameterError)
    assert error.place == "loss_weights.size"


def test_a_weight_fits_the_runs_numbers() -> None:
    assert refused(loss_weights={"size": 1e300}).place == "loss_weights.size"


def test_weights_name_outputs() -> None:
    error = refused(loss_weights={"Size": 0.3})
    assert isinstance(error, UnknownNameError)
    assert "class, size, early" in str(error.expected)
    assert isinstance(refused(loss_weights=[1, 0.3, 0.3]), ParameterError)
    assert isinstance(refused(loss_weights={3: 0.3}), UnknownNameError)


def test_every_output_has_a_loss_that_fits_it() -> None:
    assert "early" in str(refused({"class": "cross_entropy", "size": "mse"}).received)
    assert isinstance(refused({**net.LOSSES, "other": "mse"}), UnknownNameError)
    assert refused({**net.LOSSES, "early": "mean"}).place == "loss.early"
    error = refused({**net.LOSSES, "size": "binary_cross_entropy"} | {"class": "nll"})
    assert isinstance(error, GraphError)
    assert error.place == "c"


def test_each_output_has_its_own_kind_of_targets() -> None:
    made = net.program()
    x, y = net.data()
    with pytest.raises(NnstudioError) as caught:
        made.arrange(x, [y[0], y[1], y[1][:, [0, 0, 0]]])
    assert caught.value.place == "early"
    made.arrange(x, [y[0], 100 * y[1], y[2]])


def test_a_refused_change_changes_nothing() -> None:
    made = net.program()
    before = made.judges.weights
    for weights in ({"size": 3.0, "early": -1.0}, {"none": 1.0}, {"size": np.nan}):
        with pytest.raises(NnstudioError):
            made.set_loss_weights(weights)
    assert made.judges.weights == before


def alone() -> Graph:
    return chain(2, layers.make("dense", units=1))


def test_the_only_output_has_weight_1() -> None:
    with pytest.raises(ParameterError, match="learning rate"):
        compile(alone(), "mse", "sgd", learning_rate=0.1, loss_weights={"y": 0.5})
    made = compile(alone(), "mse", "sgd", learning_rate=0.1, loss_weights={"y": 1.0})
    with pytest.raises(ParameterError, match="learning rate"):
        made.set_loss_weights({"y": 2.0})


def test_an_unknown_output_is_not_asked() -> None:
    made = net.program()
    x, _ = net.data()
    with pytest.raises(UnknownNameError):
        made.predict(x, "other")
    with pytest.raises(UnknownNameError):
        made.loss_of("other")
