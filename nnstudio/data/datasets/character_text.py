"""A short text, whose next character is to be predicted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnstudio.data.dataset import SEQUENCE, DataSet, length_parameter
from nnstudio.data.samples import DataShape, Rows, Samples, Task
from nnstudio.engine.declaration import Choice, Declaration, Kind, Parameter
from nnstudio.engine.errors import DataError
from nnstudio.text import msg
from nnstudio.text.places import resource

_VISIBLE = {" ": "␣", "\n": "⏎"}


class CharacterText(DataSet):
    """A text cut into pieces of T characters; the target of each character is the one that follows it.

    Pieces do not overlap, so that the test set has not been read before. (Only the last may reach back, to be as long.)
    """

    declaration = Declaration(
        id="character_text",
        name=msg("Text, character by character"),
        help=msg(
            "A short story in pieces; at every step the next character is to be predicted. "
            "Characters enter one-hot, or as whole numbers for an embedding."
        ),
        group=SEQUENCE,
        parameters=(
            Parameter(
                "text",
                msg("Text"),
                Kind.CHOICE,
                "en",
                msg("Which story is read."),
                choices=(Choice("en", msg("English")), Choice("zh", msg("Chinese"))),
            ),
            length_parameter(20, 5, 50),
            Parameter(
                "encoding",
                msg("Input"),
                Kind.CHOICE,
                "one_hot",
                msg("How a character enters: as a row with a single 1, or as its number, for an embedding layer."),
                choices=(Choice("one_hot", msg("One-hot")), Choice("number", msg("Whole number"))),
            ),
        ),
        aliases=("language model", "next character", "char-rnn", "字符", "字元", "语言模型", "語言模型"),
    )
    licence = "nnstudio, MIT"
    continues = True
    words = (msg("character"), msg("next character"))

    @property
    def shape(self) -> DataShape:
        """As many features and classes as there are different characters."""
        names = _story(self.text).names
        coded = self.encoding == "number"
        inputs = (self.length,) if coded else (self.length, len(names))
        codes = len(names) if coded else 0
        return DataShape(inputs, (len(names),), Task.CLASSIFICATION, names, (self.length,), codes)

    def samples(self, random: np.random.Generator) -> Samples:
        """Cut the text: ``x`` is ``(N, T, V)`` one-hot or ``(N, T)``, ``y`` ``(N, T)``. Nothing is drawn."""
        story, length = _story(self.text), int(self.length)
        starts = [*range(0, len(story.numbers) - length - 1, length), len(story.numbers) - length - 1]
        pieces = np.stack([story.numbers[start : start + length + 1] for start in starts])
        task, target = Task.CLASSIFICATION, ("next character",)
        if self.encoding == "number":
            x = pieces[:, :-1].astype(np.float64)
            return Samples(x, pieces[:, 1:], task, ("character",), story.names, target, codes=story.names)
        x = np.eye(len(story.names))[pieces[:, :-1]]
        return Samples(x, pieces[:, 1:], task, story.names, story.names, target, one_hot=((0, len(story.names)),))


@dataclass(frozen=True, eq=False)
class _Story:
    """A text as the numbers of its characters; ``names`` are the characters, visible even where they are blanks."""

    numbers: Rows
    names: tuple[str, ...]


@lru_cache(maxsize=4)
def _story(language: str) -> _Story:
    file = f"story_{language}.txt"
    try:
        text = resource("datasets", file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            file, msg("an undamaged data file"), msg("{value}", value=error), msg("Install nnstudio again.")
        ) from error
    characters = sorted(set(text))
    number = {character: place for place, character in enumerate(characters)}
    names = tuple(_VISIBLE.get(character, character) for character in characters)
    return _Story(np.array([number[character] for character in text], np.int64), names)
