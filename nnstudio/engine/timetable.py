"""The scalars that change from step to step: the learning rate in force, and what the optimiser makes of it."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import length_hint
from typing import Any, Protocol, cast

import numpy as np

from nnstudio.engine.errors import DataError
from nnstudio.engine.optimizer import Optimizer
from nnstudio.engine.schedule import Schedule
from nnstudio.engine.typing import Array
from nnstudio.text import msg

ROWS = 256
"""How many steps' scalars are tabulated at once."""

_FOREVER = 10**9


class _Counter(Protocol):
    """The iterator of a range: it counts, says how much is left, and can be set."""

    def __next__(self) -> int: ...
    def __setstate__(self, place: int, /) -> None: ...


@dataclass(frozen=True)
class Clock:
    """Where a schedule stands: after ``update`` updates it was ``step`` steps and ``epoch`` epochs old.

    Its time is not the optimiser's count of updates, which begins anew with another optimiser in the midst of a run.
    """

    update: int = 0
    step: int = 0
    epoch: float = 0.0
    steps_per_epoch: int = 1

    def at(self, updates: int) -> tuple[int, float]:
        """Return steps and epochs after so many updates."""
        since = updates - self.update
        return self.step + since, self.epoch + since / self.steps_per_epoch


Standing = tuple[Clock, dict[str, float]]
"""Where a schedule stands, and what it keeps of the measurements."""


class Timetable:
    """Counts the updates and writes each one's scalars: ``learning_rate`` and the optimiser's own.

    ``clock`` is where the schedule stands, ``seen`` what it keeps of the measurements. Without a schedule, or with a
    steady one, the learning rate is written once and not at each step.
    """

    def __init__(self, optimizer: Optimizer, dtype: Any, learning_rate: float) -> None:
        self.optimizer = optimizer
        self.schedule: Schedule | None = None
        self.clock, self.seen = Clock(), dict[str, float]()
        # Counts in C: its __next__ costs a third of a Python call, and it can be read and set without being replaced.
        self._counter = cast("_Counter", iter(range(sys.maxsize)))
        self.names = ("learning_rate", *optimizer.varies)
        self._scalars = np.zeros(len(self.names), dtype)
        self._table = np.zeros((ROWS, len(self.names)), dtype)
        self._rows = list(self._table)
        self._write = self._scalars.__setitem__
        self._learning_rate = float(learning_rate)
        self._next, self._settled = ROWS, False
        self.seek(0)

    # -- what is in force

    @property
    def step_number(self) -> int:
        """How many updates there have been."""
        return sys.maxsize - length_hint(self._counter)

    @property
    def learning_rate(self) -> float:
        """The learning rate α of the settings; setting it takes effect at the next update."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self._learning_rate = float(value)
        self.seek(self.step_number)

    @property
    def scalars(self) -> dict[str, Array]:
        """The 0-d arrays that the calls read, by name."""
        return {name: self._scalars[place : place + 1].reshape(()) for place, name in enumerate(self.names)}

    @property
    def scheduled(self) -> bool:
        """Whether the learning rate changes from step to step."""
        return self.schedule is not None and not self.schedule.steady

    @property
    def count(self) -> Callable[[], object]:
        """The call that counts an update and writes its scalars."""
        return self._advance if self.scheduled or self.optimizer.varies else self._counter.__next__

    def rate(self, number: int) -> float:
        """Return the learning rate of update ``number`` (the first is 1), the schedule taken in."""
        if self.schedule is None:
            return self._learning_rate
        return self.schedule.rate_at(*self.clock.at(number - 1), self._learning_rate, self.seen)

    def values(self, number: int) -> tuple[float, ...]:
        """Return all scalars of update ``number``."""
        rate = self.rate(number)
        return (rate, *self.optimizer.at_step(number, rate))

    def upcoming(self) -> dict[str, float]:
        """Return the scalars, rounded to the run's dtype, that the next update will use."""
        kind = self._scalars.dtype.type
        return {
            name: float(kind(value)) for name, value in zip(self.names, self.values(self.step_number + 1), strict=True)
        }

    # -- what changes it

    def seek(self, step: int) -> None:
        """Go on as after update number ``step``."""
        self._counter.__setstate__(step)
        self._next = ROWS
        self._settled = False
        self._scalars[0] = self.rate(step + 1)

    def restart(self) -> None:
        """Begin anew: no update, no time, nothing measured."""
        self.clock = Clock(steps_per_epoch=self.clock.steps_per_epoch)
        self.seen = self.schedule.initial() if self.schedule is not None else {}
        self.seek(0)

    def follow(self, schedule: Schedule | None) -> None:
        """Follow another schedule, which has measured nothing yet; the time goes on."""
        if schedule == self.schedule:
            return
        self.schedule = schedule
        self.seen = schedule.initial() if schedule is not None else {}
        self.seek(self.step_number)

    def set_clock(self, clock: Clock) -> None:
        """Say where the schedule stands."""
        self.clock = clock
        self.seek(self.step_number)

    def after(self, loss: float) -> dict[str, float]:
        """Return what the schedule would keep after one more measurement of the validation loss."""
        return self.schedule.observed(self.seen, loss) if self.schedule is not None else {}

    def keep(self, seen: Mapping[str, float]) -> None:
        """Have the schedule keep this of its measurements."""
        self.seen = dict(seen)
        self.seek(self.step_number)

    # -- saving

    def save_state(self) -> dict[str, Any]:
        """Return where the schedule stands, and what it keeps, as JSON can hold it."""
        clock = self.clock
        return {
            "update": clock.update,
            "step": clock.step,
            "epoch": clock.epoch,
            "steps_per_epoch": clock.steps_per_epoch,
            "seen": dict(self.seen),
        }

    def read(self, saved: Mapping[str, Any] | None) -> Standing:
        """Make sense of what :meth:`save_state` gave (None of an older file: it stays as it is); nothing changes yet.

        Raises
        ------
        DataError : it is no such state.
        """
        if saved is None:
            return self.clock, self.seen
        try:
            per_epoch = max(1, int(saved["steps_per_epoch"]))
            clock = Clock(int(saved["update"]), int(saved["step"]), float(saved["epoch"]), per_epoch)
            seen = {name: float(value) for name, value in saved["seen"].items()}
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            raise _no_schedule(saved) from None
        if not (math.isfinite(clock.epoch) and clock.step >= 0):
            raise _no_schedule(saved)
        own = self.schedule.initial() if self.schedule is not None else {}
        return clock, seen if seen.keys() == own.keys() else own

    def resume(self, step: int, standing: Standing) -> None:
        """Go on after update ``step`` from what :meth:`read` found."""
        self.clock, self.seen = standing
        self.seek(step)

    # -- at each step

    def _advance(self) -> None:
        """Count the update, and write its scalars."""
        step = self._counter.__next__() + 1
        if self._settled:
            return
        if self._next == ROWS:
            self._tabulate(step)
        self._write(..., self._rows[self._next])
        self._next += 1

    def _tabulate(self, first: int) -> None:
        for offset in range(ROWS):
            self._table[offset] = self.values(first + offset)
        self._next = 0
        if self.scheduled:
            return
        # Bias corrections tend to 1: once the dtype cannot tell them from it, nothing needs writing any more.
        final = np.array(self.values(_FOREVER), self._table.dtype)
        if (self._table[0] == final).all():
            self._settled = True
            self._write(..., final)


def _no_schedule(saved: object) -> DataError:
    received = msg("{value}", value=repr(saved)[:80])
    return DataError("schedule", msg("where a schedule stands"), received, msg("Save the state anew."))
