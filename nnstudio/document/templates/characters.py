"""A character model: which letter comes next?"""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import RECURRENT, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Characters(Template):
    """A character model: which letter comes next?"""

    declaration = Declaration(
        id="characters",
        name=msg("Character model"),
        help=msg("Reads a story letter by letter and says which letter comes next."),
        group=RECURRENT,
        source="Sutskever, Martens & Hinton 2011",
        aliases=("language model", "char-rnn", "text", "文本", "語言模型"),
    )
    data = DataSettings("character_text")
    training = TrainingSettings("cross_entropy", learning_rate=0.01, batch_size=16, clip_norm=1.0)
    looks = (
        Look(
            "train",
            msg("Training and validation loss fall together, then part: from there on it learns the story by heart."),
        ),
        Look(
            "inspect",
            msg("The probabilities of the next letter: sure within a word, unsure at its beginning."),
            view="cross_entropy",
            layer="dense",
        ),
        Look(
            "inspect",
            msg("The gates from letter to letter: is there a cell that forgets at each blank?"),
            view="recurrent",
            layer="lstm",
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw one LSTM over one-hot letters that answers at every step."""
        sketch.finish(sketch.add("lstm", sketch.add("input"), units=48, output="sequence"))
