"""Every kind of layer in a document: into the engine's graph, trained, saved, read again, and on from there.

No window: what it does when it opens a file is the same.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from training_networks import Endless

from nnstudio.data import DataSettings, Scaling, encode, prepare
from nnstudio.document import AddLayer, Connect, Document, TrainingSettings, analyse, apply, from_json, to_json
from nnstudio.engine import layers
from nnstudio.engine.metrics import metrics
from nnstudio.store import Project, load_project, save_project
from nnstudio.training.headless import make_problem, train
from nnstudio.training.run import Run

Part = tuple[str, dict[str, Any]]

IMAGES = DataSettings("bars", (("side", 6), ("size", 60)))
SEQUENCES = DataSettings("bit_recall", (("length", 6), ("size", 60)), scaling=Scaling.STANDARD)
STEPS = DataSettings("echo", (("delay", 1), ("length", 6), ("size", 60)))
LETTERS = DataSettings("character_text", (("encoding", "number"), ("length", 6)))
POINTS = DataSettings("circles", (("size", 60),))
END: Part = ("dense", {"units": 1, "activation": "logistic"})
FLAT: tuple[Part, ...] = (("flatten", {}), END)

CHAINS: dict[str, tuple[DataSettings, tuple[Part, ...]]] = {
    "activation": (POINTS, (("dense", {}), ("activation", {"function": "tanh"}), END)),
    "average_pooling1d": (SEQUENCES, (("average_pooling1d", {}), *FLAT)),
    "average_pooling2d": (IMAGES, (("average_pooling2d", {}), *FLAT)),
    "batch_normalization": (IMAGES, (("convolution2d", {"filters": 2}), ("batch_normalization", {}), *FLAT)),
    "convolution1d": (SEQUENCES, (("convolution1d", {"filters": 3, "activation": "tanh"}), *FLAT)),
    "convolution2d": (IMAGES, (("convolution2d", {"filters": 3, "stride": 2, "dilation": 2}), *FLAT)),
    "dense": (STEPS, (("dense", {"units": 3, "activation": "tanh"}), END)),
    "dropout": (IMAGES, (("dropout", {"rate": 0.3, "spatial": True}), *FLAT)),
    "embedding": (
        LETTERS,
        (("embedding", {"vocabulary": 34, "dimension": 4}), ("dense", {"units": 34, "activation": "softmax"})),
    ),
    "flatten": (IMAGES, FLAT),
    "global_average_pooling": (IMAGES, (("convolution2d", {"filters": 3}), ("global_average_pooling", {}), END)),
    "global_max_pooling": (SEQUENCES, (("convolution1d", {"filters": 3}), ("global_max_pooling", {}), END)),
    "group_normalization": (IMAGES, (("convolution2d", {"filters": 4}), ("group_normalization", {"groups": 2}), *FLAT)),
    "gru": (SEQUENCES, (("gru", {"units": 3, "reset": "before"}), END)),
    "layer_normalization": (STEPS, (("dense", {"units": 3}), ("layer_normalization", {}), END)),
    "lstm": (STEPS, (("lstm", {"units": 3, "output": "sequence", "variant": "peephole", "bidirectional": True}), END)),
    "max_pooling1d": (SEQUENCES, (("max_pooling1d", {}), *FLAT)),
    "max_pooling2d": (IMAGES, (("max_pooling2d", {}), *FLAT)),
    "maxout": (POINTS, (("maxout", {"units": 3, "pieces": 3}), END)),
    "multi_head_attention": (SEQUENCES, (("dense", {"units": 4}), ("multi_head_attention", {"heads": 2}), *FLAT)),
    "positional_encoding": (SEQUENCES, (("dense", {"units": 4}), ("positional_encoding", {}), *FLAT)),
    "repeat": (POINTS, (("repeat", {"steps": 3}), ("simple_rnn", {"units": 2}), END)),
    "reshape": (POINTS, (("dense", {"units": 6}), ("reshape", {"shape": "3, 2"}), ("lstm", {"units": 2}), END)),
    "rms_normalization": (SEQUENCES, (("dense", {"units": 3}), ("rms_normalization", {}), *FLAT)),
    "simple_rnn": (STEPS, (("simple_rnn", {"units": 3, "output": "sequence", "initial_state": "learned"}), END)),
    "subsampling2d": (IMAGES, (("convolution2d", {"filters": 2}), ("subsampling2d", {"activation": "tanh"}), *FLAT)),
    "table_convolution2d": (
        IMAGES,
        (("convolution2d", {"filters": 3}), ("table_convolution2d", {"connections": "1 2; 2 3; *"}), *FLAT),
    ),
    "transposed_convolution1d": (SEQUENCES, (("transposed_convolution1d", {"filters": 2}), *FLAT)),
    "transposed_convolution2d": (IMAGES, (("transposed_convolution2d", {"filters": 2}), *FLAT)),
}
"""A chain around each kind of layer that has one input."""

JOINS: dict[str, tuple[DataSettings, tuple[Part, ...], str, tuple[Part, ...]]] = {
    "add": (IMAGES, (("convolution2d", {"filters": 1}),), "add", FLAT),
    "concatenate": (IMAGES, (("convolution2d", {"filters": 2}),), "concatenate", FLAT),
    "multiply": (SEQUENCES, (("dense", {"units": 1, "activation": "logistic"}),), "multiply", FLAT),
    "projection": (IMAGES, (("convolution2d", {"filters": 3, "stride": 2}),), "projection", FLAT),
}
"""A join of the input with a branch over it."""


def chain(data: DataSettings, parts: tuple[Part, ...]) -> Document:
    loss = "cross_entropy" if data is LETTERS else "binary_cross_entropy"
    training = replace(TrainingSettings(), loss=loss, batch_size=16, seed=4)
    made = apply(Document(data=data, training=training), AddLayer("input"))
    for kind, values in parts:
        made = added(made, kind, values)
    return made


def added(made: Document, kind: str, values: dict[str, Any]) -> Document:
    last = made.network.nodes[-1]
    return apply(made, AddLayer(kind, last.x + 160, 0.0, tuple(values.items()), connect_from=last.id))


def document(kind: str) -> Document:
    if kind in CHAINS:
        data, parts = CHAINS[kind]
        return added(chain(data, parts), "output", {})
    data, branch, join, rest = JOINS[kind]
    made = chain(data, branch)
    end = made.network.nodes[-1].id
    made = apply(made, AddLayer(join, 480.0, 0.0))
    joined = made.network.nodes[-1].id
    for source in ("n1", end):
        made = apply(made, Connect(source, joined))
    for name, values in (*rest, ("output", {})):
        made = added(made, name, values)
    return made


def go_on(run: Run, goal: int) -> list[float]:
    losses: list[float] = []
    while run.step < goal:
        run.advance(goal - run.step, Endless())
        losses += run.losses
    return losses


KINDS = [kind for kind in layers if not (layers[kind].is_source or layers[kind].is_sink)]


def test_every_kind_of_layer_has_its_case() -> None:
    # Attention reads three different layers, which only a larger network has.
    assert set(KINDS) - {"attention"} <= set(CHAINS) | set(JOINS)


@pytest.mark.parametrize("kind", [*CHAINS, *JOINS])
def test_a_document_trains_and_comes_back_the_same(kind: str, tmp_path: Path) -> None:
    made = document(kind)
    assert not analyse(made).errors, [str(problem.message) for problem in analyse(made).errors]
    assert from_json(to_json(made)) == made
    problem = make_problem(made)
    losses = go_on(problem.run, 12)
    assert np.isfinite(losses).all()
    path = tmp_path / "project.nns"
    save_project(path, Project(made, problem.run.save_state()))
    expected = go_on(problem.run, 20)
    found = load_project(path)
    assert found.document == made
    assert found.run is not None
    again = make_problem(found.document)
    assert again.run.load_state(found.run)
    assert go_on(again.run, 20) == expected
    assert again.program.theta.tobytes() == problem.program.theta.tobytes()
    assert again.program.carried.tobytes() == problem.program.carried.tobytes()


def measured(made: Document, metric: str, epochs: int) -> tuple[float, float]:
    """Return the run's own figure on the test set, and the engine's metric over every step of the same predictions."""
    prepared = prepare(made.data)
    result = train(made, epochs=epochs, prepared=prepared)
    prediction = result.problem.program.predict(prepared.test.x)
    target = encode(prepared.test.y, prediction.shape[-1], prepared.shape.task)
    rows = (array.reshape(-1, prediction.shape[-1]) for array in (prediction, target))
    return result.test_metric, float(metrics.make(metric).measure(*rows))


@pytest.mark.parametrize("kind", ["simple_rnn", "embedding", "convolution2d", "gru"])
def test_accuracy_is_the_engine_s_over_every_step(kind: str) -> None:
    own, engine_s = measured(document(kind), "accuracy", 40)
    assert own == pytest.approx(engine_s, abs=1e-12)
    assert own > 0.1


def test_values_at_every_step_are_measured_by_the_engine_s_r_squared() -> None:
    data = DataSettings("sine_sequence", (("every_step", True), ("length", 8), ("size", 100)))
    made = chain(data, (("lstm", {"units": 8, "output": "sequence"}), ("dense", {"units": 1})))
    made = added(replace(made, training=replace(made.training, loss="mse")), "output", {})
    own, engine_s = measured(made, "r2", 40)
    assert own == pytest.approx(engine_s, abs=1e-5)
    assert 0.8 < own <= 1
