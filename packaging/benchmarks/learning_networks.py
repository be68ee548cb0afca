"""The networks of ``learning.py`` that are no templates: what convolution, skips and gates must be able to do."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nnstudio.data import Column, DataSettings, ImportedTable, Scaling
from nnstudio.document import AddLayer, Connect, Document, TrainingSettings, apply

Layers = tuple[tuple[str, Mapping[str, Any]], ...]
DEPTH = 32
ADDING_EPOCHS = 30


def chain(
    data: DataSettings, training: Mapping[str, Any], layers: Layers, table: ImportedTable | None = None
) -> Document:
    """Return a document of layers one after the other, between an input and an output."""
    made = Document(data=data, training=replace(TrainingSettings(), **training), table=table)
    for number, (kind, values) in enumerate((("input", {}), *layers, ("output", {}))):
        before = made.network.nodes[-1].id if number else ""
        made = apply(made, AddLayer(kind, number * 160.0, 0.0, tuple(values.items()), connect_from=before))
    return made


def convolutional_digits() -> Document:
    """Return three convolutions with pooling over the 8×8 digits."""
    convolution = {"activation": "relu", "initializer": "he_normal"}
    layers: Layers = (
        ("convolution2d", {"filters": 16, **convolution}),
        ("convolution2d", {"filters": 16, **convolution}),
        ("max_pooling2d", {}),
        ("dropout", {"rate": 0.25}),
        ("convolution2d", {"filters": 32, **convolution}),
        ("max_pooling2d", {}),
        ("flatten", {}),
        ("dropout", {"rate": 0.25}),
        ("dense", {"units": 10, "activation": "softmax"}),
    )
    training = {"loss": "cross_entropy", "optimizer": "adam", "learning_rate": 0.003, "batch_size": 32}
    return chain(DataSettings("digits", scaling=Scaling.MIN_MAX), training, layers)


def deep(*, skips: bool) -> Document:
    """Return 32 dense layers of ten neurons over the spirals; with ``skips`` each adds its input to its output."""
    training = {"loss": "binary_cross_entropy", "optimizer": "adam", "learning_rate": 0.003, "batch_size": 20}
    hidden: Layers = (("dense", {"units": 10, "activation": "tanh"}),) * (DEPTH + 1)
    layers: Layers = (*hidden, ("dense", {"units": 1, "activation": "logistic"}))
    made = chain(DataSettings("spirals"), training, layers)
    if not skips:
        return made
    for number in range(2, DEPTH + 2):
        wire = made.network.outgoing[f"n{number + 1}"][0]
        join = made.network.next_node
        made = apply(made, AddLayer("add", number * 160.0 + 80, 96.0, insert_on=wire))
        before = made.network.incoming[f"n{number + 1}"][0].source
        made = apply(made, Connect(before, join))
    return made


def symmetry() -> Document:
    """Return the 6-2-1 network of Rumelhart, Hinton & Williams 1986 (Nature): is a row of six bits a palindrome?

    The paper's ε = 0.1 is for the sum over the 64 rows; here the loss is their mean, so α is 64 times that.
    """
    rows = np.array(list(itertools.product((0.0, 1.0), repeat=6)))
    answers = tuple("yes" if (row == row[::-1]).all() else "no" for row in rows)
    columns = [Column(f"bit {k + 1}", rows[:, k]) for k in range(6)]
    table = ImportedTable("symmetry", (*columns, Column("symmetric", texts=answers)))
    data = DataSettings("table", target="symmetric", validation=0.0, test=0.0)
    logistic = {"activation": "logistic", "initializer": "uniform", "initializer.low": -0.3, "initializer.high": 0.3}
    layers: Layers = (("dense", {"units": 2, **logistic}), ("dense", {"units": 1, **logistic}))
    training = {
        "loss": "half_mse",
        "optimizer": "momentum",
        "optimizer_parameters": (("mu", 0.9),),
        "learning_rate": 6.4,
        "batch_size": 64,
    }
    return chain(data, training, layers, table)


def exclusive_or() -> Document:
    """Return XOR with two logistic hidden neurons, the smallest network that can."""
    logistic = {"activation": "logistic", "initializer": "uniform", "initializer.low": -0.3, "initializer.high": 0.3}
    layers: Layers = (("dense", {"units": 2, **logistic}), ("dense", {"units": 1, **logistic}))
    training = {"loss": "binary_cross_entropy", "optimizer": "momentum", "learning_rate": 0.25, "batch_size": 4}
    return chain(DataSettings("xor"), training, layers)


def adding() -> Document:
    """Return an LSTM over the adding problem of 100 steps (Hochreiter & Schmidhuber 1997, experiment 4).

    Of 20 000 sequences 2560 are the test set, as in the paper. The forget gate's first bias of 4 lets a cell keep
    σ(4)⁵⁰ = 40 % over half the sequence from the start; with 1 the gradient that arrives is next to nothing.
    """
    layers: Layers = (("lstm", {"units": 16, "forget_bias": 4.0}), ("dense", {"units": 1}))
    size = 20_000
    data = DataSettings("adding_problem", (("length", 100), ("size", size)), validation=0.02, test=2560 / size)
    training = {
        "loss": "mse",
        "optimizer": "adam",
        "learning_rate": 0.01,
        "schedule": "cosine",
        "schedule_parameters": (("length", ADDING_EPOCHS),),
        "clip_norm": 1.0,
        "batch_size": 32,
    }
    return chain(data, training, layers)
