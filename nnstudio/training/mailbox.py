"""What travels from the trainer to the window: every loss, every measurement, every event, emptied once a tick."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nnstudio.training.events import Event
from nnstudio.training.observation import Observation

CAPACITY = 1 << 18
"""Losses that wait for a stalled window: 1.7 seconds at 150,000 steps a second. Older ones are dropped and counted."""

MOST_OBSERVATIONS = 256
"""Observations that wait: eight seconds of them. Older ones are dropped."""


class Measurement(NamedTuple):
    """Losses and metrics (accuracy or R²) on the training and validation sets at a step; NaN where a set is empty.

    ``outputs`` : of several outputs each one's name and the same four numbers, its loss unweighted.
    """

    step: int
    train_loss: float
    validation_loss: float
    train_metric: float
    validation_metric: float
    outputs: tuple[tuple[str, float, float, float, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Scalars:
    """The losses of batches ``steps[i]`` → ``losses[i]``, measurements and observations since the last look; of one
    run."""

    run: int
    steps: npt.NDArray[np.int64]
    losses: npt.NDArray[np.float64]
    measurements: tuple[Measurement, ...] = ()
    missed: int = 0
    observations: tuple[Observation, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return not (len(self.losses) or self.measurements or self.observations)


@dataclass(frozen=True, eq=False)
class Drained:
    """All that came since the last drain."""

    events: tuple[Event, ...]
    scalars: Scalars


class Mailbox:
    """One writer (the trainer), one reader (the window). ``ring[n & mask]`` holds the loss of record number ``n``."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        if capacity & (capacity - 1):
            raise ValueError(f"capacity: expected a power of two, received {capacity}")
        self.ring: npt.NDArray[np.float64] = np.zeros(capacity)
        self.mask = capacity - 1
        self._lock = Lock()
        self._run = 0
        self._base = 0
        self._head = self._tail = 0
        self._events: deque[Event] = deque()
        self._measurements: list[Measurement] = []
        self._observations: deque[Observation] = deque(maxlen=MOST_OBSERVATIONS)

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return not self._events and not self._measurements and self._head == self._tail

    @property
    def eventful(self) -> bool:
        """Whether an event waits."""
        return bool(self._events)

    def begin_run(self, run: int, step: int) -> Scalars:
        """Start a run whose first loss belongs to ``step``; return what was not yet read of the run before."""
        with self._lock:
            unread = self._take()
            self._run = run
            self._base = step - self._head
            return unread

    def go_on_from(self, step: int) -> None:
        """The next loss belongs to ``step``: where the run went back, what was not yet read after that is dropped."""
        with self._lock:
            beyond = self._head + self._base - step
            if 0 < beyond <= self._head - self._tail:
                self._head -= beyond
            elif beyond:
                self._base = step - self._head
                self._tail = self._head

    def write(self, losses: Sequence[float]) -> None:
        """Publish the losses of the next steps."""
        count, capacity = len(losses), len(self.ring)
        values = np.array(losses[-capacity:])
        first = (self._head + count - len(values)) & self.mask
        room = capacity - first
        self.ring[first : first + len(values)] = values[:room]
        self.ring[: max(0, len(values) - room)] = values[room:]
        with self._lock:
            self._head += count

    def post_measurements(self, measurements: Sequence[Measurement]) -> None:
        """Publish measurements."""
        with self._lock:
            self._measurements += measurements

    def post_observation(self, observation: Observation) -> None:
        """Publish one observation; it alone is no news, and comes with the next losses."""
        with self._lock:
            self._observations.append(observation)

    def post(self, event: Event) -> None:
        """Publish an event."""
        with self._lock:
            self._events.append(event)

    def drain(self) -> Drained:
        """Take everything out."""
        with self._lock:
            events = tuple(self._events)
            self._events.clear()
            return Drained(events, self._take())

    def _take(self) -> Scalars:
        measurements = tuple(self._measurements)
        self._measurements.clear()
        observations = tuple(self._observations)
        self._observations.clear()
        head = self._head
        first = max(self._tail, head - len(self.ring))
        missed = first - self._tail
        self._tail = head
        numbers = np.arange(first, head, dtype=np.int64)
        losses = self.ring[numbers & self.mask]
        return Scalars(self._run, numbers + self._base, losses, measurements, missed, observations)
