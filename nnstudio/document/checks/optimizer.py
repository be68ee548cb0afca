"""The optimiser gets what it is made for."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.data.source import raw_samples
from nnstudio.document.edits import SetTraining, Several
from nnstudio.document.facts import Facts
from nnstudio.document.fields import TRAINING
from nnstudio.document.problem import Problem, Severity
from nnstudio.text import Message, msg

_LEARNS_CURVATURE = "lbfgs"
_LARGEST_BATCH = next(int(field.maximum) for field in TRAINING if field.id == "batch_size")


def check_optimizer(facts: Facts) -> Iterator[Problem]:
    """Yield advice where L-BFGS, which compares gradients, would see ones of different functions."""
    settings = facts.document.training
    if settings.optimizer != _LEARNS_CURVATURE or facts.data is None:
        return
    count = _training_count(facts)
    if settings.batch_size < min(count, _LARGEST_BATCH):
        fix = SetTraining((("batch_size", min(count, _LARGEST_BATCH)),))
        yield _advice(
            msg("the whole training set as one batch"),
            msg("batches of {count}", count=settings.batch_size),
            msg("L-BFGS reads the curvature from how the gradient changes: other samples change it, too."),
            Several((fix,), msg("Take the whole set")),
        )
    if settings.clip_norm or settings.clip_value:
        yield _advice(
            msg("gradients as they are"),
            msg("gradients that are clipped"),
            msg("L-BFGS reads the curvature from how the gradient changes: clipping hides it."),
            Several((SetTraining((("clip_norm", 0.0), ("clip_value", 0.0))),), msg("Do not clip")),
        )


def _training_count(facts: Facts) -> int:
    """Return about how many samples there are to train on: rows that are left out for a gap are counted in."""
    data = facts.document.data
    count = len(raw_samples(data, facts.document.table).x)
    return round(count * (1.0 - data.validation - data.test))


def _advice(expected: Message, received: Message, advice: Message, fix: Several) -> Problem:
    return Problem("", Severity.ADVICE, "L-BFGS", expected, received, advice, fix)
