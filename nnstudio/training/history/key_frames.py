"""Key frames: kept states of a run, dense near its head and ever sparser behind it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from nnstudio.document.model import TrainingSettings
from nnstudio.training.commands import RunState

EVERY = 0.05
"""Seconds of replay between two key frames: what a jump costs at most where none were dropped."""
MOST = 1024
"""Key frames of one run at most."""
_OVERHEAD = 4096
"""Bytes that a state takes beside its arrays, about."""
_SPARE = 0.875
"""What remains of a limit after thinning, so that it is not done again at once."""

_step_of = attrgetter("step")


@dataclass(frozen=True, eq=False)
class KeyFrame:
    """The state on arrival at ``step``, before the batch under way is brought in.

    Its arrays are never written again, so they may be shared. ``settings`` are those in force, ``era`` the number of
    the program in the record; ``logged``: so many entries of the log lie before it. ``pinned`` ones are never dropped.
    """

    step: int
    state: RunState
    settings: TrainingSettings
    era: int = 0
    logged: int = 0
    pinned: bool = False
    nbytes: int = 0


def size_of(state: RunState) -> int:
    """Return about how many bytes a state takes."""
    arrays = [value for part in (state, state.get("stopping", {})) for value in part.values()]
    return _OVERHEAD + sum(value.nbytes for value in arrays if isinstance(value, np.ndarray))


class KeyFrames:
    """The key frames of a run in the order of their steps; there is at least one."""

    def __init__(self, frames: Iterable[KeyFrame]) -> None:
        self._frames = list(frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __iter__(self) -> Iterator[KeyFrame]:
        return iter(self._frames)

    @property
    def first(self) -> KeyFrame:
        """The earliest."""
        return self._frames[0]

    @property
    def last(self) -> KeyFrame:
        """The latest."""
        return self._frames[-1]

    @property
    def nbytes(self) -> int:
        """What all of them take."""
        return sum(frame.nbytes for frame in self._frames)

    def at(self, step: int) -> KeyFrame:
        """Return the latest at or before ``step``; the first, where there is none."""
        return self._frames[max(0, bisect_right(self._frames, step, key=_step_of) - 1)]

    def wants(self, step: int, step_time: float) -> bool:
        """Whether a replay to ``step`` takes so long that its state is worth keeping."""
        return (step - self.at(step).step) * step_time >= EVERY

    def offer(self, frame: KeyFrame) -> bool:
        """Keep a state; False where there is one of this step already."""
        place = bisect_right(self._frames, frame.step, key=_step_of)
        if place and self._frames[place - 1].step == frame.step:
            return False
        self._frames.insert(place, frame)
        return True

    def put(self, frame: KeyFrame) -> None:
        """Keep a state in place of any other of this step."""
        self._frames = [other for other in self._frames if other.step != frame.step]
        self._frames.insert(bisect_right(self._frames, frame.step, key=_step_of), frame)

    def until(self, step: int) -> KeyFrames:
        """Return those up to ``step``: the frames themselves, not copies."""
        return KeyFrames(frame for frame in self._frames if frame.step <= step)

    def strip(self) -> None:
        """Drop all but the first, the last and the pinned ones."""
        ends = self.first, self.last
        self._frames = [frame for frame in self._frames if frame.pinned or frame in ends]

    def thin(self, limit: int, most: int = MOST) -> None:
        """Drop frames until they take at most ``limit`` bytes and are at most ``most``; pinned and end ones stay.

        The next to go is the one whose gap, ``s[i+1] − s[i−1]``, is smallest for its distance from the head: what is
        left lies the sparser the longer ago it was, in proportion.
        """
        total, frames = self.nbytes, self._frames
        if total <= limit and len(frames) <= most:
            return
        steps = np.array([frame.step for frame in frames], np.float64)
        fixed = np.array([frame.pinned for frame in frames])
        while len(frames) > 2 and (total > limit * _SPARE or len(frames) > most * _SPARE):
            cost = (steps[2:] - steps[:-2]) / (steps[-1] - steps[1:-1] + 1)
            cost[fixed[1:-1]] = np.inf
            place = int(cost.argmin()) + 1
            if not np.isfinite(cost[place - 1]):
                return
            total -= frames[place].nbytes
            del frames[place]
            steps, fixed = np.delete(steps, place), np.delete(fixed, place)
