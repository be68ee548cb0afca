"""What tells documents apart: the settings, layers and hyper-parameters in which runs that are compared differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from nnstudio.document.fields import DATA, LOSS_WEIGHT, OUTPUT_LOSS, SAME_LOSS, TRAINING
from nnstudio.document.kinds import OUTPUT
from nnstudio.document.model import Document, Node, TrainingSettings
from nnstudio.engine.declaration import Declared, Kind, Parameter, Value
from nnstudio.engine.layers import layers
from nnstudio.engine.losses import losses
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.schedules import schedules
from nnstudio.text import Message, msg

ABSENT = msg("—")
Shown = Message | Value
_OWN: tuple[tuple[str, str, Mapping[str, type[Declared]]], ...] = (
    ("loss", "loss_parameters", losses),
    ("optimizer", "optimizer_parameters", optimizers),
    ("schedule", "schedule_parameters", schedules),
)


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same in all documents: its name, and what each of them has."""

    name: Message
    values: tuple[Shown, ...]


def differences(documents: Sequence[Document]) -> tuple[Difference, ...]:
    """Return the settings in which documents differ: of the data, of the network, of training, in this order."""
    found = [*_fields(DATA, [each.data for each in documents])]
    found += [_row(msg("Data set's own settings"), [_joined(each.data.parameters) for each in documents])]
    found += _layers(documents)
    found += _fields(TRAINING, [each.training for each in documents])
    for chosen, field, registry in _OWN:
        found += _parameters([each.training for each in documents], chosen, field, registry)
    found += _outputs(documents)
    return tuple(row for row in found if any(value != row.values[0] for value in row.values))


def _row(name: Message, values: Sequence[Shown]) -> Difference:
    return Difference(name, tuple(values))


def _fields(declared: Sequence[Parameter], settings: Sequence[Any]) -> list[Difference]:
    return [_row(field.name, [shown(field, getattr(each, field.id)) for each in settings]) for field in declared]


def _parameters(
    settings: Sequence[Any], chosen: str, field: str, registry: Mapping[str, type[Declared]]
) -> list[Difference]:
    """Return the hyper-parameters of a loss, optimiser or schedule, by their names."""
    known = [registry[getattr(each, chosen)].declaration.parameters for each in settings]
    given = [dict(getattr(each, field)) for each in settings]
    names = {parameter.id: parameter.name for parameters in known for parameter in parameters}
    found = []
    for name, title in names.items():
        values: list[Shown] = []
        for parameters, own in zip(known, given, strict=True):
            parameter = next((each for each in parameters if each.id == name), None)
            values.append(ABSENT if parameter is None else shown(parameter, own.get(name, parameter.default)))
        found.append(_row(title, values))
    return found


def _outputs(documents: Sequence[Document]) -> list[Difference]:
    """Return by what each of several outputs is judged, where the documents have the same ones."""
    settings = [document.training for document in documents]
    found = []
    for node in documents[0].network.of_kind(OUTPUT):
        if all(node.id in document.network.by_id for document in documents):
            weights = [dict(each.loss_weights).get(node.id, 1.0) for each in settings]
            losses_there = [_own_loss(each, node.id) for each in settings]
            for parameter, values in ((LOSS_WEIGHT, weights), (OUTPUT_LOSS, losses_there)):
                found.append(_row(msg("{layer} · {parameter}", layer=node.name, parameter=parameter.name), values))
    return found


def _own_loss(settings: TrainingSettings, output: str) -> Shown:
    own = [each for each in settings.output_losses if each.output == output]
    name = shown(OUTPUT_LOSS, own[0].loss if own else SAME_LOSS)
    return (
        msg("{loss}: {parameters}", loss=name, parameters=_joined(own[0].parameters))
        if own and own[0].parameters
        else name
    )


def _layers(documents: Sequence[Document]) -> list[Difference]:
    """Return how many layers there are; where they are the same ones, their hyper-parameters."""
    networks = [document.network for document in documents]
    found = [_row(msg("Layers on the canvas"), [len(network.nodes) for network in networks])]
    for node in networks[0].nodes:
        own = [network.by_id.get(node.id) for network in networks]
        same = [each for each in own if each is not None and each.kind == node.kind]
        if len(same) == len(networks):
            found += _of_layer(node, same)
    return found


def _of_layer(first: Node, nodes: Sequence[Node]) -> list[Difference]:
    return [
        _row(
            msg("{layer} · {parameter}", layer=first.name, parameter=parameter.name),
            [shown(parameter, node.value(parameter.id, parameter.default)) for node in nodes],
        )
        for parameter in layers[first.kind].declaration.parameters
    ]


def shown(parameter: Parameter, value: Value) -> Shown:
    """Return a value as it is read: a choice by its name, a truth value in words."""
    if parameter.kind is Kind.BOOLEAN:
        return msg("yes") if value else msg("no")
    if parameter.kind is not Kind.CHOICE:
        return value
    for choice in parameter.choices:
        if choice.id == value:
            return choice.name
    registry = _registry(parameter.registry)
    return registry[str(value)].declaration.name if value in registry else str(value)


def _registry(name: str) -> Mapping[str, type[Declared]]:
    home = "nnstudio.data" if name == "datasets" else "nnstudio.engine"
    found: Mapping[str, type[Declared]] = getattr(import_module(f"{home}.{name}"), name) if name else {}
    return found


def _joined(parameters: Sequence[tuple[str, Any]]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in parameters)
