"""What is written by hand while one looks: the batch under way goes through again; the sets are measured at the end."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.training.commands import Command, Write
from nnstudio.training.desk import Desk
from nnstudio.training.events import Reason
from nnstudio.training.history import Wrote
from nnstudio.training.obeying import obey


@dataclass(frozen=True)
class WriteWeights(Command):
    """Write single numbers of the weights (outside order of the axes); the run rests.

    ``first`` : the first of a gesture, from which on the run is a branch; those that follow belong to the same one.
    ``settled`` : the last of it, after which the training and validation sets are measured.

    The branch is what a gesture is taken back by: its parent still stands at this step with the numbers of before, so
    to seek there is an exact undo, dropout's draws and running statistics included, and nothing is trained backward.
    """

    writes: tuple[Write, ...]
    first: bool = True
    settled: bool = True


@obey.register
def _(command: WriteWeights, desk: Desk) -> None:
    run = desk.require().run
    run.check(command.writes)
    desk.rest(Reason.ASKED)
    if command.first or desk.visiting:
        desk.branch(command.writes)
    run.write(command.writes)
    desk.note(Wrote(command.writes))
    desk.change += 1
    if command.settled:
        desk.measure()
