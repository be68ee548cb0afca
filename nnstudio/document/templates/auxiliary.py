"""An auxiliary classifier: a second output gives the same answer half way, and its loss counts a little."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import CONVOLUTION, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg

_WEIGHT = 0.3
"""That of the paper's auxiliary classifiers."""


class Auxiliary(Template):
    """An auxiliary classifier: a second output gives the same answer half way, and its loss counts a little."""

    declaration = Declaration(
        id="auxiliary",
        name=msg("Two answers"),
        help=msg(
            "A second output answers half way: its loss counts 0.3 and brings the first layers a gradient sooner."
        ),
        group=CONVOLUTION,
        source="Szegedy et al. 2015",
        aliases=(
            "auxiliary classifier",
            "deep supervision",
            "several outputs",
            "loss weight",
            "辅助分类器",
            "輔助分類器",
        ),
    )
    data = DataSettings("shapes")
    training = TrainingSettings("cross_entropy", learning_rate=0.005, batch_size=32)
    looks = (
        Look(
            "build",
            msg("Select the early output: its properties have the loss weight, which training takes up at once."),
        ),
        Look(
            "train", msg("Above the curves choose an output: each has its own loss and accuracy. Which answers better?")
        ),
        Look(
            "inspect",
            msg("ℓ is the sum of both losses, each by its weight w; δ of the early answer has the factor w in it."),
            view="card",
            layer="dense",
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw half of the convolutions, the others with the answer below, and below these the early answer."""
        half = sketch.add("max_pooling2d", sketch.convolution(sketch.add("input"), 8))
        sketch.new_line()
        last = sketch.convolution(sketch.convolution(half, 8), 8)
        sketch.finish(sketch.add("global_average_pooling", last))
        sketch.new_line()
        early = sketch.add("global_average_pooling", half)
        sketch.finish(early, msg("Early answer"), _WEIGHT)
