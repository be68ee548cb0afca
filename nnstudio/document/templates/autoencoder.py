"""An auto-encoder: digits through eight numbers and back, without labels."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import DENSE, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class AutoEncoder(Template):
    """An auto-encoder: digits through eight numbers and back, without labels."""

    declaration = Declaration(
        id="autoencoder",
        name=msg("Auto-encoder"),
        help=msg("Rebuilds each digit from only eight numbers. No labels: the target is the picture itself."),
        group=DENSE,
        source="Hinton & Salakhutdinov 2006",
        aliases=("autoencoder", "unsupervised", "bottleneck", "自编码器", "自編碼器"),
    )
    data = DataSettings("digits_again")
    training = TrainingSettings("mse", learning_rate=0.003, batch_size=32)
    looks = (
        Look(
            "build",
            msg(
                "The narrow layer is the code: all that the decoder knows of a picture has to fit "
                "through eight numbers."
            ),
        ),
        Look("train", msg("R² says how much of the pixels' variance comes out again; no label was used for it.")),
        Look(
            "inspect",
            msg(
                "The code of a digit as numbers. Its layer with 2 neurons, then with 32: how much of R² is lost or won?"
            ),
            view="dense",
            layer="dense",
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw 64-32-8-32-64: encoder, code, decoder."""
        last = sketch.hidden(sketch.add("flatten", sketch.add("input")), 1, 32, "relu")
        code = sketch.add("dense", last, title=msg("Code"), units=8, activation="tanh")
        sketch.new_line()
        sketch.finish(sketch.hidden(code, 2, 32, "relu"))
