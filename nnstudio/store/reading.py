"""How far a file has been read, told by the thread that reads, and whether anybody still wants it."""

from __future__ import annotations


class CalledOffError(Exception):
    """Nobody wants the file any more."""


class Reading:
    """``done`` of ``whole`` bytes are read. Each is written by one thread alone."""

    def __init__(self) -> None:
        self.done = 0
        self.whole = 0
        self.called_off = False

    @property
    def share(self) -> float:
        """How much of the file is read, from 0 to 1."""
        return min(1.0, self.done / self.whole) if self.whole else 0.0

    def took(self, count: int) -> None:
        """Tell of so many bytes more.

        Raises
        ------
        CalledOffError : nobody wants them.
        """
        if self.called_off:
            raise CalledOffError
        self.done += count
