"""An LSTM on the adding problem: two of twenty numbers have to be kept and added."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import RECURRENT, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class LongShortTermMemory(Template):
    """An LSTM on the adding problem: two of twenty numbers have to be kept and added."""

    declaration = Declaration(
        id="lstm",
        name=msg("LSTM"),
        help=msg("The adding problem: two marked numbers of a sequence have to be kept until its end, and added."),
        group=RECURRENT,
        source="Hochreiter & Schmidhuber 1997",
        aliases=("long short-term memory", "adding problem", "长短期记忆", "長短期記憶"),
    )
    data = DataSettings("adding_problem")
    training = TrainingSettings("mse", learning_rate=0.01, batch_size=32, clip_norm=1.0)
    looks = (
        Look(
            "inspect",
            msg(
                "The gates at a marked step: which cells let the number in, and does the forget gate "
                "hold it from then on?"
            ),
            view="recurrent",
            layer="lstm",
        ),
        Look("train", msg("R² climbs from below 0 to more than 0.9: the gates have learned which steps count.")),
        Look("build", msg("Choose the variant without forget gate, or a simple recurrent layer instead, and compare.")),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw one LSTM that gives its last state."""
        sketch.finish(sketch.add("lstm", sketch.add("input"), units=16))
