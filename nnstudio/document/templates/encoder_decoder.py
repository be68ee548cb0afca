"""An encoder and a decoder: a short sequence is read into one state, and written out of it again."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import RECURRENT, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg

LENGTH = 8
"""Time steps: of 256 sequences the network is shown most, but never all."""


class EncoderDecoder(Template):
    """An encoder and a decoder: a short sequence is read into one state, and written out of it again."""

    declaration = Declaration(
        id="encoder_decoder",
        name=msg("Encoder and decoder"),
        help=msg(
            "A sequence is read to its end into one state; from that state alone the decoder writes it out again."
        ),
        group=RECURRENT,
        source="Cho et al. 2014; Sutskever et al. 2014",
        aliases=("seq2seq", "sequence to sequence", "encoder-decoder", "编码器-解码器", "編碼器-解碼器"),
    )
    data = DataSettings("echo", (("delay", 0), ("length", LENGTH)))
    training = TrainingSettings("binary_cross_entropy", learning_rate=0.01, batch_size=32, clip_norm=1.0)
    looks = (
        Look(
            "train",
            msg("All eight bits must pass through one state of 16 numbers, yet nearly every bit comes out right."),
        ),
        Look(
            "inspect",
            msg(
                "The encoder has no target of its own: all that it learns from comes back to its last state, "
                "as a sum over the decoder's steps."
            ),
            view="recurrent",
            layer="gru",
        ),
        Look(
            "data",
            msg(
                "Sequences of 16 bits, and Repeat with as many steps: the state stays as large as it was. "
                "How many bits come out right now?"
            ),
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw a GRU that gives its last state, that state at every step, and a GRU that reads it."""
        read = sketch.add("gru", sketch.add("input"), title=msg("Encoder"), units=16)
        state = sketch.add("repeat", read, steps=LENGTH)
        sketch.finish(sketch.add("gru", state, title=msg("Decoder"), units=16, output="sequence"))
