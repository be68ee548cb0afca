"""A gradient that does not come through."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import number
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.inspection.diagnosis.layer_readings import hidden, illness, left
from nnstudio.inspection.diagnosis.remedies import other_function
from nnstudio.text import msg

POOR = 0.8


class Vanishing(Culprit):
    """Of the gradient at the last hidden layer next to nothing is left at the first."""

    declaration = Declaration(
        id="vanishing",
        name=msg("Vanishing gradient"),
        help=msg("Every layer makes the gradient that passes it smaller: the first layers hardly learn."),
        formula=r"\lVert\delta^{(1)}\rVert \ll \lVert\delta^{(\ell)}\rVert",
        source="Hochreiter 1991; Glorot & Bengio 2010",
        aliases=("vanish", "梯度消失"),
    )
    explains = frozenset({"learning_rate_low", "not_learning", "underfitting", "class_imbalance"})

    def find(self, case: Case) -> Finding | None:
        """Compare the layers at the first look and now."""
        first, last = case.first, case.last
        if first is None or last is None or case.skill > POOR or illness(first) != self.declaration.id:
            return None
        share, low, high = left(first)
        if low is None or high is None:
            return None
        names = [case.name_of(each.layer) for each in (low, high)]
        layers = [each.layer for each in hidden(first)]
        return self.finding(
            msg(
                "Of the gradient at “{high}” only {share} is left at “{low}” (step {step}): it hardly learns.",
                high=names[1],
                low=names[0],
                share=number(share),
                step=first.step,
            ),
            msg(
                "Take ReLU with He’s first weights, skips past the layers, normalisation between them, or fewer layers."
            ),
            [
                Evidence(
                    msg("Root mean square of ∂L/∂z in “{layer}”", layer=name),
                    number(each.signal),
                    each.layer,
                    (),
                    first.step,
                )
                for each, name in zip((low, high), names, strict=True)
            ],
            fix=other_function(case.document, layers, "relu", msg("Use ReLU in the hidden layers")),
        )
