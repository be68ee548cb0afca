"""The losses of the steps just made, kept back until the window looks."""

from __future__ import annotations

from nnstudio.training.mailbox import Mailbox

MOST = 1 << 14
"""Losses that are kept back at most while no window looks."""


class Gathered:
    """Belongs to a desk."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._losses: list[float] = []

    def take(self, losses: list[float]) -> None:
        """Take losses out of a run's list, to be published before the window looks."""
        self._losses += losses
        losses.clear()
        if len(self._losses) > MOST:
            self.publish()

    def publish(self) -> None:
        """Publish what was taken."""
        if self._losses:
            self._mailbox.write(self._losses)
            self._losses.clear()
