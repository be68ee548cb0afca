"""What tells a run to stop early: the handshake with the window, or whoever else waits for it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Protocol


class Watch(Protocol):
    """``due`` : the time at which the run must look up."""

    due: float


@dataclass
class _Never:
    due: float = math.inf


NEVER: Final[Watch] = _Never()
"""Nobody waits."""
