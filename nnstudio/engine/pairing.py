"""Which loss may stand behind which outputs: probabilities where it takes logarithms, classes that can differ.

The one truth for :func:`~nnstudio.engine.compile`, which refuses, and for the document's checks, which offer a fix.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from nnstudio.engine.activation import Activation
from nnstudio.engine.activations import activations
from nnstudio.engine.errors import GraphError
from nnstudio.engine.graph import Graph
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.typing import Shape
from nnstudio.text import Message, msg

_ANYTHING = (-math.inf, math.inf)


@dataclass(frozen=True)
class Misfit:
    """Why a loss cannot judge such outputs."""

    expected: Message
    received: Message
    advice: Message


def misfit(loss: type[Loss], function: type[Activation] | None, outputs: int) -> Misfit | None:
    """Return what is wrong with a loss behind so many outputs of a function; None where nothing is, or is known.

    ``function`` None: what the outputs are is not known.
    """
    if outputs == 1 and loss.targets == {Target.DISTRIBUTION}:
        return Misfit(
            msg("an output for each class, so two or more, for {loss}", loss=loss.declaration.name),
            msg("1 output"),
            msg("Give the last layer two outputs, or choose the binary cross-entropy."),
        )
    if function is None or function.bounds is None or not loss.partner():
        return None
    wanted = activations[loss.partner()].bounds or _ANYTHING
    constant = function.declaration.id == "softmax" and outputs == 1
    if function.bounds[0] >= wanted[0] and function.bounds[1] <= wanted[1] and not constant:
        return None
    name = function.declaration.name
    if wanted[1] == 0:
        expected = msg("log-probabilities for {loss}", loss=loss.declaration.name)
        advice = msg("Let the last layer end in log-softmax.")
    else:
        expected = msg("probabilities for {loss}", loss=loss.declaration.name)
        advice = msg("Let the last layer end in a logistic function or, for several outputs, in softmax.")
    several = msg("{count} outputs", count=outputs) if outputs != 1 else msg("1 output")
    received = msg("{activation} with {outputs}", activation=name, outputs=several)
    return Misfit(expected, received, advice)


def check_pairing(graph: Graph, shapes: dict[str, Shape], sink: str, loss: Loss) -> None:
    """Raise GraphError at an output that its loss cannot judge, ParameterError where its parameters do not fit."""
    outputs = shapes[sink][-1]
    function = last_function(graph, sink)
    found = misfit(type(loss), type(function) if function else None, outputs)
    if found is not None:
        raise GraphError(graph[sink].inputs[0], found.expected, found.received, found.advice)
    loss.check_outputs(outputs)


def last_function(graph: Graph, sink: str) -> Activation | None:
    """Return the activation whose values an output gets; None where it gets others, or it is not known."""
    node = graph[graph[sink].inputs[0]]
    while len(node.inputs) == 1 and _passes_on(node.layer.activation_function, node.layer.declaration.group):
        node = graph[node.inputs[0]]
    return node.layer.activation_function


def _passes_on(function: Activation | None, group: str) -> bool:
    """Whether a layer only rearranges what it gets, or applies the identity to it."""
    if function is None:
        return group == "shape"
    return group == "functions" and function.declaration.id == "identity"
