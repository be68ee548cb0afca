"""LeNet-5: convolution and subsampling, twice, a table between them, and three layers that decide."""

from __future__ import annotations

from typing import Final

from nnstudio.data.settings import DataSettings, Scaling
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import CONVOLUTION, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg

CONNECTIONS: Final = (
    "1 2 3; 2 3 4; 3 4 5; 4 5 6; 1 5 6; 1 2 6; "
    "1 2 3 4; 2 3 4 5; 3 4 5 6; 1 4 5 6; 1 2 5 6; 1 2 3 6; "
    "1 2 4 5; 2 3 5 6; 1 3 4 6; 1 2 3 4 5 6"
)
"""Table I of the paper: the maps of S2 that each map of C3 sees, counted from 1."""


class LeNet5(Template):
    """LeNet-5 with the paper's parameters: 156, 12, 1,516, 32, 48,120 and 10,164."""

    declaration = Declaration(
        id="lenet5",
        name=msg("LeNet-5"),
        help=msg("The classic for handwritten digits of 32×32: convolve, subsample, convolve, subsample, decide."),
        group=CONVOLUTION,
        source="LeCun, Bottou, Bengio & Haffner 1998",
        aliases=("CNN", "LeCun"),
    )
    data = DataSettings("digits", (("side", 32),), scaling=Scaling.MIN_MAX)
    training = TrainingSettings("cross_entropy", learning_rate=0.001, batch_size=32)
    looks = (
        Look(
            "inspect",
            msg("C1 slides six 5×5 kernels over the digit: point at an output, and its window lights up."),
            view="convolution",
            layer="convolution2d",
        ),
        Look(
            "inspect",
            msg(
                "S2 adds up four neighbours, times a weight, plus a bias, one pair for each of its six maps: 12 "
                "parameters. The map shrinks to half, a small shift of the digit changes little."
            ),
            view="pooling",
            layer="subsampling2d",
        ),
        Look(
            "inspect",
            msg(
                "A map of C3 does not see all maps of S2: a table says which. Six see three, nine four, one all: 60 "
                "kernels of 25 weights, and 16 biases, 1,516 parameters. So the maps are driven to find different "
                "features."
            ),
            view="convolution",
            layer="table_convolution2d",
        ),
        Look(
            "build",
            msg(
                "C5 has most of the parameters: its 5×5 kernels cover the whole 5×5 maps, so it is a "
                "dense layer in disguise."
            ),
        ),
        Look(
            "build",
            msg(
                "Up to F6 every layer has as many parameters as in the paper: 156, 12, 1,516, 32, 48,120, 10,164. "
                "There radial basis functions decide, here ten neurons with softmax, 850 more."
            ),
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw C1 S2 C3 S4 C5 F6, named as in the paper."""
        last = sketch.convolution(sketch.add("input"), 6, 5, "tanh", msg("C1"), padding="narrow")
        last = sketch.add("subsampling2d", last, title=msg("S2"), activation="tanh")
        sketch.new_line()
        last = sketch.add(
            *("table_convolution2d", last),
            title=msg("C3"),
            connections=CONNECTIONS,
            kernel_height=5,
            kernel_width=5,
            padding="narrow",
            activation="tanh",
        )
        last = sketch.add("subsampling2d", last, title=msg("S4"), activation="tanh")
        last = sketch.convolution(last, 120, 5, "tanh", msg("C5"), padding="narrow")
        sketch.new_line()
        last = sketch.add("flatten", last)
        sketch.finish(sketch.add("dense", last, title=msg("F6"), units=84, activation="tanh"))
