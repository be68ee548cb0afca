"""What a window does, without one: commands to a trainer, and what it tells."""

from __future__ import annotations

import time
from collections.abc import Callable

from nnstudio.training import commands as c
from nnstudio.training.events import Event
from nnstudio.training.frame import Frame
from nnstudio.training.trainer import Trainer


class Window:
    """A trainer at work, and all that it has told."""

    def __init__(self) -> None:
        self.trainer = Trainer()
        self.trainer.start()
        self.trainer.handshake.release()
        self.events: list[Event] = []
        self.losses: list[float] = []
        self.steps: list[int] = []

    def read(self) -> None:
        drained = self.trainer.mailbox.drain()
        self.events += drained.events
        self.losses += drained.scalars.losses.tolist()
        self.steps += drained.scalars.steps.tolist()

    def until(self, wanted: Callable[[], object], timeout: float = 60.0) -> None:
        end = time.monotonic() + timeout
        while not wanted():
            assert time.monotonic() < end, self.events
            time.sleep(0.001)
            self.read()

    def wait(self, kind: type[Event]) -> Event:
        self.until(lambda: any(isinstance(event, kind) for event in self.events))
        return next(event for event in reversed(self.events) if isinstance(event, kind))

    def send(self, *commands: c.Command) -> None:
        for command in commands:
            self.trainer.submit(command)
        self.until(lambda: not self.trainer.pending)
        self.read()

    def frame(self) -> Frame:
        self.trainer.handshake.seize()
        assert self.trainer.handshake.wait_parked(60)
        # What a command has made is told only on the way to rest: no command waits any more before that.
        self.read()
        frame = self.trainer.frame()
        assert frame is not None
        return frame
