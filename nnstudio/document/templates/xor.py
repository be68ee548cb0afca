"""XOR: what one neuron cannot part, four hidden ones can."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import FIRST, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Xor(Template):
    """XOR: what one neuron cannot part, four hidden ones can."""

    declaration = Declaration(
        id="xor",
        name=msg("XOR"),
        help=msg("Four samples that no single line can part. Look at each hidden neuron's line."),
        group=FIRST,
        source="Minsky & Papert 1969",
        aliases=("exclusive or", "异或", "互斥或"),
    )
    data = DataSettings("xor")
    training = TrainingSettings("binary_cross_entropy", learning_rate=0.05, batch_size=4)
    looks = (
        Look(
            "train",
            msg("Each hidden neuron draws a line of its own; the output combines them. Point at one after the other."),
        ),
        Look(
            "build",
            msg(
                "Take hidden neurons away: two are enough, but then some first weights end on a plateau. "
                "Reset with new seeds."
            ),
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw 2-4-1 with tanh."""
        last = sketch.add("input")
        last = sketch.hidden(last, 1, 4)
        sketch.finish(last)
