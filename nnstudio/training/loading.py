"""How the trainer's desk takes up a problem: compiled, with the weights that are known, or going on where one stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nnstudio.engine.errors import NnstudioError
from nnstudio.text import msg
from nnstudio.training.commands import LoadProblem, RunState, Start
from nnstudio.training.desk import Desk
from nnstudio.training.events import CommandRefused, ProblemLoaded, Reason
from nnstudio.training.frame import Status
from nnstudio.training.held import Held, read_by_steps
from nnstudio.training.live import is_outdated
from nnstudio.training.problem import Problem, compile_problem, pose, take_over
from nnstudio.training.refusals import FAULTS, no_state
from nnstudio.training.work import work_at

if TYPE_CHECKING:
    from nnstudio.training.history.unfiling import Unfiled

MOST_KEPT: Final = 24
"""Runs of a file that are offered to be compared, the latest."""


def load(command: LoadProblem, desk: Desk) -> None:
    """Compile a problem and put it in hand.

    Raises
    ------
    NnstudioError : it can't be trained; the one in hand stays as it is.
    """
    continued = command.start is Start.CONTINUE and desk.problem is not None and command.keep is None
    before = desk.problem or (desk.held.problem if desk.held is not None else None)
    if command.start is Start.FRESH:
        # What is opened is at rest, as it was made or left; only what is edited goes on.
        desk.rest(Reason.WITHDRAWN)
        desk.forget()
    program = compile_problem(command.graph, command.settings, command.seed)
    kept: tuple[str, ...] = ()
    if before is not None and command.start is not Start.FRESH:
        kept = desk.memory.pass_on(before.program, program, returns=command.start is Start.RETURN)
    if continued and before is not None:
        take_over(program, before.program)
    problem = pose(program, command.prepared, command.settings, command.seed)
    past = _past(command, problem, desk)
    if command.keep is not None and not _restore(problem, command.keep, desk):
        problem.program.reset(command.seed)
        problem, past = pose(program, command.prepared, command.settings, command.seed), None
    if continued and before is not None:
        problem.run.continue_from(before.run)
    _install(command, problem, continued, desk)
    if past is not None and desk.past is not None:
        desk.past.take_up(past.records, past.current)
        desk.run_id, desk.revision = past.current.id, desk.past.era.revision
        desk.mailbox.begin_run(desk.run_id, problem.run.step)
    desk.begun.note(command)
    runs = tuple(record.id for record in past.records) if past is not None else ()
    restored = command.keep is not None
    desk.mailbox.post(ProblemLoaded(desk.run_id, kept, continued, problem.measured, restored, runs, work_at(desk)))
    for record in past.records[-MOST_KEPT:] if past is not None else ():
        desk.keep_run(record)
    desk.publish()
    if not continued:
        desk.measure()


def take_up_again(command: LoadProblem, held: Held, desk: Desk) -> None:
    """Let the run that waited go on where it stood, the same objects to the last bit."""
    desk.problem, desk.past, desk.held, desk.newest = held.problem, held.past, None, command
    desk.validate_every, desk.stop_epoch = max(1, command.settings.validate_every), command.settings.stop_epoch
    desk.status = Status.PAUSED if held.status is Status.RUNNING else held.status
    desk.change += 1
    desk.mailbox.post(ProblemLoaded(desk.run_id, continued=True, measured=held.problem.measured))
    if held.status is Status.RUNNING:
        desk.go()
        desk.goal = held.goal


def is_in_force(command: LoadProblem, desk: Desk) -> bool:
    """Whether the run at its head goes on with this very problem already: a step of it would be made anew."""
    mine = desk.loaded
    if mine is None or desk.visiting or command.start is not Start.CONTINUE or command.keep is not None:
        return False
    return not is_outdated(mine, command) and read_by_steps(command.settings) == read_by_steps(mine.settings)


def leave_as_it_is(command: LoadProblem, desk: Desk) -> None:
    """Take note of a problem that is in force already."""
    desk.newest, desk.seed = command, command.seed
    desk.validate_every, desk.stop_epoch = max(1, command.settings.validate_every), command.settings.stop_epoch
    desk.change += 1
    desk.mailbox.post(ProblemLoaded(desk.run_id, continued=True, measured=desk.require().measured))


def _past(command: LoadProblem, problem: Problem, desk: Desk) -> Unfiled | None:
    """Return the past that comes with a run, fit to be taken up; None where there is none, or one that was refused."""
    if command.past is None or command.keep is None:
        return None
    # Late: it brings pydantic along, which takes a fifth of a second to import.
    from nnstudio.training.history.checking import check
    from nnstudio.training.history.unfiling import refuse, unfiled

    try:
        found = unfiled(command.past, command, desk.next_run)
        head = found.current.head
        if command.keep.get("step") != head:
            refuse("current", msg("a run that ends at its step {step}", step=head), command.keep.get("step"))
        check(found.records, command, problem)
    except NnstudioError as error:
        desk.mailbox.post(CommandRefused(error))
        return None
    finally:
        # The command lives as long as its problem does, and a hundred megabytes need not stand there twice.
        command.past.clear()
    return found


def _restore(problem: Problem, state: RunState, desk: Desk) -> bool:
    try:
        problem.run.load_state(state)
    except NnstudioError as error:
        desk.mailbox.post(CommandRefused(error))
    except FAULTS as error:
        desk.mailbox.post(CommandRefused(no_state(error)))
    else:
        return True
    return False


def _install(command: LoadProblem, problem: Problem, continued: bool, desk: Desk) -> None:
    if continued and desk.visiting:
        desk.branch()
    desk.newest, desk.seed = command, command.seed
    desk.problem = problem
    desk.validate_every = max(1, command.settings.validate_every)
    desk.stop_epoch = command.settings.stop_epoch
    if desk.status is not Status.RUNNING:
        desk.status = Status.PAUSED
    if continued:
        desk.revision += 1
        problem.run.losses.clear()
        if desk.past is not None:
            desk.past.go_on(command, problem, desk.revision)
    else:
        desk.begin_run(command)
