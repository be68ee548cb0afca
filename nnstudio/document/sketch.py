"""A sheet on which a network is drawn layer by layer, each in its column and row of the canvas."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from nnstudio.data.settings import DataSettings
from nnstudio.data.source import shape_of
from nnstudio.document.edits import AddLayer, Connect, SetLossWeight, apply
from nnstudio.document.ending import suited
from nnstudio.document.layout import pitch_after
from nnstudio.document.model import Document, TrainingSettings
from nnstudio.document.size import NODE_HEIGHT
from nnstudio.engine.declaration import Value
from nnstudio.text import Message, msg, tr

ROW: Final = NODE_HEIGHT + 24.0
"""From the centre of one row of boxes to that of the next."""
LINE: Final = NODE_HEIGHT + 64.0
"""From a line to the next: between them there is room for the wire that comes back, and for a skip."""

_INITIALIZERS: Final = {"identity": "xavier_uniform", "tanh": "xavier_uniform", "relu": "he_normal"}
"""The first weights that suit each activation."""


class Sketch:
    """Grows ``document`` by the edits that the user's own hand makes, so that what it draws is what can be drawn.

    A layer is known by its id. It stands one column to the right of what feeds it, in the row of the last of them,
    unless a ``row`` of its line says otherwise. A long network is drawn in lines, one below the other, as text is.
    """

    def __init__(self, data: DataSettings, training: TrainingSettings) -> None:
        self.document = Document(data=data, training=training)
        self.shape = shape_of(data)
        self._before: frozenset[str] = frozenset()
        self._top = 0.0

    def new_line(self) -> None:
        """Begin a line below: the next layer is its first."""
        lowest = max((node.y for node in self.document.network.nodes), default=-LINE)
        self._before = frozenset(self.document.network.by_id)
        self._top = lowest + LINE

    def add(
        self, kind: str, *sources: str, title: Message | None = None, row: float | None = None, **values: Value
    ) -> str:
        """Add a layer with these hyper-parameters, fed by ``sources`` in the order of its ports; return its id."""
        network = self.document.network
        before = [network.by_id[source] for source in sources if source not in self._before]
        x = max((node.x + pitch_after(self.document, node.id) for node in before), default=0.0)
        y = self._top + row * ROW if row is not None else before[-1].y if before else self._top
        made = network.next_node
        named = tr(title) if title is not None else ""
        self.document = apply(self.document, AddLayer(kind, x, y, tuple(sorted(values.items())), title=named))
        for port, source in enumerate(sources):
            self.document = apply(self.document, Connect(source, made, port))
        return made

    def hidden(self, before: str, number: int, units: int, activation: str = "tanh") -> str:
        """Add hidden dense layer ``number``."""
        title = msg("Hidden {number}", number=number)
        return self.add(
            *("dense", before), title=title, units=units, activation=activation, initializer=_INITIALIZERS[activation]
        )

    def convolution(
        self,
        before: str,
        filters: int,
        size: int = 3,
        activation: str = "relu",
        title: Message | None = None,
        row: float | None = None,
        stride: int = 1,
        padding: str = "same",
    ) -> str:
        """Add a convolution of images with square kernels."""
        return self.add(
            *("convolution2d", before),
            title=title,
            row=row,
            filters=filters,
            kernel_height=size,
            kernel_width=size,
            stride=stride,
            padding=padding,
            activation=activation,
            initializer=_INITIALIZERS[activation],
        )

    def finish(self, before: str, title: Message | None = None, weight: float = 1.0) -> None:
        """Add the output layer, as wide as the data ask, with the activation that suits the loss, and the output.

        ``title`` is the output's, beside others; ``weight`` by what its loss counts then.
        """
        width = self.shape.outputs[0]
        activation = suited(self.shape, width, self.document.training.loss)[0]
        last = self.add("dense", before, title=msg("Output layer"), units=width, activation=activation)
        output = self.add("output", last, title=title)
        if weight != 1:
            self.document = apply(self.document, SetLossWeight(output, weight))

    def finished(self, template: str, title: str) -> Document:
        """Return the document, which remembers the template that it is made of."""
        return replace(self.document, template=template, title=title)
