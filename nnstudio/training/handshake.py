"""The treaty by which a window and the trainer share one interpreter: who may run until when.

Both threads need the interpreter's lock, and a tight NumPy loop hardly ever gives it up in time. So the trainer stops
by itself a moment before a frame is due, at a point where all its arrays belong together, and the window lets it go on
after its last paint. While parked, the window reads the trainer's arrays in place, without copies.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Condition

LEAD = 0.00025
"""Seconds before a frame is due at which the trainer says so: about what it takes a window to wake up."""
BREATH = 0.008
"""Seconds that a window has for itself between two frames, however soon a hand's next change comes."""
STALL = 0.1
"""Seconds that a running trainer waits for a window that has stalled."""


class Handshake:
    """Two sides: the window calls ``seize``, ``wait_parked``, ``release``, ``end``; the trainer the rest.

    Attributes
    ----------
    due : time (of ``clock``) at which the trainer stops for a look around; it reads this after every step, so
        "at once" is 0. The window's own wish is kept apart, in ``frame_due``, since a command also sets ``due`` to 0.
    busy : the window is reading or painting.
    exclusive : the window waits for the trainer to park even where its steps are long.
    announced : since ``release``, the trainer has said that a frame is about to be due.
    stops : the trainer parks when the frame is due; else it only says that it is, and goes on.
    hastened : that frame is due before its time, since a command was obeyed that the window waits to see.
    arrived : called by the trainer, which goes on meanwhile, when a frame is about to be due: the tick itself, more
        punctual than a timer that counts whole milliseconds. Also when it comes to rest after a command.
    """

    __slots__ = (
        "_called",
        "_changed",
        "_ended",
        "_freed",
        "_news",
        "_parked",
        "announced",
        "arrived",
        "busy",
        "clock",
        "due",
        "exclusive",
        "frame_due",
        "hastened",
        "stops",
    )

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.clock = clock
        self.due = 0.0
        self.frame_due = math.inf
        self.busy = False
        self.exclusive = False
        self.stops = True
        self.arrived: Callable[[], None] | None = None
        self.announced = self.hastened = False
        self._parked = False
        self._freed = 0.0
        self._news = self._called = self._ended = False
        self._changed = Condition()

    @property
    def parked(self) -> bool:
        """Whether the trainer stands still."""
        return self._parked

    def seize(self, exclusive: bool = False) -> None:
        """Ask the trainer to stop after the step under way and to stay until ``release``."""
        with self._changed:
            self.busy = True
            self.exclusive = exclusive
            self.due = 0.0

    def wait_parked(self, timeout: float) -> bool:
        """Wait until the trainer stands still; False where it did not within ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._parked, timeout)

    def release(self, due: float = math.inf, stops: bool = True) -> None:
        """Let the trainer go on until ``due``, or beyond it where it need not park then."""
        with self._changed:
            if self.busy:
                self._freed = self.clock()
                self._news = self._news and not self._parked
            self.busy = False
            self.stops = stops
            self.exclusive = False
            self.announced = self.hastened = False
            self.frame_due = due
            # A step may be longer than it takes the window to pass by: a call that it has not heard yet still holds.
            self.due = 0.0 if self._called else due - LEAD
            self._bring_forward()
            self._changed.notify_all()

    def end(self) -> None:
        """The window is gone for good: look up at once, tell it nothing any more, and park for it nowhere."""
        with self._changed:
            # Also a look that is under way just now may not put the next one off: nobody would ask for it any more.
            self.arrived, self._news, self._ended = None, False, True
        self.release(0.0, stops=False)

    def nudge(self) -> None:
        """Make the trainer look at its commands at once (once the window has released it)."""
        with self._changed:
            self._called = True
            self.due = 0.0
            self._changed.notify_all()

    def look_up(self) -> None:
        """Trainer: the commands are about to be read, so stop no earlier than the window wishes."""
        with self._changed:
            self._called = False
            self.due = 0.0 if self.busy else self._next_look()

    def hasten(self) -> None:
        """Trainer, running: a command has been obeyed, so a frame is due as soon as a step was made after it."""
        with self._changed:
            self._news = self.arrived is not None
            # A window that has been told comes and reads this moment, or has just passed by: then it is told again.
            if not self.busy and not self.announced:
                self._bring_forward()

    def announce(self) -> None:
        """Trainer, running: tell the window, if a frame is about to be due, that it is; what is left to do is brief."""
        with self._changed:
            self._say_so()

    def stay(self) -> None:
        """Trainer, running: park while the frame is due, but no longer than a stalled window's 0.1 s."""
        with self._changed:
            self._say_so()
            if not (self.busy or (self.stops and self.clock() >= self.frame_due)):
                return
            self._park()
            while stalled := not self._changed.wait_for(self._may_run, STALL):
                # Who copies all of it, such as to save, may take longer, and must not find steps made meanwhile.
                if not (self.busy and self.exclusive):
                    break
            if stalled:
                self.due = self.frame_due = math.inf
            self._parked = False

    def rest(self, awake: Callable[[], bool], until: float = math.inf, *, news: bool = False) -> None:
        """Trainer, with nothing to do: stand still until ``awake()`` (or the time ``until``) and the window is done.

        ``news`` : commands were obeyed since it rested last, so the window is told at once that there is a new moment.
        """
        with self._changed:
            if news and not self.busy and self.arrived is not None:
                self.arrived()
            self._park()
            if math.isinf(until):
                self._changed.wait_for(lambda: not self.busy and awake())
            else:
                self._changed.wait_for(lambda: not self.busy and awake(), max(0.0, until - self.clock()))
                self._changed.wait_for(lambda: not self.busy, STALL)
            self._parked = False

    def _bring_forward(self) -> None:
        if self._news:
            self.frame_due = min(self.frame_due, max(self.clock(), self._freed + BREATH))
            self.due = min(self.due, self.frame_due - LEAD)
            self.stops = self.hastened = True

    def _say_so(self) -> None:
        if self.announced or self.busy or self.clock() < self.frame_due - LEAD:
            return
        self.announced, self._news = True, False
        self.due = self._next_look()
        if self.arrived is not None:
            self.arrived()

    def _next_look(self) -> float:
        if self._ended:
            return 0.0
        if not self.announced:
            return self.frame_due - LEAD
        return self.frame_due if self.stops else math.inf

    def _park(self) -> None:
        self._parked = True
        self._changed.notify_all()

    def _may_run(self) -> bool:
        return not self.busy and not (self.stops and self.clock() >= self.frame_due)
