"""Steps so large that they lead away."""

from __future__ import annotations

import math

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import number, percent
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.inspection.diagnosis.layer_readings import illness
from nnstudio.inspection.diagnosis.remedies import GOOD_RATIO, other_rate
from nnstudio.text import msg

LARGE = 0.4
"""An update that changes half of a layer's weights is no small step."""
FALLEN = 0.35
"""A loss that has fallen below this share of its first value was not hurt."""


class LearningRateHigh(Culprit):
    """The updates are as large as the weights, and the loss has not fallen."""

    declaration = Declaration(
        id="learning_rate_high",
        name=msg("The learning rate is too high"),
        help=msg("Each update changes the weights by about as much as they are, and the loss does not fall."),
        formula=r"\lVert\Delta\theta\rVert / \lVert\theta\rVert > 0.4",
        source="Goodfellow et al. 2016, §8.3; Bengio 2012, §3.1",
        aliases=("step size", "学习率", "學習率"),
    )
    explains = frozenset(
        {"saturated", "dead", "exploding", "vanishing", "diverging", "not_learning", "underfitting", "overfitting",
         "class_imbalance", "learning_rate_low"}
    )  # fmt: skip

    def find(self, case: Case) -> Finding | None:
        """Compare updates with weights at the first looks, and the loss with the first one."""
        looks = [look for look in case.looks if math.isfinite(look.ratio)]
        if not looks or case.step < 1:
            return None
        look = max(looks, key=lambda each: each.ratio)
        if look.ratio < LARGE or not _hurt(case) or illness(case.first):
            return None
        layer = max(look.learning, key=lambda each: each.ratio if math.isfinite(each.ratio) else -1.0)
        return self.finding(
            msg(
                "At step {step} one update changes the weights of “{layer}” by {ratio} of their length "
                "(learning rate {rate}), and the loss does not fall.",
                step=look.step,
                layer=case.name_of(layer.layer),
                ratio=percent(layer.ratio),
                rate=number(look.rate),
            ),
            msg("Make the learning rate smaller, at first by a factor of 10."),
            [
                Evidence(msg("‖Δθ‖ / ‖θ‖ of an update"), number(layer.ratio), layer.layer, (), look.step),
                Evidence(msg("Loss at first"), number(case.first_loss, 3), step=case.looks[0].step),
                Evidence(msg("Loss now"), number(case.looks[-1].loss, 3), step=case.looks[-1].step),
            ],
            fix=other_rate(case.document, min(0.1, GOOD_RATIO / look.ratio)),
        )


def _hurt(case: Case) -> bool:
    if case.failure is not None:
        return True
    now = case.looks[-1].loss
    return not math.isfinite(now) or now > FALLEN * case.first_loss
