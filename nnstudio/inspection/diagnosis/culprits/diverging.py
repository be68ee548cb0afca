"""A loss that grows."""

from __future__ import annotations

import math

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import number
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.inspection.diagnosis.remedies import other_rate
from nnstudio.text import msg

GROWN = 2.0
POOR = 0.5


class Diverging(Culprit):
    """The loss on the training samples is far above the first one."""

    declaration = Declaration(
        id="diverging",
        name=msg("The loss grows"),
        help=msg("The loss on the training set is more than twice what it was at first."),
        source="Goodfellow et al. 2016, §8.2",
        aliases=("divergence", "发散", "發散"),
    )
    explains = frozenset({"not_learning", "underfitting", "class_imbalance", "learning_rate_low", "overfitting"})

    def find(self, case: Case) -> Finding | None:
        """Compare the loss with the first one."""
        if case.first is None or case.step < 20 or case.skill > POOR:
            return None
        now = case.looks[-1].loss
        if math.isfinite(now) and now < GROWN * case.first_loss:
            return None
        step = case.looks[-1].step
        return self.finding(
            msg(
                "The loss was {first} at first and is {now} at step {step}.",
                first=number(case.first_loss, 3),
                now=number(now, 3),
                step=step,
            ),
            msg("Take a smaller learning rate, or clip the gradient."),
            [
                Evidence(msg("Loss now"), number(now, 3), case.output_layer, (), step),
                Evidence(msg("Loss at first"), number(case.first_loss, 3), step=case.looks[0].step),
            ],
            fix=other_rate(case.document, 0.1),
        )
