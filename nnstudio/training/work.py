"""What training has made of a project, told apart."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from nnstudio.training.commands import LoadProblem, Start, WithdrawProblem

if TYPE_CHECKING:
    from nnstudio.training.desk import Desk

Work = tuple[int, int, int]
"""Steps made in all its runs since the project was begun, the number of the run, its head."""
NO_WORK: Work = (0, 0, 0)
Bringing = LoadProblem | WithdrawProblem


class Beginning:
    """The last command, of those that one is told of, that began a project.

    It is not kept from being forgotten: it may have brought a whole file along.
    """

    def __init__(self) -> None:
        self._command: weakref.ref[Bringing] | None = None

    def note(self, command: Bringing) -> bool:
        """Take note of a command, if it begins a project; whether it does."""
        if command.start is Start.FRESH:
            self._command = weakref.ref(command)
        return command.start is Start.FRESH

    def is_of(self, other: Beginning) -> bool:
        """Whether it is the same one."""
        return self._held is other._held

    @property
    def _held(self) -> Bringing | None:
        return self._command() if self._command is not None else None


def work_at(desk: Desk) -> Work:
    """Return what there is at a desk. A run without a step that is no other's branch is as good as none."""
    past = desk.past
    begun = past is not None and (past.head > 0 or past.record.parent is not None)
    return desk.made, *(desk.moment if begun else (0, 0))
