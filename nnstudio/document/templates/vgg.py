"""VGG-like: small kernels in pairs, then pooling."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings, Scaling
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import CONVOLUTION, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class VGG(Template):
    """VGG-like: small kernels in pairs, then pooling."""

    declaration = Declaration(
        id="vgg",
        name=msg("VGG-like"),
        help=msg("Only 3×3 kernels, two in a row before each pooling: as wide a view as 5×5, with fewer weights."),
        group=CONVOLUTION,
        source="Simonyan & Zisserman 2015",
        aliases=("CNN", "VGGNet"),
    )
    data = DataSettings("digits", scaling=Scaling.MIN_MAX)
    training = TrainingSettings("cross_entropy", learning_rate=0.002, batch_size=32)
    looks = (
        Look(
            "inspect",
            msg(
                "The second convolution of a pair: each output sees a 3×3 window of the maps before, 5×5 "
                "pixels of the digit."
            ),
            view="convolution",
            layer="convolution2d",
        ),
        Look(
            "inspect",
            msg("Max pooling passes the gradient only to the pixel that won its window."),
            view="pooling",
            layer="max_pooling2d",
        ),
        Look(
            "build", msg("Two 3×3 kernels have 18 weights for each pair of maps, one of 5×5 has 25, for the same view.")
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw two blocks of two convolutions and a pooling, then two dense layers."""
        last = sketch.add("input")
        for filters in (16, 32):
            for _ in range(2):
                last = sketch.convolution(last, filters)
            last = sketch.add("max_pooling2d", last)
            if filters == 16:
                sketch.new_line()
        last = sketch.add("flatten", last)
        sketch.new_line()
        last = sketch.hidden(last, 1, 64, "relu")
        sketch.finish(sketch.add("dropout", last, rate=0.3))
