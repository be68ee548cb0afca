"""What was learned by heart."""

from __future__ import annotations

import math

from nnstudio.document.edits import SetTraining, Several
from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case, Trend
from nnstudio.inspection.diagnosis.figures import number
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.text import Message, msg

GAP = 0.25
"""Of what the training set is answered better than by always the same, so much is missing on the validation set."""
DEVIATIONS = 2.0
EARLIEST = 10
RISEN = 1.15
HALF = 0.5
SURER = 3.0
"""The validation loss is so many times its best, although hardly more answers are wrong: those ever more surely."""
LOST = 0.25
"""Of the validation loss at first, so much at least has come back then."""


class Overfitting(Culprit):
    """The training set is answered much better than the validation set, whose loss has risen again."""

    declaration = Declaration(
        id="overfitting",
        name=msg("Over-fitting"),
        help=msg("The training set is learned by heart: what is learned there does not hold for other samples."),
        source="Goodfellow et al. 2016, §5.2",
        aliases=("memorise", "过拟合", "過擬合", "過度擬合"),
    )

    def find(self, case: Case) -> Finding | None:
        """Compare the two sets, and the validation loss with its best."""
        gap = case.skill - case.validation_skill
        loss = case.trend("validation_loss")
        if case.epoch < EARLIEST or case.skill < GAP or loss is None:
            return None
        if gap > max(GAP, DEVIATIONS * _chance(case)):
            risen = loss.last >= RISEN * loss.best
            worse = risen or case.validation_skill < HALF * case.skill
            return self._finding(case, loss, _worse(case, loss, risen)) if worse else None
        trained = case.trend("train_loss")
        surer = trained is not None and loss.last >= SURER * max(loss.best, trained.last)
        lost = surer and loss.last - loss.best >= LOST * loss.first
        return self._finding(case, loss, _surer(trained, loss)) if trained is not None and lost else None

    def _finding(self, case: Case, loss: Trend, sentence: Message) -> Finding:
        return self.finding(
            sentence,
            msg("Stop at the best validation, collect more data, or make the network smaller; dropout and L2 help."),
            [
                Evidence(msg("Validation loss now"), number(loss.last, 3), case.output_layer, (), case.step),
                Evidence(msg("Best validation loss"), number(loss.best, 3), case.output_layer, (), case.step),
                Evidence(msg("Numbers learned"), str(case.parameters), step=case.step),
                Evidence(msg("Training samples"), str(len(case.facts_of_data.prepared.training)), step=case.step),
            ],
            fix=Several((SetTraining((("patience", 10), ("restore_best", True))),), msg("Stop at the best validation")),
        )


def _worse(case: Case, loss: Trend, risen: bool) -> Message:
    scores = {"train": case.score(case.skill), "validation": case.score(case.validation_skill)}
    if not risen:
        return msg("Training set: {train}; validation set: {validation}.", **scores)
    return msg(
        "Training set: {train}; validation set: {validation}, its loss has risen from {best} to {last}.",
        **scores,
        best=number(loss.best, 3),
        last=number(loss.last, 3),
    )


def _surer(trained: Trend, loss: Trend) -> Message:
    return msg(
        "The training loss is down to {train}, the validation loss has risen from {best} to {last}: hardly more of its"
        " answers are wrong, but these are given ever more surely.",
        train=number(trained.last, 3),
        best=number(loss.best, 3),
        last=number(loss.last, 3),
    )


def _chance(case: Case) -> float:
    """Return how much a skill on the validation set varies by chance."""
    facts = case.facts_of_data
    count = len(facts.prepared.validation)
    if not facts.classes or not count or facts.majority >= 1:
        return 0.0
    return math.sqrt(0.25 / count) / (1 - facts.majority)
