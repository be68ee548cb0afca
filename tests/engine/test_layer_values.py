"""A layer's parameters: its own, and those of what it chooses."""

from __future__ import annotations

import pytest

from nnstudio.engine import ParameterError, layers


def test_the_chosen_activation_brings_its_parameters() -> None:
    dense = layers["dense"]
    plain = {parameter.id for parameter in dense.parameters_for({})}
    leaky = {parameter.id for parameter in dense.parameters_for({"activation": "leaky_relu"})}
    assert leaky - plain == {"activation.gamma"}
    made = dense(activation="leaky_relu", **{"activation.gamma": 0.3})
    assert made.activation_function.gamma == 0.3


def test_parameters_of_a_former_choice_are_dropped_but_misspelt_ones_are_refused() -> None:
    dense = layers["dense"]
    assert dense(activation="tanh", **{"activation.gamma": 0.3}) == dense(activation="tanh")
    with pytest.raises(ParameterError):
        dense(activation="tanh", **{"activation.gama": 0.3})
    with pytest.raises(ParameterError):
        dense(activation="no_such_function")


def test_inputs_are_equal_by_shape() -> None:
    assert layers["input"](shape=(2, 3)) == layers["input"](shape=[2, 3])
    assert layers["input"](shape=(2, 3)) != layers["input"](shape=(3, 2))
    assert layers["input"](shape=(28, 28, 1)).shape == (28, 28, 1)
