"""LeNet-5: two convolutions, two poolings, three dense layers."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings, Scaling
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import CONVOLUTION, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class LeNet5(Template):
    """LeNet-5: two convolutions, two poolings, three dense layers."""

    declaration = Declaration(
        id="lenet5",
        name=msg("LeNet-5"),
        help=msg("The classic for handwritten digits of 32×32: convolve, average, convolve, average, decide."),
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
            msg("S2 averages four neighbours: the map shrinks to half, a small shift of the digit changes little."),
            view="pooling",
            layer="average_pooling2d",
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
                "Not quite the paper's: there a table says which maps of S2 each map of C3 sees (six see three, nine "
                "four, one all), 1,516 parameters; here each sees all six, 2,416. S2 and S4 there also learn a factor "
                "and a bias per map, and radial basis functions decide; here averages are plain, and softmax decides."
            ),
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw C1 S2 C3 S4 C5 F6, named as in the paper; here every map of C3 sees all maps of S2."""
        last = sketch.convolution(sketch.add("input"), 6, 5, "tanh", msg("C1"), padding="narrow")
        last = sketch.add("average_pooling2d", last, title=msg("S2"))
        sketch.new_line()
        last = sketch.convolution(last, 16, 5, "tanh", msg("C3"), padding="narrow")
        last = sketch.add("average_pooling2d", last, title=msg("S4"))
        last = sketch.convolution(last, 120, 5, "tanh", msg("C5"), padding="narrow")
        sketch.new_line()
        last = sketch.add("flatten", last)
        sketch.finish(sketch.add("dense", last, title=msg("F6"), units=84, activation="tanh"))
