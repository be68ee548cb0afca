"""A sine: a curve built of bends."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import FIRST, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Sine(Template):
    """A sine: a curve built of bends."""

    declaration = Declaration(
        id="sine",
        name=msg("Sine"),
        help=msg("A curve from one number: each hidden neuron gives one bend."),
        group=FIRST,
        aliases=("regression", "universal approximation", "回归", "迴歸"),
    )
    data = DataSettings("sine", noise=0.05)
    training = TrainingSettings("mse", learning_rate=0.01, batch_size=16)
    looks = (
        Look(
            "train",
            msg("The curve starts flat and takes on bend after bend; point at a hidden neuron to see its own bend."),
        ),
        Look("data", msg("Add noise, take fewer samples: the curve begins to follow the errors of measurement.")),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw 1-8-8-1 with tanh."""
        last = sketch.add("input")
        last = sketch.hidden(last, 1, 8)
        last = sketch.hidden(last, 2, 8)
        sketch.finish(last)
