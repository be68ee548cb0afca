"""Numbers that grow from layer to layer."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import number
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.inspection.diagnosis.layer_readings import growth, illness
from nnstudio.inspection.diagnosis.remedies import drawn_anew
from nnstudio.text import msg


class Exploding(Culprit):
    """Activations or gradients grow a hundredfold along the network, with the first weights already."""

    declaration = Declaration(
        id="exploding",
        name=msg("Exploding gradient"),
        help=msg("Every layer makes the numbers that pass it larger, forwards and backwards."),
        formula=r"\lVert\delta^{(1)}\rVert \gg \lVert\delta^{(\ell)}\rVert",
        source="Bengio, Simard & Frasconi 1994; Pascanu, Mikolov & Bengio 2013",
        aliases=("explode", "梯度爆炸"),
    )
    explains = frozenset({"learning_rate_high", "diverging", "not_learning", "underfitting", "class_imbalance",
                          "overfitting", "learning_rate_low", "vanishing"})  # fmt: skip

    def find(self, case: Case) -> Finding | None:
        """Compare the layers at the first look."""
        first = case.first
        if first is None or illness(first) != self.declaration.id:
            return None
        grown, low, high = growth(first)
        if low is None or high is None:
            return None
        return self.finding(
            msg(
                "From “{low}” to “{high}” the numbers grow {times}-fold at step {step}: gradients of {gradient}.",
                low=case.name_of(low.layer),
                high=case.name_of(high.layer),
                times=number(grown),
                step=first.step,
                gradient=number(max(each.gradient for each in first.learning)),
            ),
            msg("Draw smaller first weights that suit the functions (He for ReLU), or normalise between the layers."),
            [
                Evidence(
                    msg("‖∂L/∂θ‖ of “{layer}”", layer=case.name_of(each.layer)),
                    number(each.gradient),
                    each.layer,
                    (),
                    first.step,
                )
                for each in (high, low)
            ],
            fix=drawn_anew(case.document, [each.layer for each in first.learning]),
        )
