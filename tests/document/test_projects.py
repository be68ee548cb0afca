"""The sample projects: in order, laid out, named in each language, and able to learn."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from nnstudio.data import encode, prepare
from nnstudio.document import Document, Sample, analyse, opening_document, samples, to_graph
from nnstudio.document.layout import GRID, PITCH
from nnstudio.engine import compile
from nnstudio.engine.losses import losses
from nnstudio.engine.optimizers import optimizers
from nnstudio.text import set_language

SAMPLES = {sample.id: sample for sample in samples()}


def test_the_first_start_opens_on_circles() -> None:
    document = opening_document()
    units = [dict(node.parameters).get("units", 4) for node in document.network.nodes if node.kind == "dense"]
    activations = [dict(node.parameters)["activation"] for node in document.network.nodes if node.kind == "dense"]
    assert (document.data.dataset, units) == ("circles", [6, 4, 1])
    assert activations == ["tanh", "tanh", "logistic"]
    assert document.training.loss == "binary_cross_entropy"


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_each_is_in_order_and_laid_out(sample: Sample) -> None:
    document = sample.document()
    assert analyse(document).problems == ()
    places = [node.x for node in document.network.nodes]
    assert all(right - left == PITCH for left, right in pairwise(places))
    assert all(x % GRID == 0 for x in places)
    assert document.title
    assert str(sample.help)


def test_layers_are_named_in_the_language_in_force() -> None:
    set_language("zh_CN")
    try:
        names = [node.name for node in opening_document().network.nodes]
    finally:
        set_language("en")
    assert len(set(names)) == len(names)


def trained_accuracy(document: Document, epochs: int) -> float:
    """Train batch after batch without shuffling; return the share of the training set that is right, or R²."""
    prepared = prepare(document.data, document.table)
    settings = document.training
    loss, optimizer = losses.make(settings.loss), optimizers.make(settings.optimizer)
    program = compile(to_graph(document, prepared.shape), loss, optimizer, learning_rate=settings.learning_rate)
    x, y = prepared.training.x, prepared.training.y
    target = encode(y, analyse(document).shapes[document.network.nodes[-1].id][0], prepared.shape.task)
    order = np.random.default_rng(0)
    size = min(settings.batch_size, len(x))
    plan = program.plan(size)
    for _ in range(epochs):
        rows = order.permutation(len(x))
        for start in range(0, len(x) - size + 1, size):
            batch = rows[start : start + size]
            plan.load(*program.arrange(x[batch], target[batch]))
            plan.step()
    prediction = program.predict(x)
    if prepared.shape.task == "regression":
        return float(1 - np.square(prediction - target).sum() / np.square(target - target.mean(axis=0)).sum())
    if target.shape[1] == 1:
        return float(np.mean((prediction > 0.5) == (target > 0.5)))
    return float(np.mean(prediction.argmax(axis=1) == target.argmax(axis=1)))


@pytest.mark.parametrize(
    ("name", "epochs", "least"),
    [
        *(("circles", 60, 0.97), ("xor", 300, 1.0), ("iris", 60, 0.95), ("wine", 30, 0.98)),
        *(("breast_cancer", 30, 0.97), ("digits", 15, 0.97), ("sine", 200, 0.95), ("plane", 30, 0.99)),
        ("spirals", 500, 0.98),
    ],
)
def test_each_learns(name: str, epochs: int, least: float) -> None:
    assert trained_accuracy(SAMPLES[name].document(), epochs) >= least
