"""Where the runs stand that a file is to hold: taken once the trainer has done all that it was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nnstudio.engine.errors import NnstudioError
from nnstudio.text import msg, tr
from nnstudio.training.commands import RunState
from nnstudio.training.history.filing import Shortened, filed
from nnstudio.training.work import Work

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

SAVE_PATIENCE = 10.0
"""Seconds that saving waits for what is under way."""


@dataclass(frozen=True)
class Standing:
    """``run`` : a copy of all that its next step reads; None without a run. ``work`` : what training had made by then.

    ``history`` makes the past that led there, with its curves, on any thread; ``shortened`` : what it leaves out.
    """

    work: Work
    run: RunState | None
    history: Callable[[], dict[str, Any] | None] = lambda: None
    shortened: Shortened | None = None


def standing_of(session: Session) -> Standing:
    """Wait until nothing is under way, and take what there is. A seek stands where it has come to.

    NnstudioError : it does not come to rest in time; a file written without its run would lose the run.
    """
    trainer, display = session.trainer, session.display
    while trainer.alive:
        # An edit that has not reached the trainer yet, or a seek under way, leaves no frame to hold.
        if not display.settle(SAVE_PATIENCE):
            raise _under_way()
        with display.hold(SAVE_PATIENCE, exclusive=True):
            if not trainer.handshake.parked:
                raise _under_way()
            # The curves are the window's: they lack what it has not heard yet.
            display.hear()
            # What is heard may be answered by a command, as a branch is by the settings of the document.
            if not trainer.pending:
                return _taken(session)
    return Standing(trainer.work, None)


def _taken(session: Session) -> Standing:
    trainer = session.trainer
    work, run, taken = trainer.work, trainer.save_state(), trainer.take_past()
    if taken is None:
        return Standing(work, run)
    curves = session.travel.save_curves(tuple(taken.branches.records))
    return Standing(work, run, lambda: history_of(filed(taken.branches), curves), taken.shortened)


def history_of(past: RunState | None, curves: list[dict[str, Any] | None]) -> dict[str, Any] | None:
    """Return what a file holds of a run's past."""
    return {"past": past, "curves": curves} if past is not None else None


def _under_way() -> NnstudioError:
    return NnstudioError(
        tr("the run"),
        msg("a moment between two steps, within {seconds:.0f} s", seconds=SAVE_PATIENCE),
        msg("none: a step, or a network that is being taken up, takes longer"),
        msg("Nothing was written, and the file is as it was. Wait for it to end, and save again."),
    )
