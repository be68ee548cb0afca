"""Softmax regression: iris without a hidden layer."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings, Scaling
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import FIRST, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class SoftmaxRegression(Template):
    """Softmax regression: iris without a hidden layer."""

    declaration = Declaration(
        id="softmax_regression",
        name=msg("Softmax regression"),
        help=msg("Iris without a hidden layer: a weighted sum for each species, and softmax makes shares of them."),
        group=FIRST,
        aliases=("multinomial logistic regression", "logistic regression", "softmax 回归", "softmax 迴歸"),
    )
    data = DataSettings("iris", scaling=Scaling.STANDARD)
    training = TrainingSettings("cross_entropy", learning_rate=0.05, batch_size=16)
    looks = (
        Look("train", msg("Run: where two species meet the boundary is a straight line, since no layer bends it.")),
        Look("train", msg("Choose the view Baselines: is it better than a rule that needs no descent?")),
        Look(
            "inspect",
            msg("At the output δ = a − y for each species: step to it, and calculate one by hand."),
            view="card",
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw one layer of three neurons with softmax."""
        sketch.finish(sketch.add("input"))
