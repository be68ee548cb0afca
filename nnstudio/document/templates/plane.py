"""A plane: linear regression by one neuron."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import FIRST, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Plane(Template):
    """A plane: linear regression by one neuron."""

    declaration = Declaration(
        id="plane",
        name=msg("Plane"),
        help=msg("A single linear neuron finds a plane: the loss is a bowl, and gradient descent rolls to its bottom."),
        group=FIRST,
        aliases=("linear regression", "线性回归", "線性迴歸"),
    )
    data = DataSettings("plane", noise=0.05)
    training = TrainingSettings("mse", learning_rate=0.05, batch_size=16, optimizer="sgd")
    looks = (
        Look(
            "train",
            msg("The weights end near 1 and −0.5, the bias near 0.25: the numbers that the data were drawn with."),
        ),
        Look(
            "train",
            msg("Choose the view Least squares: weights solved for in one go, beside those that descent comes to."),
        ),
        Look(
            "train",
            msg("Learning rate 1, reset, run: the steps overshoot the bottom of the bowl. At 3 they climb out of it."),
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw one linear neuron."""
        sketch.finish(sketch.add("input"))
