"""A simple recurrent network that repeats what it read three steps ago."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import RECURRENT, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class SimpleRecurrent(Template):
    """A simple recurrent network that repeats what it read three steps ago."""

    declaration = Declaration(
        id="rnn",
        name=msg("Recurrent network (RNN)"),
        help=msg("Repeats each bit three steps later: its state has to carry the last bits along."),
        group=RECURRENT,
        source="Elman 1990",
        aliases=("Elman", "echo", "RNN"),
    )
    data = DataSettings("echo")
    training = TrainingSettings("binary_cross_entropy", learning_rate=0.005, batch_size=32, clip_norm=1.0)
    looks = (
        Look(
            "train",
            msg(
                "The loss begins near ln 2, a coin's toss, and falls to nothing: the state has learned "
                "to shift the bits along."
            ),
        ),
        Look(
            "inspect",
            msg("The chain of steps: xₜ and the state before make the next state, with the same weights at each step."),
            view="recurrent",
            layer="simple_rnn",
        ),
        Look("data", msg("Delay 8 instead of 3: more bits have to be kept at once. How much longer does it take?")),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw one recurrent layer that gives its state at every step."""
        sketch.finish(sketch.add("simple_rnn", sketch.add("input"), units=16, output="sequence"))
