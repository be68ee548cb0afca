"""Documents that show a view at work: for pictures and tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nnstudio.data.settings import DataSettings
from nnstudio.document import AddLayer, Document, TrainingSettings, apply


def reading(kind: str = "lstm", *, length: int = 20, units: int = 8, **options: Any) -> Document:
    """Return a recurrent layer on the adding problem: two marked numbers of a sequence are to be added."""
    return _chain(length, (kind, {"units": units, **options}), ("dense", {"units": 1}), ("output", {}))


def attending(*, length: int = 12, heads: int = 2) -> Document:
    """Return attention on the adding problem: every step looks at every other."""
    attention = ("multi_head_attention", {"heads": heads, "dimension": 4})
    return _chain(length, attention, ("global_average_pooling", {}), ("dense", {"units": 1}), ("output", {}))


def _chain(length: int, *parts: tuple[str, dict[str, Any]]) -> Document:
    settings = replace(TrainingSettings(), loss="mse", optimizer="adam", learning_rate=0.005, batch_size=16)
    data = DataSettings(dataset="adding_problem", parameters=(("length", length),))
    made = apply(Document(data=data, training=settings), AddLayer("input", 0.0, 0.0))
    for number, (part, values) in enumerate(parts, start=1):
        before = made.network.nodes[-1].id
        made = apply(made, AddLayer(part, number * 160.0, 0.0, tuple(sorted(values.items())), connect_from=before))
    return made
