"""The picture's words: names of neurons and layers, the card's rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnstudio.data import shown
from nnstudio.data.samples import Prepared, Task
from nnstudio.document.model import Document
from nnstudio.engine.layer import shape_text
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.network.painting.card import Card
from nnstudio.ui.network.reading import LinkNumbers, NeuronNumbers, Scope
from nnstudio.ui.network.structure import Column, Structure
from nnstudio.ui.network.target import Link, Neuron


@dataclass
class Names:
    """What things are called at the moment, in the language in force.

    ``titles`` : for each layer its name and what it is; ``inputs``, ``outputs`` : features and classes, in order.
    """

    titles: dict[str, tuple[str, str]] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()

    def neuron(self, column: Column, flat: int) -> str:
        """Return the name of a neuron: ``Hidden 1 · 3`` (counted from 1), a feature, a class."""
        if column.kind == "input" and not column.is_image and flat < len(self.inputs):
            return self.inputs[flat]
        title, index = self.titles.get(column.node, ("", ""))[0], column.index(flat)
        numbers = [part + 1 for part in index]
        if len(index) == 2 and column.kind == "input" and index[1] < len(self.inputs):
            return tr("{name} · step {step}", name=self.inputs[index[1]], step=numbers[0])
        if len(index) == 2:
            return tr("{layer} · step {step}, unit {unit}", layer=title, step=numbers[0], unit=numbers[1])
        if len(index) == 3 and column.shape[2] == 1:
            return tr("{layer} · row {row}, column {column}", layer=title, row=numbers[0], column=numbers[1])
        if len(index) == 3:
            row, place, channel = numbers
            return tr(
                "{layer} · row {row}, column {column}, channel {channel}",
                layer=title,
                row=row,
                column=place,
                channel=channel,
            )
        return tr("{layer} · neuron {number}", layer=title, number=numbers[0])

    def end_label(self, column: Column, flat: int) -> str:
        """Return the text beside a neuron of the first or last layer."""
        if column.kind == "input" and not column.is_image:
            return self.inputs[flat] if flat < len(self.inputs) else ""
        last = column.index(flat)[-1]
        return self.outputs[last] if column.last and last < len(self.outputs) else ""


def names_of(document: Document, prepared: Prepared | None, structure: Structure) -> Names:
    """Return all names."""
    nodes = document.network.by_id
    titles = {}
    for column in structure.columns:
        node = nodes.get(column.node)
        activation = str(node.value("activation", "")) if node is not None else ""
        size = shape_text(column.shape)
        detail = f"{size} · {_activation(activation)}" if activation not in ("", "identity") else size
        titles[column.node] = (node.name if node is not None else column.node, detail)
    if prepared is None:
        return Names(titles)
    dataset = document.data.dataset
    inputs = prepared.features.named(tuple(shown(dataset, name) for name in prepared.raw.feature_names))
    return Names(titles, inputs, _outputs(document, prepared, structure))


def _activation(name: str) -> str:
    from nnstudio.engine import activations

    return str(activations[name].declaration.name) if name in activations else name


def _outputs(document: Document, prepared: Prepared, structure: Structure) -> tuple[str, ...]:
    dataset, shape = document.data.dataset, prepared.shape
    width = next((column.shape[-1] for column in structure.columns if column.last), 0)
    if shape.task is Task.REGRESSION:
        return tuple(shown(dataset, name) for name in prepared.raw.target_names)
    classes = tuple(shown(dataset, name) for name in shape.class_names)
    # One output gives the probability of the second class.
    return classes[1:2] if width == 1 and len(classes) == 2 else classes


def neuron_card(name: str, numbers: NeuronNumbers, scope: Scope) -> Card:
    """Return what hovering over a neuron says."""
    symbols: tuple[tuple[str, float], ...] = (
        ("z", numbers.z),
        ("a", numbers.a),
        ("∂L/∂z" if scope == "batch" else "∂ℓ/∂z", numbers.gradient),
        ("b", numbers.bias),
        ("γ", numbers.scale),
        ("β", numbers.shift),
    )
    return Card(name, _rows(symbols))


def link_card(title: str, numbers: LinkNumbers, scope: Scope) -> Card:
    """Return what hovering over a link says."""
    symbols = (("w", numbers.weight), ("∂L/∂w" if scope == "batch" else "∂ℓ/∂w", numbers.gradient))
    rows = _rows(symbols)
    return Card(title, rows, "" if rows else tr("Passed on as it is"))


def link_title(names: Names, structure: Structure, link: Link) -> str:
    """Return ``Hidden 1 · neuron 3 → Output · neuron 1``."""
    bundle = structure.bundles[link.bundle]
    ends = ((bundle.source, link.source), (bundle.target, link.target))
    return " → ".join(names.neuron(structure.by_node[node], flat) for node, flat in ends)


def neuron_title(names: Names, structure: Structure, neuron: Neuron) -> str:
    """Return the name of a neuron, with its class where it is an output."""
    column = structure.by_node[neuron.node]
    own, end = names.neuron(column, neuron.flat), names.end_label(column, neuron.flat)
    return f"{own} · {end}" if column.last and end else own


def _rows(symbols: tuple[tuple[str, float], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((symbol, theme.number(value, 4, sign=True)) for symbol, value in symbols if value == value)
