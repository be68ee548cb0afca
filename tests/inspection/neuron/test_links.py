"""What a copy of a network still knows when its links are cut, mixed, or gone; the run is as it was."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.data.samples import DataShape, Prepared, Samples, Subset, Task
from nnstudio.engine import Graph, GraphNode, Program, compile, layers
from nnstudio.inspection.neuron import Links
from nnstudio.inspection.neuron.links import readers
from nnstudio.text import msg

NAME = msg("{name}", name="neuron")


def data() -> Prepared:
    random = np.random.default_rng(0)
    x = random.normal(size=(60, 2))
    y = (x[:, 0] > 0).astype(np.int64)
    train, rest = Subset(x[:40], y[:40], np.arange(40)), Subset(x[40:], y[40:], np.arange(40, 60))
    raw = Samples(x, y, Task.CLASSIFICATION, ("a", "b"), ("0", "1"))
    shape = DataShape((2,), (2,), Task.CLASSIFICATION, ("0", "1"))
    return Prepared(shape, train, rest, rest, raw, np.zeros(2), np.ones(2))


@pytest.fixture
def program() -> Program:
    """It knows that a > 0: its first hidden neuron is a, the second is not used."""
    nodes = (
        GraphNode("x", layers.make("input", shape=(2,))),
        GraphNode("h", layers.make("dense", units=3, activation="tanh"), ("x",)),
        GraphNode("d", layers.make("dropout", rate=0.5), ("h",)),
        GraphNode("o", layers.make("dense", units=2, activation="softmax"), ("d",)),
        GraphNode("y", layers.make("output"), ("o",)),
    )
    made = compile(Graph(nodes), "cross_entropy", "sgd", learning_rate=0.1, dtype="float64")
    made.set_parameter("h", "weight", np.array([[5.0, 0.1, 0.2], [0.0, 0.3, 0.1]]))
    made.set_parameter("o", "weight", np.array([[-4.0, 4.0], [0.01, 0.0], [0.0, 0.01]]))
    return made


def test_silence_the_neuron_that_knows(program: Program) -> None:
    links = Links(program, data())
    before = program.theta.copy()
    assert links.deeds[0].score.training == 1.0
    assert links.silence(("h", (1,)), NAME)
    assert links.deeds[-1].score.validation == 1.0, "nobody listened to it"
    assert links.silence(("h", (0,)), NAME)
    assert links.deeds[-1].score.validation < 0.9
    assert np.array_equal(links.copy.parameter("o", "weight")[0], [0.0, 0.0])
    assert np.array_equal(program.theta, before), "the run is as it was"


def test_undo_goes_all_the_way_back(program: Program) -> None:
    links = Links(program, data())
    first = links.copy.theta.copy()
    links.shuffle("h", "Hidden", seed=3)
    shuffled = np.array(links.copy.parameter("h", "weight"))
    assert sorted(shuffled.ravel()) == sorted(program.parameter("h", "weight").ravel())
    assert not np.array_equal(shuffled, program.parameter("h", "weight"))
    links.zero("o", "Output")
    assert not links.copy.parameter("o", "weight").any()
    assert links.deeds[-1].score.training == pytest.approx(0.5, abs=0.2)
    assert str(links.deeds[-1].what) == "Weights of Output set to 0"
    for _ in range(3):
        links.undo()
    assert np.array_equal(links.copy.theta, first)
    assert len(links.deeds) == 1


def test_who_reads_a_layer(program: Program) -> None:
    assert readers(program.graph, "h") == ("o",)
    assert readers(program.graph, "o") == ()
    links = Links(program, data())
    assert not links.silence(("o", (0,)), NAME)
    assert len(links.deeds) == 1
    assert links.layers == ("h", "o")


def test_a_neuron_that_goes_on_past_a_skip_is_not_said_to_be_silent() -> None:
    """Its link to the next dense layer could be cut, but it would be heard through the addition all the same."""
    nodes = (
        GraphNode("x", layers.make("input", shape=(2,))),
        GraphNode("h", layers.make("dense", units=3, activation="tanh"), ("x",)),
        GraphNode("g", layers.make("dense", units=3, activation="tanh"), ("h",)),
        GraphNode("s", layers.make("add"), ("h", "g")),
        GraphNode("o", layers.make("dense", units=2, activation="softmax"), ("s",)),
        GraphNode("y", layers.make("output"), ("o",)),
    )
    links = Links(compile(Graph(nodes), "cross_entropy", "sgd", learning_rate=0.1, dtype="float64"), data())
    before = links.copy.theta.copy()
    assert not links.silence(("h", (0,)), NAME)
    assert np.array_equal(links.copy.theta, before)
    assert len(links.deeds) == 1


@pytest.mark.parametrize("seed", range(1, 9))
def test_two_weights_that_are_shuffled_change_places(seed: int) -> None:
    nodes = (
        GraphNode("x", layers.make("input", shape=(2,))),
        GraphNode("o", layers.make("dense", units=1, activation="logistic"), ("x",)),
        GraphNode("y", layers.make("output"), ("o",)),
    )
    links = Links(compile(Graph(nodes), "binary_cross_entropy", "sgd", learning_rate=0.1, dtype="float64"), data())
    first, second = links.copy.parameter("o", "weight").ravel().tolist()
    links.shuffle("o", "Output", seed)
    assert links.copy.parameter("o", "weight").ravel().tolist() == [second, first]
