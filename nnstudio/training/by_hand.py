"""What is written by hand while one looks: the batch under way goes through again; the sets are measured at the end."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.training.altering import joined, with_writes
from nnstudio.training.commands import Command, Write
from nnstudio.training.desk import Desk
from nnstudio.training.events import BatchChanged, Reason
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
    with_writes(run.program, command.writes)
    desk.rest(Reason.ASKED)
    if command.first or desk.visiting:
        desk.branch(command.writes)
    run.write(command.writes)
    desk.note(Wrote(command.writes))
    desk.change += 1
    if command.settled:
        desk.measure(changed=True)


@dataclass(frozen=True)
class ChangeBatch(Command):
    """Write inputs (``x``) or targets (``y``) of the batch under way, at ``(sample, *index)``; the run rests.

    Never logged and never trained on: the next step, a seek or ``RestoreBatch`` brings the true data back first.
    ``first`` : the first of a gesture.
    """

    writes: tuple[Write, ...]
    first: bool = True


@dataclass(frozen=True)
class RestoreBatch(Command):
    """Bring the batch under way through with its true data again."""


@obey.register
def _(command: ChangeBatch, desk: Desk) -> None:
    run = desk.require().run
    desk.rest(Reason.ASKED)
    before = run.changes
    run.change_batch(joined(before, command.writes))
    desk.change += 1
    desk.mailbox.post(BatchChanged(desk.run_id, run.step, command.writes, before, run.changes, command.first))


@obey.register
def _(command: RestoreBatch, desk: Desk) -> None:
    run = desk.require().run
    before = run.changes
    run.restore_batch()
    desk.change += 1
    desk.mailbox.post(BatchChanged(desk.run_id, run.step, (), before, ()))
