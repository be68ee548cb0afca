"""What goes well once and badly many times over: each layer makes the signal or its gradient a little smaller."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from nnstudio.document.checks.bends import WEIGHTED, bend_of
from nnstudio.document.edits import SetEach
from nnstudio.document.ending import endings_of
from nnstudio.document.facts import Facts
from nnstudio.document.kinds import layer_of
from nnstudio.document.model import Node, Parameters
from nnstudio.document.problem import Problem, Severity
from nnstudio.engine.declaration import Value
from nnstudio.engine.layers import layers
from nnstudio.text import Message, msg

_MOST: Final = {"logistic": 3, "tanh": 7}
"""How many layers with such a function may follow one another before it is said."""
_HALVING: Final = ("relu", "relu6", "leaky_relu", "prelu", "rrelu")
_HE: Final = {"xavier_uniform": "he_uniform", "xavier_normal": "he_normal"}
_MOST_HALVINGS: Final = 1
_SUITED: Final = "he"
"""Stands for He's weights of the same kind as Xavier's before."""
_TANH: Final[dict[str, Value]] = {"activation": "tanh"}
_RELU: Final[dict[str, Value]] = {"activation": "relu", "initializer": _SUITED}
_ANEW: Final = frozenset(kind for kind in layers if layers[kind].declaration.group == "normalisation")


def check_depth(facts: Facts) -> Iterator[Problem]:
    """Yield advice on functions and initial weights that do not suit many layers in a row, at the first of them."""
    last = {ending.bent.id for ending in endings_of(facts) if ending.bent is not None}
    rows: dict[str, set[str]] = {function: set() for function in _MOST}
    halving: set[str] = set()
    for node in facts.network.nodes:
        function, is_xavier = _traits(node.kind, node.parameters)
        if node.id not in facts.trained:
            continue
        if function in rows and node.id not in last:
            rows[function].add(node.id)
        elif is_xavier and (function in _HALVING or function == "identity") and bend_of(facts, node) in _HALVING:
            halving.add(node.id)
    if row := _in_a_row(facts, rows["logistic"], _MOST["logistic"]):
        yield _saturating(row)
    if row := _in_a_row(facts, rows["tanh"], _MOST["tanh"]):
        yield _flat(row)
    if row := _in_a_row(facts, halving, _MOST_HALVINGS):
        yield _too_small(row)


@lru_cache(maxsize=4096)
def _traits(kind: str, parameters: Parameters) -> tuple[str, bool]:
    """Return the function that a layer bends with (none for recurrent ones, whose gates are another matter).

    And whether its weights begin as Xavier's.
    """
    name = "function" if kind == "activation" else "activation" if kind in WEIGHTED else ""
    values = layer_of(kind, parameters).values
    return str(values[name]) if name else "", kind in WEIGHTED and values["initializer"] in _HE


def _in_a_row(facts: Facts, counting: set[str], most: int) -> list[Node]:
    """Return the nodes that count of which more than ``most`` follow one another.

    A skip connection is a way around, and a normalisation begins anew: on the shortest way it is counted.
    """
    if len(counting) <= most:
        return []
    network, order = facts.network, facts.order
    before = _depths(facts, order, {k: [w.source for w in wires] for k, wires in network.incoming.items()}, counting)
    behind = {k: [w.target for w in wires] for k, wires in network.outgoing.items()}
    after = _depths(facts, order[::-1], behind, counting)
    return [network.by_id[k] for k in order if k in counting and before[k] + after[k] - 1 > most]


def _depths(
    facts: Facts, order: tuple[str, ...], neighbours: dict[str, list[str]], counting: set[str]
) -> dict[str, int]:
    found: dict[str, int] = {}
    nodes = facts.network.by_id
    for node in order:
        beside = neighbours[node]
        # Almost all have one neighbour, and this is done at each edit.
        come = found.get(beside[0], 0) if len(beside) == 1 else min((found.get(k, 0) for k in beside), default=0)
        found[node] = 0 if nodes[node].kind in _ANEW else come + (node in counting)
    return found


def _advice(
    row: list[Node], expected: Message, received: Message, advice: Message, name: Message, **values: Value
) -> Problem:
    changes = tuple((each.id, _change(each.kind, each.parameters, tuple(values.items()))) for each in row)
    return Problem(row[0].id, Severity.ADVICE, row[0].name, expected, received, advice, SetEach(changes, name))


@lru_cache(maxsize=256)
def _change(kind: str, parameters: Parameters, values: Parameters) -> Parameters:
    """Return those of the values that a layer has; the function of one that is nothing else has its own name."""
    if kind == "activation":
        return (("function", dict(values)["activation"]),)
    he = _HE.get(str(layer_of(kind, parameters).values["initializer"]), "he_uniform")
    return tuple((key, he if value == _SUITED else value) for key, value in values)


def _saturating(row: list[Node]) -> Problem:
    return _advice(
        row,
        msg("an activation whose slope stays large"),
        msg("logistic in {count} layers, one after the other", count=len(row)),
        msg("Its slope is at most ¼, so the gradient shrinks from layer to layer."),
        msg("Use tanh") if len(row) <= _MOST["tanh"] else msg("Use ReLU"),
        **(_TANH if len(row) <= _MOST["tanh"] else _RELU),
    )


def _flat(row: list[Node]) -> Problem:
    return _advice(
        row,
        msg("an activation whose slope stays large"),
        msg("tanh in {count} layers, one after the other", count=len(row)),
        msg("Its slope is below 1 wherever it is not 0, so the gradient shrinks from layer to layer."),
        msg("Use ReLU"),
        **_RELU,
    )


def _too_small(row: list[Node]) -> Problem:
    return _advice(
        row,
        msg("He's initial weights before a ReLU"),
        msg("Xavier's in {count} layers, one after the other", count=len(row)),
        msg("A ReLU lets half of the signal through; He's weights make up for it, layer after layer."),
        msg("Use He's weights"),
        initializer=_SUITED,
    )
