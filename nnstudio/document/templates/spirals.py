"""Two spirals: two hidden layers, and patience."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import FIRST, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Spirals(Template):
    """Two spirals: two hidden layers, and patience."""

    declaration = Declaration(
        id="spirals",
        name=msg("Two spirals"),
        help=msg("Two arms wound about one another: two hidden layers are needed, and some patience."),
        group=FIRST,
    )
    data = DataSettings("spirals")
    training = TrainingSettings("binary_cross_entropy", learning_rate=0.01, batch_size=16)
    looks = (
        Look(
            "train",
            msg("The loss rests on plateaus and falls in steps: at each of them the boundary winds a little further."),
        ),
        Look(
            "functions",
            msg("Compare tanh with ReLU: their slopes decide how much of the gradient reaches the first layer."),
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw 2-8-8-1 with tanh."""
        last = sketch.add("input")
        last = sketch.hidden(last, 1, 8)
        last = sketch.hidden(last, 2, 8)
        sketch.finish(last)
