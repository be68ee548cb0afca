"""States that a run keeps for itself alone, in memory that serves again for the next one."""

from __future__ import annotations

from typing import Any

from nnstudio.training.commands import RunState


class OwnState(dict[str, Any]):
    """A state that its run has handed to nobody; ``saved`` is the program's part, as the program has saved it.

    A copy with other entries is no longer one: it shares the arrays.
    """

    def __init__(self, state: RunState, saved: dict[str, Any]) -> None:
        super().__init__(state)
        self.saved = saved


def saved_in(dropped: RunState) -> dict[str, Any]:
    """Return what may be written over of a state that its run is about to drop: nothing where others may have it."""
    return dropped.saved if isinstance(dropped, OwnState) else {}
