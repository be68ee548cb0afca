"""Three species of iris by four lengths."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings, Scaling
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import DENSE, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Iris(Template):
    """Three species of iris by four lengths."""

    declaration = Declaration(
        id="iris",
        name=msg("Iris"),
        help=msg("Three species by four lengths. One class is easy, the other two overlap a little."),
        group=DENSE,
    )
    data = DataSettings("iris", scaling=Scaling.STANDARD)
    training = TrainingSettings("cross_entropy", learning_rate=0.01, batch_size=16)
    looks = (
        Look("train", msg("Choose which two lengths are drawn: along the petals the species part best.")),
        Look(
            "data",
            msg("Hold more back for testing: with fewer samples to learn from, the accuracy becomes a matter of luck."),
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw 4-16-3 with tanh."""
        last = sketch.add("input")
        last = sketch.hidden(last, 1, 16)
        sketch.finish(last)
