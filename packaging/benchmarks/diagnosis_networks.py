"""The sound networks of ``diagnosis.py``.

Those in ``TUNED`` were looked at while the culprits' limits were chosen; those in ``KEPT`` were not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nnstudio.data import Column, DataSettings, ImportedTable, Scaling
from nnstudio.document import AddLayer, Document, TrainingSettings, apply

START = {"relu": "he_normal"}
"""First weights that suit an activation; the others get Xavier's."""


@dataclass(frozen=True)
class Net:
    """Dense layers one after the other, which learn well in ``epochs``.

    ``settings`` are the training settings', ``values`` those of hidden layers by number, ``last`` the answering
    layer's. ``bent`` : no straight boundary or line will do. ``plain`` : few inputs, so nothing can be memorised.
    """

    id: str
    data: DataSettings
    hidden: tuple[int, ...]
    activation: str
    settings: Mapping[str, Any]
    last: tuple[int, str]
    epochs: int
    bent: bool = False
    plain: bool = False
    table: ImportedTable | None = None
    values: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def changed(self, **settings: Any) -> Net:
        """Return the net with other training settings."""
        return replace(self, settings={**self.settings, **settings})

    def document(self, seed: int) -> Document:
        """Return the document; the seed draws data, split, weights and order."""
        start = START.get(self.activation, "xavier_uniform")
        usual = {"activation": self.activation, "initializer": start}
        layers: list[tuple[str, dict[str, Any]]] = [("flatten", {})] if self.data.dataset in ("digits", "bars") else []
        layers += [
            ("dense", {"units": units, **usual, **self.values.get(number, {})})
            for number, units in enumerate(self.hidden)
        ]
        layers += [("dense", {"units": self.last[0], "activation": self.last[1], **self.values.get(-1, {})})]
        training = replace(TrainingSettings(), seed=seed, **self.settings)
        made = Document(data=replace(self.data, seed=seed), training=training, table=self.table)
        for number, (kind, values) in enumerate((("input", {}), *layers, ("output", {}))):
            before = made.network.nodes[-1].id if number else ""
            made = apply(made, AddLayer(kind, number * 160.0, 0.0, tuple(values.items()), connect_from=before))
        return made


def checks() -> ImportedTable:
    """Return points of a board of two by two fields, the class being the field's colour."""
    x = np.random.default_rng(8).uniform(-1, 1, (400, 2))
    texts = tuple("black" if first * second > 0 else "white" for first, second in x)
    return ImportedTable("checks", (Column("x", x[:, 0]), Column("y", x[:, 1]), Column("field", texts=texts)))


_ADAM = {"optimizer": "adam", "learning_rate": 0.01}
_MANY = {"loss": "cross_entropy"}
_TWO = {"loss": "binary_cross_entropy"}
_VALUE = {"loss": "mse"}
_YES, _NUMBER = (1, "logistic"), (1, "identity")
_STANDARD, _MIN_MAX = Scaling.STANDARD, Scaling.MIN_MAX

TUNED = (
    Net(
        "circles",
        DataSettings("circles", noise=0.05),
        (6, 4),
        "tanh",
        {**_TWO, **_ADAM, "batch_size": 10},
        _YES,
        120,
        bent=True,
        plain=True,
    ),
    Net(
        "iris",
        DataSettings("iris", scaling=_STANDARD),
        (8,),
        "tanh",
        {**_MANY, **_ADAM, "batch_size": 10},
        (3, "softmax"),
        60,
        plain=True,
    ),
    Net(
        "wine",
        DataSettings("wine", scaling=_STANDARD),
        (12, 8),
        "relu",
        {**_MANY, **_ADAM, "learning_rate": 0.003, "batch_size": 16},
        (3, "softmax"),
        40,
    ),
    Net(
        "digits",
        DataSettings("digits", scaling=_MIN_MAX),
        (48,),
        "relu",
        {**_MANY, "optimizer": "momentum", "learning_rate": 0.05, "batch_size": 32},
        (10, "softmax"),
        20,
    ),
    Net(
        "sine",
        DataSettings("sine", noise=0.1),
        (16, 16),
        "tanh",
        {**_VALUE, **_ADAM, "batch_size": 16},
        _NUMBER,
        150,
        bent=True,
        plain=True,
    ),
    Net(
        "spirals",
        DataSettings("spirals", (("arms", 3),)),
        (20, 16),
        "elu",
        {**_MANY, "optimizer": "adam", "learning_rate": 0.006, "batch_size": 20},
        (3, "softmax"),
        150,
        bent=True,
        plain=True,
    ),
)
KEPT = (
    Net(
        "moons",
        DataSettings("moons", noise=0.1),
        (12, 6),
        "relu",
        {**_TWO, **_ADAM, "batch_size": 16},
        _YES,
        100,
        bent=True,
        plain=True,
    ),
    Net(
        "cancer",
        DataSettings("breast_cancer", scaling=_STANDARD),
        (16,),
        "tanh",
        {**_TWO, "optimizer": "momentum", "learning_rate": 0.05, "batch_size": 32},
        _YES,
        30,
    ),
    Net(
        "blobs",
        DataSettings("blobs", (("classes", 4),)),
        (10, 10),
        "tanh",
        {**_MANY, "optimizer": "rmsprop", "learning_rate": 0.003, "batch_size": 20},
        (4, "softmax"),
        60,
        plain=True,
    ),
    Net(
        "checks",
        DataSettings("table", target="field", scaling=_STANDARD),
        (16, 8),
        "leaky_relu",
        {**_TWO, "optimizer": "adam", "learning_rate": 0.006, "batch_size": 16},
        _YES,
        120,
        bent=True,
        plain=True,
        table=checks(),
    ),
    Net(
        "bars",
        DataSettings("bars", noise=0.1),
        (24,),
        "softsign",
        {**_TWO, "optimizer": "nesterov", "learning_rate": 0.05, "batch_size": 20},
        _YES,
        60,
    ),
    Net(
        "digits deep",
        DataSettings("digits", scaling=_MIN_MAX),
        (40, 24, 16),
        "gelu",
        {**_MANY, "optimizer": "adamw", "learning_rate": 0.002, "batch_size": 25},
        (10, "softmax"),
        25,
    ),
    Net(
        "wave",
        DataSettings("sine", (("frequency", 1.5), ("size", 300)), noise=0.05),
        (24, 16),
        "tanh",
        {**_VALUE, "optimizer": "nadam", "learning_rate": 0.005, "batch_size": 12},
        _NUMBER,
        150,
        bent=True,
        plain=True,
    ),
)
