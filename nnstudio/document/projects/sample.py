"""What a sample project is: a chain of layers with data and training settings, declared in one value."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnstudio.data.samples import DataShape
from nnstudio.data.settings import DataSettings
from nnstudio.data.source import shape_of
from nnstudio.document.edits import AddLayer, apply
from nnstudio.document.ending import suited
from nnstudio.document.model import Document, Parameters, TrainingSettings
from nnstudio.document.size import PITCH
from nnstudio.text import Message, msg, tr


@dataclass(frozen=True)
class Hidden:
    """A hidden dense layer."""

    units: int
    activation: str = "tanh"
    initializer: str = "xavier_uniform"


@dataclass(frozen=True)
class Sample:
    """A project ready to run. ``help`` says what to look at; ``outputs`` is the width of the output layer.

    The output layer gets the activation that suits the loss; its width, the input's and a flatten layer follow from the
    data.
    """

    id: str
    name: Message
    help: Message
    data: DataSettings
    hidden: tuple[Hidden, ...]
    training: TrainingSettings
    outputs: int = 0
    activation: str = ""
    group: str = field(default="classification")

    def document(self) -> Document:
        """Return a new document, its layers named in the language in force, laid out from left to right."""
        shape = shape_of(self.data)
        document = Document(data=self.data, training=self.training, title=tr(self.name))
        for number, (kind, parameters, title) in enumerate(self._layers(shape)):
            before = document.network.nodes[-1].id if document.network.nodes else ""
            add = AddLayer(kind, number * PITCH, 0.0, parameters, connect_from=before, title=title)
            document = apply(document, add)
        return document

    def _layers(self, shape: DataShape) -> list[tuple[str, Parameters, str]]:
        flat: list[tuple[str, Parameters, str]] = [("flatten", (), "")] if len(shape.inputs) > 1 else []
        hidden = [
            (
                "dense",
                _dense(layer.units, layer.activation, layer.initializer),
                tr(msg("Hidden {number}", number=number)),
            )
            for number, layer in enumerate(self.hidden, start=1)
        ]
        width = self.outputs or shape.outputs[0]
        activation = self.activation or suited(shape, width, self.training.loss)[0]
        last = ("dense", _dense(width, activation, "xavier_uniform"), tr(msg("Output layer")))
        return [("input", (), ""), *flat, *hidden, last, ("output", (), "")]


def _dense(units: int, activation: str, initializer: str) -> Parameters:
    return (("activation", activation), ("initializer", initializer), ("units", units))
