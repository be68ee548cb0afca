"""A sequence that goes on beyond what the network reads at once, with its truth: drawn like the data, only longer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnstudio.data.datasets import datasets
from nnstudio.data.samples import Numbers, Prepared, Targets
from nnstudio.data.settings import DataSettings
from nnstudio.inspection.trying import Kind, kind_of

Predict = Callable[[Numbers], Numbers]
_LENGTH, _SIZE = "length", "size"
FURTHER = 40
"""Steps beyond those that the network reads at once, at most as many as those."""


@dataclass(frozen=True, eq=False)
class Course:
    """``x`` ``(L, F)`` in the data's own units, of which the network reads ``read`` at once.

    ``y`` is the target at every step, ``(L,)`` classes or ``(L, K)`` values; None where there is one at the end only.
    """

    x: Numbers
    y: Targets | None
    read: int

    @property
    def further(self) -> int:
        """How many steps lie beyond."""
        return len(self.x) - self.read


def has_course(settings: DataSettings, prepared: Prepared) -> bool:
    """Whether the data are numbers over time that can be drawn longer, and answered further on."""
    if settings.dataset not in datasets or kind_of(prepared) is not Kind.SERIES:
        return False
    known = datasets[settings.dataset]
    longer = any(each.id == _LENGTH for each in known.declaration.parameters)
    return longer and (known.continues or bool(prepared.shape.places))


def course_of(settings: DataSettings, prepared: Prepared, number: int) -> Course:
    """Return course ``number``: none of the samples, clean of noise, and the same whenever it is asked for."""
    known, read = datasets[settings.dataset], prepared.shape.inputs[0]
    most = max(each.maximum for each in known.declaration.parameters if each.id == _LENGTH) or read
    fewest = min(each.minimum for each in known.declaration.parameters if each.id == _SIZE) or 1
    length = int(min(most, read + min(FURTHER, 2 * read)))
    drawn = known(**{**dict(settings.parameters), _LENGTH: length, _SIZE: int(fewest)})
    samples = drawn.samples(np.random.default_rng((settings.seed, number)))
    return Course(samples.x[0], samples.y[0] if prepared.shape.places else None, read)


def answers(predict: Predict, prepared: Prepared, course: Course) -> Numbers:
    """Return the network's answer ``(L − T + 1, K)`` at the end of each stretch of T true steps, in the target's unit.

    Of answers at every step the last of each stretch counts; the first stretch has them all: ``(L, K)``.
    """
    windows = np.lib.stride_tricks.sliding_window_view(course.x, course.read, axis=0)
    found = _asked(predict, prepared, np.moveaxis(windows, -1, 1))
    if not prepared.shape.places:
        return found
    return np.concatenate([found[0], found[1:, -1]])


def run_on(predict: Predict, prepared: Prepared, course: Course) -> Numbers:
    """Return ``(L − T, F)``: what follows the first T steps if each answer is read as what comes next.

    Of several values ahead all are taken over before the network is asked again.
    """
    read, found = course.x[: course.read], np.zeros((0, course.x.shape[1]))
    while len(found) < course.further:
        values = _asked(predict, prepared, read[None])[0]
        ahead = (values[-1] if prepared.shape.places else values).reshape(-1, course.x.shape[1])
        found = np.concatenate([found, ahead])
        read = np.concatenate([read, ahead])[-course.read :]
    return found[: course.further]


def _asked(predict: Predict, prepared: Prepared, x: Numbers) -> Numbers:
    with np.errstate(all="ignore"):
        values = np.asarray(predict(prepared.scaled(x)), np.float64)
    # A run that has left the numbers goes on from zero: what it says is nothing.
    return np.nan_to_num(prepared.unscaled_target(values), posinf=0.0, neginf=0.0)
