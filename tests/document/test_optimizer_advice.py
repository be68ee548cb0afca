"""L-BFGS is told of what hides the curvature from it."""

from __future__ import annotations

from nnstudio.document import Severity, analyse, apply, opening_document
from nnstudio.document.edits import SetTraining
from nnstudio.document.model import Document


def told(document: Document) -> list[str]:
    problems = analyse(document).problems
    assert all(problem.severity is Severity.ADVICE for problem in problems)
    return [str(problem.received) for problem in problems]


def test_batches_and_clipping_hide_the_curvature() -> None:
    values = (("optimizer", "lbfgs"), ("batch_size", 10), ("clip_norm", 1.0))
    document = apply(opening_document(), SetTraining(values))
    assert told(document) == ["batches of 10", "gradients that are clipped"]
    for problem in analyse(document).problems:
        assert problem.fix is not None
        document = apply(document, problem.fix)
    assert told(document) == []
    assert (document.training.clip_norm, document.training.optimizer) == (0.0, "lbfgs")
    assert document.training.batch_size > 100
    assert told(apply(document, SetTraining((("clip_value", 0.5),)))) == ["gradients that are clipped"]


def test_other_optimisers_are_left_alone() -> None:
    document = apply(opening_document(), SetTraining((("batch_size", 10), ("clip_norm", 1.0))))
    assert told(document) == []
