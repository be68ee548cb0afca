"""The names of settings, for the menus of undo and for errors."""

from __future__ import annotations

from functools import cache

from nnstudio.engine.activations import activations
from nnstudio.engine.declaration import Parameter
from nnstudio.engine.layers import layers
from nnstudio.text import Message, msg


@cache
def _declared_names() -> dict[str, Message]:
    """Return the name of every layer's parameter by its id, the activations' as ``activation.gamma``."""
    names = {
        f"activation.{parameter.id}": parameter.name
        for activation in activations.values()
        for parameter in activation.declaration.parameters
    }
    return names | {p.id: p.name for layer in layers.values() for p in layer.declaration.parameters}


def parameter_name(parameter: str) -> Message:
    """Return the name of a layer's hyper-parameter, whichever layer has it; its id where none has."""
    return _declared_names().get(parameter) or msg("{parameter}", parameter=parameter)


def names_of(fields: tuple[str, ...], declared: tuple[Parameter, ...]) -> Message:
    """Name the edit of some settings: the setting itself if it is one."""
    known = {parameter.id: parameter.name for parameter in declared}
    if len(fields) == 1 and fields[0] in known:
        return msg("Change {parameter}", parameter=known[fields[0]])
    return msg("Change settings")
