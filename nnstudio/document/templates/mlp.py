"""A multilayer perceptron on handwritten digits: two hidden layers, and dropout between."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings, Scaling
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import DENSE, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class MultilayerPerceptron(Template):
    """A multilayer perceptron on handwritten digits: two hidden layers, and dropout between."""

    declaration = Declaration(
        id="mlp",
        name=msg("Multilayer perceptron (MLP)"),
        help=msg("Two hidden layers of ReLU on handwritten digits, with dropout between them."),
        group=DENSE,
        source="Rumelhart, Hinton & Williams 1986",
        aliases=("feed-forward", "dense", "digits", "前馈", "前饋"),
    )
    data = DataSettings("digits", scaling=Scaling.MIN_MAX)
    training = TrainingSettings("cross_entropy", learning_rate=0.003, batch_size=32)
    looks = (
        Look("train", msg("How far apart do training and validation loss end, with the dropout layer and without it?")),
        Look("train", msg("Confusion: which digits does it take for one another?")),
        Look(
            "inspect",
            msg("Which neurons the mask silences for this batch, and that no gradient passes them."),
            view="dropout",
            layer="dropout",
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw 64-64-32-10 with dropout."""
        last = sketch.hidden(sketch.add("flatten", sketch.add("input")), 1, 64, "relu")
        last = sketch.add("dropout", last, rate=0.2)
        sketch.new_line()
        sketch.finish(sketch.hidden(last, 2, 32, "relu"))
