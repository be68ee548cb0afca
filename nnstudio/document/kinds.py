"""What the document asks of the engine's layers.

Ports, parameters, shapes. Answers are kept, since the window asks often.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from nnstudio.document.model import Node, Parameters
from nnstudio.engine.declaration import Declaration, Parameter, Value
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.layer import Layer
from nnstudio.engine.layers import layers
from nnstudio.engine.typing import Shape

INPUT = "input"
OUTPUT = "output"


@dataclass(frozen=True)
class Inference:
    """What a layer makes of its inputs: the shape out, the number of learned parameters, the work; or the error."""

    shape: Shape | None = None
    count: int | None = None
    multiply_adds: int | None = None
    error: NnstudioError | None = None


def ports(kind: str) -> tuple[str, ...]:
    """Return the names of a layer's input ports; of a variadic layer one name that stands for all."""
    return layers[kind].ports


def is_variadic(kind: str) -> bool:
    """Return whether a layer takes any number of inputs from two up."""
    return layers[kind].variadic


def declared_name(kind: str) -> str:
    """Return a layer's name in the language in force: a new node is called so."""
    return str(layers[kind].declaration.name)


def normalised(declaration: Declaration | type[Layer], given: Mapping[str, object], place: str) -> Parameters:
    """Return hyper-parameters checked, sorted, without those that equal their default.

    Raises
    ------
    ParameterError : an unknown name, or a value outside its declaration.
    """
    known = _parameters(declaration, given)
    complete = Declaration("", _declaration(declaration).name, _declaration(declaration).help, parameters=known)
    checked = complete.complete(given, place)
    return tuple(sorted((p.id, checked[p.id]) for p in known if checked[p.id] != p.default))


def completed(declaration: Declaration | type[Layer], parameters: Parameters) -> dict[str, Value]:
    """Return all hyper-parameters, the others at their default: a file must not change with a default."""
    given = dict(parameters)
    return {declared.id: given.get(declared.id, declared.default) for declared in _parameters(declaration, given)}


def applicable(declaration: Declaration | type[Layer], values: Mapping[str, object]) -> dict[str, object]:
    """Return those of ``values`` that the declaration still has: γ goes when the activation has none."""
    known = {parameter.id for parameter in _parameters(declaration, values)}
    return {name: value for name, value in values.items() if name in known}


def layer_parameters(node: Node) -> tuple[Parameter, ...]:
    """Return the declared hyper-parameters of a node, those of its chosen activation among them."""
    return layers[node.kind].parameters_for(dict(node.parameters))


@lru_cache(maxsize=4096)
def layer_of(kind: str, parameters: Parameters) -> Layer:
    """Return the engine's layer of a node. Layers are immutable, so equal nodes share one."""
    return layers[kind](**dict(parameters))


@lru_cache(maxsize=16384)
def infer(kind: str, parameters: Parameters, inputs: tuple[Shape, ...]) -> Inference:
    """Return what a layer makes of inputs of these shapes; an error is part of the answer, never raised.

    Nothing is known while a port has no shape.
    """
    try:
        layer = layer_of(kind, parameters)
        if not layer.variadic and len(inputs) != len(layer.ports):
            return Inference()
        shape = layer.infer_shape(inputs)
        count = sum(math.prod(weight.shape) for weight in layer.weights(inputs))
        return Inference(shape, count, layer.multiply_adds(inputs))
    except NnstudioError as error:
        return Inference(error=error)


def value_of(node: Node, parameter: str) -> Value:
    """Return a hyper-parameter of a node, its declared default where it was not set; empty if it has none such."""
    return layer_of(node.kind, node.parameters).values.get(parameter, "")


def _declaration(declaration: Declaration | type[Layer]) -> Declaration:
    return declaration if isinstance(declaration, Declaration) else declaration.declaration


def _parameters(declaration: Declaration | type[Layer], values: Mapping[str, object]) -> tuple[Parameter, ...]:
    return declaration.parameters if isinstance(declaration, Declaration) else declaration.parameters_for(values)
