"""A loss behind outputs that it cannot judge is refused when the program is made."""

import numpy as np
import pytest

from nnstudio.engine import Program, activations, chain, compile, layers, losses, optimizers
from nnstudio.engine.errors import GraphError, ParameterError
from nnstudio.engine.layer import Layer
from nnstudio.engine.pairing import misfit

PROBABILITIES = ("binary_cross_entropy", "binary_focal", "cross_entropy", "focal", "kl_divergence")
ONE_HOT = ("cross_entropy", "cross_entropy_logits", "focal", "focal_logits", "kl_divergence", "nll")


def program(loss: str, *parts: Layer, **given: object) -> Program:
    return compile(chain((3,), *parts), losses.make(loss, **given), optimizers.make("sgd"), learning_rate=0.1)


def dense(activation: str = "identity", units: int = 2, **given: object) -> Layer:
    return layers.make("dense", units=units, activation=activation, **given)


@pytest.mark.parametrize("loss", PROBABILITIES)
@pytest.mark.parametrize("activation", ["identity", "tanh", "relu", "log_softmax"])
def test_logarithms_are_taken_of_probabilities(loss: str, activation: str) -> None:
    with pytest.raises(GraphError, match="probabilities") as caught:
        program(loss, dense(activation))
    assert caught.value.place == "dense1"
    assert "softmax" in str(caught.value)


@pytest.mark.parametrize("loss", PROBABILITIES)
@pytest.mark.parametrize("activation", ["logistic", "softmax", "hard_sigmoid"])
def test_what_gives_probabilities_is_taken(loss: str, activation: str) -> None:
    assert program(loss, dense(activation)).count
    function = layers.make("activation", function=activation)
    assert program(loss, dense(), function, layers.make("flatten"), layers.make("activation", function="identity"))


@pytest.mark.parametrize("activation", ["identity", "softmax", "logistic"])
def test_the_log_likelihood_is_one_of_log_probabilities(activation: str) -> None:
    with pytest.raises(GraphError, match="log-softmax"):
        program("nll", dense(activation))
    assert program("nll", dense("log_softmax")).count


@pytest.mark.parametrize("loss", ONE_HOT)
def test_one_output_has_nothing_to_choose_between(loss: str) -> None:
    expected = losses[loss].partner() or "identity"
    with pytest.raises(GraphError, match="two outputs"):
        program(loss, dense(expected, units=1))
    assert program(loss, dense(expected)).count


def test_a_softmax_of_one_output_is_always_1() -> None:
    with pytest.raises(GraphError, match="1 output"):
        program("binary_cross_entropy", dense("softmax", units=1))


def test_what_is_not_known_is_not_refused() -> None:
    typed = dense("formula", units=1, **{"activation.expression": "sigmoid(3*z)"})
    assert program("binary_cross_entropy", typed).count
    assert program("binary_cross_entropy", dense("logistic"), layers.make("dropout")).count
    assert misfit(losses["cross_entropy"], None, 3) is None
    with pytest.raises(GraphError):
        program("binary_cross_entropy", dense(), layers.make("flatten"))


def test_class_weights_are_counted_when_the_program_is_made() -> None:
    with pytest.raises(ParameterError, match="2 class weights"):
        program("cross_entropy", dense("softmax"), class_weights="1, 2, 3")


@pytest.mark.parametrize("name", [n for n in activations if activations[n].bounds not in (None, (-np.inf, np.inf))])
def test_the_bounds_hold(name: str) -> None:
    x = np.random.default_rng(0).normal(0.0, 30.0, (200, 3))
    graph = chain((3,), layers.make("activation", function=name))
    made = compile(graph, losses.make("mse"), optimizers.make("sgd"), learning_rate=0.1)
    found = made.predict(x)
    low, high = activations[name].bounds or (0.0, 0.0)
    assert low <= found.min() <= found.max() <= high
