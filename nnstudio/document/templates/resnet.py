"""ResNet-like: two residual units, the second with a projection on its skip."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import CONVOLUTION, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class ResNet(Template):
    """ResNet-like: two residual units, the second with a projection on its skip."""

    declaration = Declaration(
        id="resnet",
        name=msg("ResNet-like"),
        help=msg(
            "Two residual units: what a branch finds is added to what came in, so the gradient has a short way back."
        ),
        group=CONVOLUTION,
        source="He et al. 2016",
        aliases=("CNN", "skip connection", "残差", "殘差"),
    )
    data = DataSettings("shapes", (("side", 16),))
    training = TrainingSettings("cross_entropy", learning_rate=0.003, batch_size=32)
    looks = (
        Look(
            "inspect",
            msg("Skip and branch, added element by element; on the way back the skip takes the whole gradient along."),
            view="residual",
            layer="add",
        ),
        Look(
            "inspect",
            msg("Where the branch halves the picture, one matrix (a 1×1 convolution) brings the skip to its shape."),
            view="residual",
            layer="projection",
        ),
        Look(
            "build",
            msg(
                "Take the skip of the first unit away and train again: so shallow a network can do "
                "without, a deep one cannot."
            ),
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw a stem, two residual units and a global mean."""
        last = sketch.convolution(sketch.add("input"), 8)
        for filters, stride, join in ((8, 1, "add"), (16, 2, "projection")):
            sketch.new_line()
            branch = sketch.convolution(last, filters, stride=stride)
            branch = sketch.add("batch_normalization", branch)
            branch = sketch.convolution(branch, filters, activation="identity")
            last = sketch.add("activation", sketch.add(join, last, branch), function="relu")
        sketch.new_line()
        sketch.finish(sketch.add("global_average_pooling", last))
