"""Circles: six lines close into a ring. The program opens with it."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import FIRST, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Circles(Template):
    """Circles: six lines close into a ring. The program opens with it."""

    declaration = Declaration(
        id="circles",
        name=msg("Circles"),
        help=msg("Six lines, bent by tanh, close into a ring around the inner class. Watch the boundary."),
        group=FIRST,
        aliases=("ring", "MLP"),
    )
    data = DataSettings("circles", noise=0.05)
    training = TrainingSettings("binary_cross_entropy", learning_rate=0.01, batch_size=10)
    looks = (
        Look(
            "train",
            msg(
                "Run, and watch the boundary: it is a straight line at first, and closes into a ring as the loss falls."
            ),
        ),
        Look(
            "train",
            msg(
                "Point at a neuron of the first hidden layer: it draws one line. A neuron of the second "
                "bends several of them."
            ),
        ),
        Look(
            "inspect",
            msg("Step through one update: each number of the forward pass, the loss, the way back, the new weight."),
            view="card",
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw 2-6-4-1 with tanh."""
        last = sketch.add("input")
        last = sketch.hidden(last, 1, 6)
        last = sketch.hidden(last, 2, 4)
        sketch.finish(last)
