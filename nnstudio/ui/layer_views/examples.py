"""Documents that show a view at work: for pictures and tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nnstudio.data import shape_of
from nnstudio.data.settings import DataSettings
from nnstudio.document import AddLayer, Connect, Document, TrainingSettings, apply


def _chain(dataset: str | DataSettings, *parts: tuple[str, dict[str, Any]]) -> Document:
    """Return input, ``parts`` and output one after the other, with softmax and cross-entropy at the end."""
    settings = replace(TrainingSettings(), loss="cross_entropy", optimizer="adam", learning_rate=0.005, batch_size=16)
    data = DataSettings(dataset=dataset) if isinstance(dataset, str) else dataset
    made = apply(Document(data=data, training=settings), AddLayer("input", 0.0, 0.0))
    for number, (kind, values) in enumerate((*parts, ("output", {})), start=1):
        before = made.network.nodes[-1].id
        made = apply(made, AddLayer(kind, number * 160.0, 0.0, tuple(sorted(values.items())), connect_from=before))
    return made


def images() -> Document:
    """Return a small network of convolutions, pooling and a norm on the digits."""
    return _chain(
        "digits",
        ("convolution2d", {"filters": 4, "padding": "same", "activation": "relu"}),
        ("max_pooling2d", {}),
        ("convolution2d", {"filters": 6, "activation": "relu"}),
        ("batch_normalization", {}),
        ("flatten", {}),
        ("dense", {"units": 10, "activation": "softmax"}),
    )


def residual() -> Document:
    """Return a residual link and dropout between dense layers on the irises."""
    made = _chain(
        "iris",
        ("dense", {"units": 6, "activation": "tanh"}),
        ("dense", {"units": 6, "activation": "tanh"}),
        ("add", {}),
        ("dropout", {"rate": 0.3}),
        ("dense", {"units": 3, "activation": "softmax"}),
    )
    return apply(made, Connect("n2", "n4"))


def characters(text: str = "en", *, dimension: int = 6) -> Document:
    """Return an embedding of the characters of a story, whose next one is to be predicted."""
    data = DataSettings(dataset="character_text", parameters=(("encoding", "number"), ("length", 12), ("text", text)))
    known = shape_of(data).codes
    return _chain(
        data,
        ("embedding", {"vocabulary": known, "dimension": dimension}),
        ("simple_rnn", {"units": 8, "output": "sequence"}),
        ("dense", {"units": known, "activation": "softmax"}),
    )
