"""Weights written by hand while one looks: the batch under way goes through again, nothing else is measured."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.training.commands import Command, Write
from nnstudio.training.desk import Desk
from nnstudio.training.obeying import obey, write_weights


@dataclass(frozen=True)
class WriteWeights(Command):
    """Write single numbers of the weights; the run rests.

    ``first`` : the first of a gesture, from which on the run is a branch; those that follow belong to the same one.
    ``settled`` : the last of it, after which the training and validation sets are measured.
    """

    writes: tuple[Write, ...]
    first: bool = True
    settled: bool = True


@obey.register
def _(command: WriteWeights, desk: Desk) -> None:
    write_weights(command.writes, desk, branch=command.first)
    if command.settled:
        desk.measure()
