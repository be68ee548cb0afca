"""A class so rare that it is never answered."""

from __future__ import annotations

import numpy as np

from nnstudio.data.source import shape_of
from nnstudio.document.edits import Edit, SetTraining, Several
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.losses import losses
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import number, percent
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.text import msg

RARE = 0.15
"""A class of less than this share of the largest is rare."""
SEEN = 0.5
EARLIEST = 5


class ClassImbalance(Culprit):
    """A rare class is mostly taken for another, though the rest is answered well."""

    declaration = Declaration(
        id="class_imbalance",
        name=msg("A class is too rare"),
        help=msg("Answering with the frequent classes alone costs little loss, so the rare one is not learned."),
        source="He & Garcia 2009",
        aliases=("imbalance", "类别不平衡", "類別不平衡"),
    )
    explains = frozenset({"not_learning", "underfitting", "learning_rate_low"})

    def find(self, case: Case) -> Finding | None:
        """Ask how many samples of the rarest class are known again."""
        facts, look = case.facts_of_data, case.last
        if not facts.classes or look is None or look.recall is None or case.epoch < EARLIEST:
            return None
        counts = facts.counts
        rarest = int(counts.argmin())
        if counts[rarest] == 0 or counts[rarest] > RARE * counts.max() or _weighted(case):
            return None
        recall = float(look.recall[rarest])
        if not recall < SEEN:
            return None
        name = shape_of(case.document.data, case.document.table).class_names[rarest]
        share = counts[rarest] / counts.sum()
        return self.finding(
            msg(
                "Only {share} of the training samples are “{name}”, and just {recall} of those are recognised.",
                share=percent(share),
                name=name,
                recall=percent(recall),
            ),
            msg("Let its samples count for more: give the loss a weight for each class, or collect more of them."),
            [
                Evidence(msg("Recognised of “{name}”", name=name), percent(recall), case.output_layer, (), look.step),
                Evidence(msg("Samples of “{name}”", name=name), number(float(counts[rarest]), 3), case.output_layer),
                Evidence(msg("Samples of the largest class"), number(float(counts.max()), 3), case.output_layer),
            ],
            fix=_weights(case),
        )


def _weighted(case: Case) -> bool:
    return bool(dict(case.document.training.loss_parameters).get("class_weights"))


def _weights(case: Case) -> Edit | None:
    training, counts = case.document.training, case.facts_of_data.counts
    if "class_weights" not in {each.id for each in losses[training.loss].declaration.parameters}:
        return None
    weights = counts.sum() / (len(counts) * np.maximum(counts, 1))
    text = ", ".join(f"{each:.3g}" for each in weights)
    parameters = {**dict(training.loss_parameters), "class_weights": text}
    return Several((SetTraining((("loss_parameters", tuple(sorted(parameters.items()))),)),), msg("Weigh the classes"))
