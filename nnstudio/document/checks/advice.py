"""What trains but probably is not meant."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.document.checks.bends import WEIGHTED, leads_straight_on
from nnstudio.document.edits import SetParameters, Several
from nnstudio.document.facts import Facts
from nnstudio.document.kinds import value_of
from nnstudio.document.model import Node
from nnstudio.document.problem import Problem, Severity
from nnstudio.text import Message, msg


def check_advice(facts: Facts) -> Iterator[Problem]:
    """Yield advice on the functions of layers that take part in training."""
    for node in facts.network.nodes:
        if node.id not in facts.trained or node.kind not in WEIGHTED:
            continue
        activation = value_of(node, "activation")
        if activation == "identity" and not _is_depthwise(node) and leads_straight_on(facts, node):
            yield _linear(node)
        elif activation == "softmax" and leads_straight_on(facts, node):
            yield _hidden_softmax(node)


def _is_depthwise(node: Node) -> bool:
    """Return whether a convolution leaves the mixing of its channels to the next one, which belongs to it."""
    return node.kind != "dense" and value_of(node, "groups") not in (1, "")


def _advice(node: Node, expected: Message, received: Message, advice: Message) -> Problem:
    function, name = ("tanh", msg("Use tanh")) if node.kind == "dense" else ("relu", msg("Use ReLU"))
    own = {"activation": function} | ({"initializer": "he_uniform"} if function == "relu" else {})
    fix = Several((SetParameters(node.id, tuple(own.items())),), name)
    return Problem(node.id, Severity.ADVICE, node.name, expected, received, advice, fix)


def _linear(node: Node) -> Problem:
    between = msg("an activation function between dense layers")
    return _advice(
        node,
        between if node.kind == "dense" else msg("an activation function between layers with weights"),
        msg("none"),
        msg("Two linear layers in a row can do no more than one."),
    )


def _hidden_softmax(node: Node) -> Problem:
    return _advice(
        node,
        msg("an activation for each neuron on its own"),
        msg("softmax in a hidden layer"),
        msg("Its neurons compete and pass little on; softmax belongs at the output."),
    )
