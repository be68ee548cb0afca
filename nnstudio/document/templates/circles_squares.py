"""Circles without a hidden layer: squares made by hand do what hidden neurons learn."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings, FeatureStep
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import FIRST, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class CirclesSquares(Template):
    """Circles without a hidden layer: squares made by hand do what hidden neurons learn."""

    declaration = Declaration(
        id="circles_squares",
        name=msg("Circles by squares"),
        help=msg("x₁² and x₂² are made before the network: one neuron draws the ring. Hold it against Circles."),
        group=FIRST,
        aliases=("feature engineering", "logistic regression", "特征变换", "特徵轉換"),
    )
    data = DataSettings("circles", noise=0.05, steps=(FeatureStep("power"),))
    training = TrainingSettings("binary_cross_entropy", learning_rate=0.1, batch_size=10)
    looks = (
        Look(
            "train",
            msg("Run: one neuron without a hidden layer closes the ring, since a circle is a line in x₁² and x₂²."),
        ),
        Look(
            "data",
            msg(
                "Choose Scaled, and x₁² against x₂²: the classes lie on both sides of a straight line. Take the step "
                "out, and run again: the neuron fails."
            ),
        ),
        Look(
            "build",
            msg(
                "Compare with the template Circles: there hidden neurons learn from x₁ and x₂ alone what was made by "
                "hand here."
            ),
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw one logistic neuron over four inputs."""
        sketch.finish(sketch.add("input"))
