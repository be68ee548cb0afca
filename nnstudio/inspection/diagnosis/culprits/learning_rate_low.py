"""Steps so small that the run gets nowhere."""

from __future__ import annotations

import math

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import number, percent
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.inspection.diagnosis.remedies import GOOD_RATIO, other_rate
from nnstudio.text import msg

MOVED = 0.05
"""Weights that have gone less than this share of their length have not gone anywhere."""
FALLEN = 0.8
STEPS, EPOCHS = 60, 3
GOOD = 0.9
"""A network that answers so well has arrived: its weights move little since little is left to learn."""


class LearningRateLow(Culprit):
    """The weights have hardly moved in all these steps, and the loss has hardly fallen."""

    declaration = Declaration(
        id="learning_rate_low",
        name=msg("The learning rate is too low"),
        help=msg("The updates are so small beside the weights that the run would take for ever."),
        formula=r"\sum \lVert\Delta\theta\rVert / \lVert\theta\rVert < 0.05",
        source="Bengio 2012, §3.1",
        aliases=("step size", "slow", "学习率", "學習率"),
    )
    explains = frozenset({"not_learning", "underfitting", "overfitting"})

    def find(self, case: Case) -> Finding | None:
        """Add up how far the weights have gone since the first look, which may be late in a run that goes on."""
        look = case.last
        if look is None or not look.ratio > 0 or case.failure is not None or case.skill > GOOD:
            return None
        steps = case.step - case.looks[0].step
        if steps < STEPS or case.epoch - case.looks[0].epoch < EPOCHS:
            return None
        if case.moved > MOVED or look.loss < FALLEN * case.first_loss:
            return None
        layer = max(look.learning, key=lambda each: each.ratio if math.isfinite(each.ratio) else -1.0)
        return self.finding(
            msg(
                "In {steps} steps the weights have gone {moved} of their length "
                "(learning rate {rate}); the loss has fallen from {first} to {now}.",
                steps=steps,
                moved=percent(case.moved) if case.moved >= 0.001 else number(case.moved),
                rate=number(look.rate),
                first=number(case.first_loss, 3),
                now=number(look.loss, 3),
            ),
            msg("Make the learning rate larger: about 1 % of the weights’ length in an update is usual at first."),
            [
                Evidence(msg("‖Δθ‖ / ‖θ‖ of an update"), number(layer.ratio), layer.layer, (), look.step),
                Evidence(msg("Way of the weights in their own length"), number(case.moved), step=look.step),
            ],
            fix=other_rate(case.document, GOOD_RATIO / look.ratio),
        )
