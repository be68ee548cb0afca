"""A bidirectional recurrent network: one half reads from the end."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import RECURRENT, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Bidirectional(Template):
    """A bidirectional recurrent network: one half reads from the end."""

    declaration = Declaration(
        id="bidirectional",
        name=msg("Bidirectional network"),
        help=msg("Which bit came first, a hundred steps ago? The half that reads backwards has just seen it."),
        group=RECURRENT,
        source="Schuster & Paliwal 1997",
        aliases=("both directions", "BRNN", "双向", "雙向"),
    )
    data = DataSettings("bit_recall", (("distraction", 1.0), ("length", 100)))
    training = TrainingSettings("binary_cross_entropy", learning_rate=0.005, batch_size=32, clip_norm=1.0)
    looks = (
        Look(
            "train",
            msg(
                "It is right within a few epochs. Take “Both directions” from the layer in Build: how long "
                "does it guess then? The Memory lab, under Labs, trains other cells: which of them recall the bit?"
            ),
        ),
        Look(
            "build",
            msg(
                "Without “Both directions”, let the state be added to instead of replaced: the first bit is kept. "
                "What would be lost if it had to be forgotten again?"
            ),
        ),
        Look(
            "inspect",
            msg(
                "Two chains, one from each end. The gradient reaches the first step at once by the one, "
                "hardly by the other."
            ),
            view="recurrent",
            layer="simple_rnn",
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw one recurrent layer that reads both ways."""
        sketch.finish(sketch.add("simple_rnn", sketch.add("input"), units=8, bidirectional=True))
