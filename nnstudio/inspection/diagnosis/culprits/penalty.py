"""A penalty that leaves nothing of the weights."""

from __future__ import annotations

from nnstudio.document.edits import SetTraining, Several
from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import number, percent
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.text import msg

LEFT = 0.5
"""Weights that have shrunk below this share of their first length were pulled to 0."""
POOR = 0.6


class Penalty(Culprit):
    """L1 or L2 has pulled the weights to 0, and the network can no longer do what its data allow."""

    declaration = Declaration(
        id="penalty",
        name=msg("The penalty is too strong"),
        help=msg(
            "The penalty on the weights outweighs the loss: they shrink to 0, and the answers become all the same."
        ),
        source="Goodfellow et al. 2016, §7.1",
        aliases=("regularisation", "L1", "L2", "正则化", "正則化"),
    )
    explains = frozenset(
        {"dead", "saturated", "vanishing", "learning_rate_low", "not_learning", "underfitting", "class_imbalance",
         "diverging"}
    )  # fmt: skip

    def find(self, case: Case) -> Finding | None:
        """Compare the weights with the first ones."""
        l1, l2 = case.document.training.l1, case.document.training.l2
        if not (l1 or l2) or len(case.looks) < 2 or not case.skill < POOR:
            return None
        first, last = case.looks[0], case.looks[-1]
        shares = {
            each.layer: each.weight / before.weight
            for each in last.learning
            if (before := first.of(each.layer)) is not None and before.weight
        }
        layer = min(shares, key=lambda name: shares[name], default="")
        if not layer or shares[layer] > LEFT:
            return None
        return self.finding(
            msg(
                "The penalty has shrunk the weights of “{layer}” to {share} of their first length; "
                "the training set stays at {score}.",
                layer=case.name_of(layer),
                share=percent(shares[layer]),
                score=case.score(case.skill),
            ),
            msg("Make the penalty much weaker, or do without it until the network learns."),
            [
                Evidence(msg("What is left of the weights’ length"), percent(shares[layer]), layer, (), last.step),
                Evidence(msg("L1 penalty"), number(l1), step=last.step),
                Evidence(msg("L2 penalty"), number(l2), step=last.step),
            ],
            fix=Several((SetTraining((("l1", 0.0), ("l2", 0.0))),), msg("Do without a penalty")),
        )
