"""What trains but probably is not meant."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.document.checks.bends import WEIGHTED, leads_straight_on
from nnstudio.document.edits import RemoveLayers, SetParameters, Several
from nnstudio.document.facts import Facts
from nnstudio.document.kinds import value_of
from nnstudio.document.model import Node
from nnstudio.document.problem import Problem, Severity
from nnstudio.text import Message, msg


def check_advice(facts: Facts) -> Iterator[Problem]:
    """Yield advice on the functions of layers that take part in training."""
    for node in facts.network.nodes:
        if node.id in facts.trained and node.kind == "activation" and (before := _softmax_before(facts, node)):
            yield _softmax_twice(facts, node, before)
        if node.id not in facts.trained or node.kind not in WEIGHTED:
            continue
        activation = value_of(node, "activation")
        if activation == "identity" and not _is_depthwise(node) and leads_straight_on(facts, node):
            yield _linear(node)
        elif activation == "softmax" and leads_straight_on(facts, node):
            yield _hidden_softmax(node)


def _softmax_before(facts: Facts, node: Node) -> Node | None:
    """Return the layer from which an activation layer that is a softmax has one already; None where it is no second."""
    wires = facts.network.incoming[node.id]
    if len(wires) != 1 or value_of(node, "function") != "softmax":
        return None
    before = facts.network.by_id[wires[0].source]
    key = "function" if before.kind == "activation" else "activation"
    has_one = before.kind == "activation" or before.kind in WEIGHTED
    return before if has_one and value_of(before, key) == "softmax" else None


def _softmax_twice(facts: Facts, node: Node, before: Node) -> Problem:
    # Where others read the first one too, a wire that heals could lie on one of theirs: the student is to choose.
    alone = len(facts.network.outgoing[before.id]) == 1
    return Problem(
        *(node.id, Severity.ADVICE, node.name),
        msg("softmax once"),
        msg("softmax twice in a row"),
        msg("The second one makes shares of shares: all classes come out nearly alike, and it learns slowly."),
        Several((RemoveLayers((node.id,)),), msg("Remove the activation")) if alone else None,
    )


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
