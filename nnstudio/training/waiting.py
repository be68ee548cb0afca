"""The commands that wait for the trainer. What a later one makes pointless goes at once, with the document it holds."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock

from nnstudio.training import commands as c

QUIET = (c.LoadProblem, c.WithdrawProblem, c.SetBreakPoints, c.SetSpeed)
"""The commands that make nothing of the run in hand that would be missed when another takes its place."""

_OVERTAKEN = {
    c.Start.KEEP: (c.Start.KEEP,),
    c.Start.RETURN: (c.Start.KEEP, c.Start.RETURN),
    c.Start.CONTINUE: (),
}


class Waiting:
    """Put in by the window, taken out by the trainer; compiling takes time, and only the last problem counts."""

    def __init__(self) -> None:
        self._commands: deque[c.Command] = deque()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._commands)

    def put(self, command: c.Command) -> None:
        """Add a command, and let those go that it overtakes."""
        with self._lock:
            if isinstance(command, c.LoadProblem):
                self._commands = deque(_left(self._commands, command))
            elif isinstance(command, c.Seek) and self._commands and isinstance(self._commands[-1], c.Seek):
                self._commands.pop()
            self._commands.append(command)

    def take(self, wanted: Callable[[c.Command], bool]) -> c.Command | None:
        """Take the first command out; None where there is none, or it is not wanted."""
        with self._lock:
            return self._commands.popleft() if self._commands and wanted(self._commands[0]) else None

    def any(self, kinds: tuple[type[c.Command], ...]) -> bool:
        """Whether a command of some kinds waits."""
        with self._lock:
            return any(isinstance(command, kinds) for command in self._commands)


def _left(waiting: deque[c.Command], load: c.LoadProblem) -> list[c.Command]:
    """Return what a problem leaves of the commands before it.

    One that keeps weights overtakes those that would have kept them too, but none that brings some back. One that
    begins afresh overtakes all problems since something was last done with a run.
    """
    commands, last = list(waiting), len(waiting)
    while last and isinstance(commands[last - 1], QUIET):
        last -= 1
    return [each for place, each in enumerate(commands) if not _overtaken(each, load, in_hand=place < last)]


def _overtaken(command: c.Command, load: c.LoadProblem, *, in_hand: bool) -> bool:
    if not isinstance(command, c.LoadProblem):
        return False
    if load.start is c.Start.FRESH:
        return not in_hand
    return command.start in _OVERTAKEN[load.start] and command.keep is None
