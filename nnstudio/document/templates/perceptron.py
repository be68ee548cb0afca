"""A perceptron: one neuron, one line, the truth table of AND."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import FIRST, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Perceptron(Template):
    """A perceptron: one neuron, one line, the truth table of AND."""

    declaration = Declaration(
        id="perceptron",
        name=msg("Perceptron"),
        help=msg("One neuron and the truth table of AND: its boundary is a single straight line."),
        group=FIRST,
        source="Rosenblatt 1958",
        aliases=("neuron", "logistic regression", "AND", "感知机", "感知器"),
    )
    data = DataSettings("and")
    training = TrainingSettings("binary_cross_entropy", learning_rate=0.1, batch_size=4)
    looks = (
        Look("train", msg("Run: the line turns and shifts until it parts (1, 1) from the other three.")),
        Look(
            "inspect",
            msg(
                "The weighted sum z of each input, and what the logistic function makes of it. Turn an "
                "input with What if."
            ),
            view="neuron",
        ),
        Look(
            "data",
            msg(
                "Choose the truth table XOR instead, and run again: no line parts it, and the loss stays "
                "at ln 2 ≈ 0.693."
            ),
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw one logistic neuron."""
        sketch.finish(sketch.add("input"))
