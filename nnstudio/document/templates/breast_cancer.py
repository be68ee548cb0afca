"""Two diagnoses by thirty measurements."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings, Scaling
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import DENSE, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class BreastCancer(Template):
    """Two diagnoses by thirty measurements."""

    declaration = Declaration(
        id="breast_cancer",
        name=msg("Breast cancer"),
        help=msg("Thirty measurements, two diagnoses: more features than such a problem needs. Try L2."),
        group=DENSE,
    )
    data = DataSettings("breast_cancer", scaling=Scaling.STANDARD)
    training = TrainingSettings("binary_cross_entropy", learning_rate=0.003, batch_size=32, l2=0.001)
    looks = (
        Look(
            "train",
            msg(
                "L2 of 0, then of 0.1: the first learns the training set by heart, the second keeps the "
                "two losses together."
            ),
        ),
        Look(
            "train", msg("Confusion: accuracy hides which of the two mistakes it makes; only one of them is harmless.")
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw 30-16-1 with tanh."""
        last = sketch.add("input")
        last = sketch.hidden(last, 1, 16)
        sketch.finish(last)
