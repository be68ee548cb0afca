"""One hidden layer on handwritten digits."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings, Scaling
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import DENSE, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Digits(Template):
    """One hidden layer on handwritten digits."""

    declaration = Declaration(
        id="digits",
        name=msg("Handwritten digits"),
        help=msg("Eight by eight grey pixels, ten classes. Look at the weights of a hidden neuron as a picture."),
        group=DENSE,
        aliases=("MNIST",),
    )
    data = DataSettings("digits", scaling=Scaling.MIN_MAX)
    training = TrainingSettings("cross_entropy", learning_rate=0.003, batch_size=32)
    looks = (
        Look(
            "inspect",
            msg("The weights of a hidden neuron as a picture: where ink raises its sum, and where ink lowers it."),
            view="neuron",
            layer="dense",
        ),
        Look("train", msg("Confusion: which digits does it take for one another?")),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw 64-32-10 with ReLU."""
        last = sketch.add("input")
        last = sketch.add("flatten", last)
        last = sketch.hidden(last, 1, 32, "relu")
        sketch.finish(last)
