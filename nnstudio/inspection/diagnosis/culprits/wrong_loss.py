"""The loss does not go with the last activation."""

from __future__ import annotations

from nnstudio.document.checks.loss import mismatches
from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.text import msg


class WrongLoss(Culprit):
    """What the check of the document says of the loss, in words about the run."""

    declaration = Declaration(
        id="wrong_loss",
        name=msg("Loss and output do not go together"),
        help=msg("The loss expects other numbers than the last activation gives."),
        source="Goodfellow et al. 2016, §6.2",
        aliases=("loss", "损失", "損失"),
    )
    explains = frozenset(
        {"learning_rate_low", "saturated", "vanishing", "not_learning", "underfitting", "class_imbalance", "diverging"}
    )

    def find(self, case: Case) -> Finding | None:
        """Ask the document's own check."""
        found = next(iter(mismatches(case.facts)), None)
        if found is None:
            return None
        loss, problem = found
        return self.finding(
            msg(
                "The loss “{loss}” needs {expected}, but gets {received}.",
                loss=loss.declaration.name,
                expected=problem.expected,
                received=problem.received,
            ),
            problem.advice,
            [Evidence(msg("Last activation"), problem.received, problem.node, (), case.step)],
            fix=problem.fix,
        )
