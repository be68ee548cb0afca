"""What the trainer reports, in the past tense; the window drains them from the mailbox once a tick."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from nnstudio.engine.errors import NnstudioError
from nnstudio.text import Message
from nnstudio.training.commands import LoadProblem, RunState, Write
from nnstudio.training.work import NO_WORK, Beginning, Work

if TYPE_CHECKING:
    from nnstudio.training.break_point import BreakPoint
    from nnstudio.training.failure import Failure
    from nnstudio.training.kept_run import Snapshots
    from nnstudio.training.mailbox import Scalars


class Reason(StrEnum):
    """Why a run came to rest."""

    ASKED = "asked"
    STEPPED = "stepped"
    STOP_EPOCH = "stop_epoch"
    WITHDRAWN = "withdrawn"
    NO_IMPROVEMENT = "no_improvement"
    """The validation loss got no better for as long as patience allows."""
    SMALL_GRADIENT = "small_gradient"
    """The gradient's norm fell below the tolerance."""
    BREAK_POINT = "break_point"
    """A break-point's condition came true."""


class Event:
    """Base of the events."""


@dataclass(frozen=True, eq=False)
class ProjectBegun(Event):
    """All that follows is of another project than what came before."""

    beginning: Beginning


@dataclass(frozen=True)
class ProblemLoaded(Event):
    """A problem is in place and primed; ``run`` numbers it. ``kept`` layers brought their weights along.

    ``measured`` says on how many of how many samples the training and the validation set are measured; ``restored``,
    that the problem came with the saved state of a run; ``runs``, the numbers of those that came with its past;
    ``work``, what training had made of the project by then.
    """

    run: int
    kept: tuple[str, ...] = ()
    continued: bool = False
    measured: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    restored: bool = False
    runs: tuple[int, ...] = ()
    work: Work = NO_WORK


@dataclass(frozen=True)
class ProblemWithdrawn(Event):
    """There is nothing to train. A run that had come to ``step`` waits for its network to be whole again; 0 where none
    does, or a refusal tells why.
    """

    step: int = 0


@dataclass(frozen=True)
class RunStarted(Event):
    """The run goes on from ``step``."""

    run: int
    step: int


@dataclass(frozen=True)
class RunPaused(Event):
    """The run rests at ``step``; where early stopping has ended it, ``best_step`` was the best, and its weights are
    back in place if ``restored``. ``point`` is the break-point that stopped it.
    """

    run: int
    step: int
    reason: Reason = Reason.ASKED
    best_step: int = -1
    restored: bool = False
    point: BreakPoint | None = None


@dataclass(frozen=True)
class RunReset(Event):
    """The weights were drawn anew from ``seed``; ``run`` is the new run's number.

    ``unread`` are the losses not yet read of the run before.
    """

    run: int
    seed: int
    unread: Scalars | None = field(default=None, compare=False)


@dataclass(frozen=True)
class RunFailed(Event):
    """In run ``run`` a number was no longer finite; the last finite state is back in place."""

    run: int
    failure: Failure
    message: Message


@dataclass(frozen=True)
class EpochFinished(Event):
    """So many epochs are complete."""

    run: int
    epoch: int
    step: int


@dataclass(frozen=True)
class SeekBegan(Event):
    """The run, now at ``step``, is on its way to step ``goal`` of run ``run``; it takes about so many seconds.

    ``unread`` are the losses not yet read of another run, which is left.
    """

    run: int
    step: int
    goal: int
    seconds: float
    unread: Scalars | None = field(default=None, compare=False)


@dataclass(frozen=True)
class SeekMoved(Event):
    """A seek has come to ``step``; ten times a second at most."""

    run: int
    step: int


@dataclass(frozen=True)
class SeekEnded(Event):
    """The run stands at ``step`` of run ``run``: the step sought, if it ``arrived``."""

    run: int
    step: int
    arrived: bool


@dataclass(frozen=True, eq=False)
class Branched(Event):
    """Run ``run`` goes on from ``step`` of run ``parent``; ``unread`` are the parent's losses not yet read.

    ``outdated`` : network, data, optimiser, batch size or dtype are earlier ones than those asked for last. ``writes``
    : the first weights of a gesture, if it branched because of them: ``Seek(step, parent)`` takes it back,
    ``Seek(step, run)`` redoes it.
    ``changes`` : of the batch under way, which stay.
    """

    run: int
    parent: int
    step: int
    unread: Scalars | None = None
    outdated: bool = False
    writes: tuple[Write, ...] = ()
    changes: tuple[Write, ...] = ()


@dataclass(frozen=True, eq=False)
class RunKept(Event):
    """What there is of run ``run``, which has come to ``step``: it gives way to another one, or was ``asked`` for.

    ``loaded`` brought its problem, with the settings in force at its end. ``unread`` are its losses not yet read.
    """

    run: int
    step: int
    loaded: LoadProblem
    snapshots: Snapshots
    unread: Scalars | None = None
    asked: bool = False


@dataclass(frozen=True, eq=False)
class BatchChanged(Event):
    """Inputs or targets of the batch at ``step`` of run ``run`` were changed by hand, or (no writes) put back.

    ``before`` and ``after`` are all that differ from the data. ``first`` : of a gesture.
    ``Seek(step, run, before)`` takes it back, ``Seek(step, run, after)`` redoes it.
    """

    run: int
    step: int
    writes: tuple[Write, ...]
    before: tuple[Write, ...]
    after: tuple[Write, ...]
    first: bool = True


@dataclass(frozen=True)
class CommandRefused(Event):
    """A command could not be obeyed. Nothing was changed, but for a problem refused: then there is none any more."""

    error: NnstudioError


@dataclass(frozen=True)
class TrainerCrashed(Event):
    """A fault in the program itself; ``report`` is the traceback. The run rests."""

    report: str


@dataclass(frozen=True, eq=False)
class StateCaptured(Event):
    """The answer to ``CaptureState``; ``past`` as a file holds it, where it is small, with the numbers of its runs."""

    run: int
    step: int
    state: RunState
    past: tuple[RunState, tuple[int, ...]] | None = None
