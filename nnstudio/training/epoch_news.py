"""Finished epochs, told as often as somebody can follow."""

from __future__ import annotations

from collections.abc import Callable

from nnstudio.training.events import EpochFinished
from nnstudio.training.mailbox import Mailbox
from nnstudio.training.run import Run

EVERY = 0.1
"""Seconds between two reports of finished epochs while a run goes on."""


class EpochNews:
    """Tells the window of a run's finished epochs."""

    def __init__(self, mailbox: Mailbox, clock: Callable[[], float]) -> None:
        self._mailbox, self._clock = mailbox, clock
        self._reported = 0
        self._due = 0.0

    def tell(self, number: int, run: Run, at_once: bool = True) -> None:
        """Tell of the last epoch that run ``number`` has finished since; in its midst not oftener than need be."""
        # Short epochs pass by the thousand a second: the last one of a tenth of it is news enough.
        now = self._clock()
        if run.epoch > self._reported and (at_once or now >= self._due):
            self._due = now + EVERY
            self._mailbox.post(EpochFinished(number, run.epoch, run.step))
        elif run.epoch >= self._reported:
            return
        self._reported = run.epoch
