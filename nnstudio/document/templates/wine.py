"""Three growers by thirteen measurements of their wine."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings, Scaling
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import DENSE, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Wine(Template):
    """Three growers by thirteen measurements of their wine."""

    declaration = Declaration(
        id="wine",
        name=msg("Wine"),
        help=msg("Three growers by thirteen measurements. Turn scaling off and see what becomes of it."),
        group=DENSE,
    )
    data = DataSettings("wine", scaling=Scaling.STANDARD)
    training = TrainingSettings("cross_entropy", learning_rate=0.01, batch_size=16)
    looks = (
        Look(
            "data",
            msg("Turn scaling off, reset and run: one large feature drowns the others, and the neurons saturate."),
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw 13-12-3 with tanh."""
        last = sketch.add("input")
        last = sketch.hidden(last, 1, 12)
        sketch.finish(last)
