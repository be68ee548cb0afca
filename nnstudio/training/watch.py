"""What tells a run to stop early: the handshake with the window, or whoever else waits for it."""

from __future__ import annotations

from typing import Protocol


class Watch(Protocol):
    """``due`` : the time at which the run must look up."""

    due: float
