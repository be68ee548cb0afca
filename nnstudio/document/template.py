"""What a template is: a network with fitting data and settings, ready to train, and what to look at in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Final

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import Document, TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.engine.declaration import Declared
from nnstudio.text import Message, msg, tr

FIRST: Final = "first"
DENSE: Final = "dense"
CONVOLUTION: Final = "convolution"
RECURRENT: Final = "recurrent"
ATTENTION: Final = "attention"

FAMILIES: Final[dict[str, Message]] = {
    FIRST: msg("First networks"),
    DENSE: msg("Multilayer perceptrons"),
    CONVOLUTION: msg("Convolution"),
    RECURRENT: msg("Recurrent networks"),
    ATTENTION: msg("Attention"),
}
"""The families of templates (their declaration's ``group``) in the order in which they are listed, with their names."""


@dataclass(frozen=True)
class Look:
    """One thing to look at: in which workspace (``place``), and what is to be seen or tried there.

    In Inspect, ``view`` is the view and ``layer`` the kind of the layer whose first step it shows (empty: the step that
    is shown stays).
    """

    place: str
    text: Message
    view: str = ""
    layer: str = ""


class Template(Declared, ABC):
    """Base of the templates: the declaration's ``help`` is one line on what it shows, its ``group`` the family."""

    data: ClassVar[DataSettings]
    training: ClassVar[TrainingSettings]
    looks: ClassVar[tuple[Look, ...]]

    @abstractmethod
    def draw(self, sketch: Sketch) -> None:
        """Draw the network, from its input to its output."""

    def document(self) -> Document:
        """Return a new document, its layers named in the language in force."""
        sketch = Sketch(self.data, self.training)
        self.draw(sketch)
        return sketch.finished(self.declaration.id, tr(self.declaration.name))
