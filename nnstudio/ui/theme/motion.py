"""Whether things may move. Motion explains or is absent: at most 200 ms, and none when it is unwanted."""

from __future__ import annotations

import os

from nnstudio.ui.theme.state import tokens


class _State:
    reduced = os.environ.get("NNSTUDIO_REDUCED_MOTION", "") not in ("", "0")


def reduced_motion() -> bool:
    """Whether movement is unwanted; a view then goes to the end state at once."""
    return _State.reduced


def set_reduced_motion(reduced: bool) -> None:
    """Set the user's wish."""
    _State.reduced = reduced


def duration() -> int:
    """Return how long a movement takes, in milliseconds; 0 under reduced motion."""
    return 0 if _State.reduced else tokens().duration
