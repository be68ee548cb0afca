"""Documents of every family of layers, small enough for a test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nnstudio.data.settings import DataSettings
from nnstudio.document import AddLayer, Document, TrainingSettings, apply

Parts = tuple[tuple[str, dict[str, Any]], ...]

_LAST: tuple[str, dict[str, Any]] = ("dense", {"units": 2, "activation": "softmax"})

KINDS: dict[str, tuple[str, Parts]] = {
    "images": (
        "digits",
        (
            ("convolution2d", {"filters": 5, "activation": "relu"}),
            ("max_pooling2d", {}),
            ("batch_normalization", {}),
            ("flatten", {}),
            ("dense", {"units": 10, "activation": "softmax"}),
        ),
    ),
    "many channels": (
        "digits",
        (
            ("convolution2d", {"filters": 20}),
            ("transposed_convolution2d", {"filters": 3}),
            ("global_average_pooling", {}),
            ("dense", {"units": 10, "activation": "softmax"}),
        ),
    ),
    "a target at every step": ("echo", (("lstm", {"units": 4, "output": "sequence"}), _LAST)),
    "the last step": ("adding_problem", (("gru", {"units": 4, "output": "last"}), ("dense", {"units": 1}))),
    "attention": (
        "echo",
        (
            ("dense", {"units": 4}),
            ("positional_encoding", {}),
            ("multi_head_attention", {"heads": 2}),
            ("layer_normalization", {}),
            _LAST,
        ),
    ),
    "along time": ("echo", (("convolution1d", {"filters": 3}), _LAST)),
    "lists": (
        "iris",
        (
            ("maxout", {"units": 4}),
            ("rms_normalization", {}),
            ("dropout", {}),
            ("reshape", {"shape": "2×2"}),
            ("simple_rnn", {"units": 3, "output": "last"}),
            ("dense", {"units": 3, "activation": "softmax"}),
        ),
    ),
}


def document_of(kind: str) -> Document:
    """Return a chain of layers over a data set, with the loss that its targets ask for."""
    dataset, parts = KINDS[kind]
    loss = "mse" if dataset == "adding_problem" else "cross_entropy"
    settings = replace(TrainingSettings(), loss=loss, optimizer="adam", learning_rate=0.005, batch_size=8)
    made = apply(Document(data=DataSettings(dataset=dataset), training=settings), AddLayer("input", 0.0, 0.0))
    for number, (layer, values) in enumerate((*parts, ("output", {})), start=1):
        before = made.network.nodes[-1].id
        made = apply(made, AddLayer(layer, number * 160.0, 0.0, tuple(sorted(values.items())), connect_from=before))
    return made
