"""How the trainer's desk takes up a problem: compiled, with the weights that are known, or going on where one stood."""

from __future__ import annotations

from nnstudio.engine.errors import NnstudioError
from nnstudio.training.commands import LoadProblem, RunState, Start
from nnstudio.training.desk import Desk
from nnstudio.training.events import CommandRefused, ProblemLoaded
from nnstudio.training.frame import Status
from nnstudio.training.problem import Problem, compile_problem, pose, take_over
from nnstudio.training.refusals import no_state


def load(command: LoadProblem, desk: Desk) -> None:
    """Compile a problem and put it in hand.

    Raises
    ------
    NnstudioError : it can't be trained; the one in hand stays as it is.
    """
    continued = command.start is Start.CONTINUE and desk.problem is not None and command.keep is None
    before = desk.problem
    if before is not None and command.start is not Start.FRESH:
        desk.memory.remember(before.program)
    if command.start is Start.FRESH:
        desk.memory.forget()
    program = compile_problem(command.graph, command.settings, command.seed)
    kept = desk.memory.recall(program)
    if continued and before is not None:
        take_over(program, before.program)
    problem = pose(program, command.prepared, command.settings, command.seed)
    if command.keep is not None and not _restore(problem, command.keep, desk):
        problem.program.reset(command.seed)
        problem = pose(program, command.prepared, command.settings, command.seed)
    if continued and before is not None:
        problem.run.continue_from(before.run)
    _install(command, problem, continued, kept, desk)


def _restore(problem: Problem, state: RunState, desk: Desk) -> bool:
    try:
        problem.run.load_state(state)
    except NnstudioError as error:
        desk.mailbox.post(CommandRefused(error))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        desk.mailbox.post(CommandRefused(no_state(error)))
    else:
        return True
    return False


def _install(command: LoadProblem, problem: Problem, continued: bool, kept: tuple[str, ...], desk: Desk) -> None:
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
    desk.mailbox.post(ProblemLoaded(desk.run_id, kept, continued, problem.measured, command.keep is not None))
    desk.publish()
    if not continued:
        desk.measure()
