"""One layer of neurons before classes that no straight line separates."""

from __future__ import annotations

from nnstudio.document.kinds import INPUT, OUTPUT, value_of
from nnstudio.document.layout import insertion
from nnstudio.document.model import Node
from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.text import msg

RISING = ("identity", "step", "logistic", "tanh", "softmax")
"""Activations behind which one layer still separates by a straight line."""
GOOD = 0.85


class NotSeparable(Culprit):
    """The network's boundary is straight, and it is proved that none does: the truth table of XOR."""

    declaration = Declaration(
        id="not_separable",
        name=msg("No straight line separates the classes"),
        help=msg(
            "Without a hidden layer the boundary is one straight line, and the samples can’t be told apart by one."
        ),
        source="Minsky & Papert 1969, §11",
        aliases=("xor", "linearly separable", "linear", "线性可分", "線性可分", "异或", "互斥或"),
    )
    # Where no weights will do they go to 0, beside which every update is large.
    explains = frozenset({"learning_rate_high", "learning_rate_low", "not_learning", "underfitting"})

    def find(self, case: Case) -> Finding | None:
        """Ask the perceptron rule, which never ends on such samples."""
        layer = _only_layer(case)
        if layer is None or not case.settled or not case.skill < GOOD or not case.facts_of_data.inseparable:
            return None
        wire = case.document.network.incoming[layer.id][0]
        return self.finding(
            msg(
                "After {epochs} epochs the training set stays at {score}, and will stay: without a hidden layer the "
                "boundary is one straight line, and none separates these samples. The perceptron rule goes in circles.",
                epochs=case.epoch,
                score=case.score(case.skill),
            ),
            msg("Give the network a hidden layer that bends, or a feature such as x₁·x₂."),
            [Evidence(msg("Training set"), case.score(case.skill), layer.id, (), case.step)],
            fix=insertion(case.document, "dense", wire, (("activation", "tanh"), ("units", 16))),
        )


def _only_layer(case: Case) -> Node | None:
    """Return the dense layer that is the whole network, if its function keeps the order of its z."""
    nodes = [node for node in case.document.network.nodes if node.kind not in (INPUT, OUTPUT)]
    if len(nodes) != 1 or nodes[0].kind != "dense" or value_of(nodes[0], "activation") not in RISING:
        return None
    return nodes[0]
