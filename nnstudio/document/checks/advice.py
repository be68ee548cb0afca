"""What trains but probably is not meant."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.document.edits import SetParameters, Several
from nnstudio.document.facts import Facts
from nnstudio.document.kinds import value_of
from nnstudio.document.model import Node
from nnstudio.document.problem import Problem, Severity
from nnstudio.text import Message, msg

_DEEP = 4


def check_advice(facts: Facts) -> Iterator[Problem]:
    """Yield advice on layers that take part in training."""
    dense = [node for node in facts.network.of_kind("dense") if node.id in facts.trained]
    logistic = [node for node in dense if value_of(node, "activation") == "logistic" and _next_dense(facts, node)]
    for node in dense:
        activation = value_of(node, "activation")
        if activation == "identity" and _next_dense(facts, node):
            yield _linear(node)
        elif activation == "softmax" and _next_dense(facts, node):
            yield _hidden_softmax(node)
        elif node in logistic and len(logistic) >= _DEEP:
            yield _saturating(node)


def _next_dense(facts: Facts, node: Node) -> bool:
    """Return whether a layer's output goes straight into dense layers only, so that nothing bends between."""
    targets = [facts.network.by_id[wire.target] for wire in facts.network.outgoing[node.id]]
    return bool(targets) and all(target.kind == "dense" for target in targets)


def _advice(node: Node, expected: Message, received: Message, advice: Message) -> Problem:
    fix = Several((SetParameters(node.id, (("activation", "tanh"),)),), msg("Use tanh"))
    return Problem(node.id, Severity.ADVICE, node.name, expected, received, advice, fix)


def _linear(node: Node) -> Problem:
    return _advice(
        node,
        msg("an activation function between dense layers"),
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


def _saturating(node: Node) -> Problem:
    return _advice(
        node,
        msg("an activation whose slope stays large"),
        msg("logistic in a deep network"),
        msg("Its slope is at most ¼, so the gradient shrinks from layer to layer."),
    )
