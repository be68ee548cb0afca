"""How long a run has been running, and about how long it has to go to the epoch at which it stops."""

from __future__ import annotations

import math

from nnstudio.training.frame import Frame


class RunClock:
    """Counts only the time in which the run goes on; another run begins at nought. All times in seconds."""

    def __init__(self) -> None:
        self._run = -1
        self._before = 0.0
        self._since = self._now = math.nan
        self._first = self._step = 0

    def follow(self, frame: Frame, now: float) -> None:
        """Take note of a moment, at the time ``now``."""
        if frame.run_id != self._run:
            self._run, self._before, self._since = frame.run_id, 0.0, math.nan
        if frame.running and math.isnan(self._since):
            self._since, self._first = now, frame.step
        elif not frame.running and not math.isnan(self._since):
            self._before += now - self._since
            self._since = math.nan
        self._now, self._step = now, frame.step

    @property
    def elapsed(self) -> float:
        """Time spent on this run."""
        return self._before + (0.0 if math.isnan(self._since) else self._now - self._since)

    def remaining(self, steps: int) -> float:
        """Return about how long so many steps take, at the pace since it was set going; NaN where that is unknown."""
        made = self._step - self._first
        if math.isnan(self._since) or made <= 0 or steps < 0:
            return math.nan
        return steps * (self._now - self._since) / made


def written(seconds: float) -> str:
    """Return a time as ``0:07``, ``12:34``, ``1:02:03``."""
    whole = int(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def steps_left(frame: Frame, stop_epoch: int) -> int:
    """Return how many steps lead to the end of that epoch; −1 where it is none that is still to come."""
    left = (stop_epoch - frame.epoch) * frame.batches - frame.batch_position
    return left if stop_epoch and left > 0 else -1
