"""XOR without a hidden layer: one product made by hand."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings, FeatureStep
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import FIRST, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class XorProduct(Template):
    """XOR without a hidden layer: one product made by hand."""

    declaration = Declaration(
        id="xor_product",
        name=msg("XOR by a product"),
        help=msg("x₁·x₂ is made before the network: with it one neuron learns XOR, which it never could without."),
        group=FIRST,
        aliases=("feature engineering", "特征变换", "特徵轉換"),
    )
    data = DataSettings("xor", steps=(FeatureStep("product"),))
    training = TrainingSettings("binary_cross_entropy", learning_rate=0.1, batch_size=4)
    looks = (
        Look("train", msg("Run: two curves part the four points. Over x₁, x₂ and x₁·x₂ they are one plane.")),
        Look("data", msg("Take the product out, and run again: the loss stays at ln 2 ≈ 0.693.")),
        Look("build", msg("Compare with the template XOR: there the hidden layer finds such features by itself.")),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw one logistic neuron over three inputs."""
        sketch.finish(sketch.add("input"))
