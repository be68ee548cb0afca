"""Nothing was learned, and there may be nothing to learn."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.text import msg

NOTHING = 0.2
UNRELATED = 0.25


class NotLearning(Culprit):
    """The answers are no better than always the same, and near samples do not have the same targets either."""

    declaration = Declaration(
        id="not_learning",
        name=msg("Nothing is learned"),
        help=msg("The answers are hardly better than one for all, and each sample’s neighbours know no better."),
        aliases=("stuck", "plateau", "没有学习", "沒有學習"),
    )
    explains = frozenset({"underfitting"})

    def find(self, case: Case) -> Finding | None:
        """Compare the network with its samples' nearest neighbours."""
        if not case.settled or not case.skill < NOTHING:
            return None
        neighbours = case.facts_of_data.neighbour_skill
        if not neighbours < UNRELATED:
            return None
        return self.finding(
            msg(
                "After {epochs} epochs the training set stays at {score}, hardly better than one answer for all, and "
                "the nearest samples tell no more ({neighbours}): the inputs seem to say little about the target.",
                epochs=case.epoch,
                score=case.score(case.skill),
                neighbours=case.score(neighbours),
            ),
            msg("Look whether inputs and targets belong together row by row, and whether a feature is missing."),
            [
                Evidence(msg("Training set"), case.score(case.skill), case.output_layer, (), case.step),
                Evidence(msg("Nearest samples"), case.score(neighbours), case.input_layer, (), 0),
            ],
        )
