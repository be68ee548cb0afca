"""A GRU that continues waves."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import RECURRENT, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class GatedRecurrent(Template):
    """A GRU that continues waves."""

    declaration = Declaration(
        id="gru",
        name=msg("GRU"),
        help=msg("Reads twenty values of a wave and says the next: two gates where the LSTM has three."),
        group=RECURRENT,
        source="Cho et al. 2014",
        aliases=("gated recurrent unit", "forecast", "门控循环单元", "閘控循環單元"),
    )
    data = DataSettings("sine_sequence")
    training = TrainingSettings("mse", learning_rate=0.01, batch_size=32, clip_norm=1.0)
    looks = (
        Look(
            "inspect",
            msg("The update gate says how much of the state stays; the reset gate, how much of it the candidate sees."),
            view="recurrent",
            layer="gru",
        ),
        Look("train", msg("R² comes close to 1 within a few epochs: period and phase are read off the values.")),
        Look("data", msg("Ask for five values ahead instead of one: the same state has to tell more of the future.")),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw one GRU that gives its last state."""
        sketch.finish(sketch.add("gru", sketch.add("input"), units=16))
