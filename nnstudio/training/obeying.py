"""What each command does to the trainer's desk; runs on the trainer's thread. Other files may register their own."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch

from nnstudio.training import commands as c
from nnstudio.training.desk import Desk
from nnstudio.training.events import ProblemLoaded, Reason, RunReset, StateCaptured
from nnstudio.training.frame import Status
from nnstudio.training.history import SettingChanged
from nnstudio.training.history.filing import filed_small
from nnstudio.training.live import adopt, change, is_outdated
from nnstudio.training.loading import is_in_force, leave_as_it_is, load, take_up_again
from nnstudio.training.problem import compile_problem, pose
from nnstudio.training.stops import Stops


@singledispatch
def obey(command: c.Command, desk: Desk) -> None:
    """Do what a command asks.

    Raises
    ------
    NnstudioError : it can't be done; nothing was changed. A problem refused is withdrawn by the caller: the one before
        it is no longer what the window shows.
    """
    raise TypeError(f"no such command: {command!r}")


@obey.register
def _(command: c.LoadProblem, desk: Desk) -> None:
    if desk.held is not None and desk.held.fits(command):
        take_up_again(command, desk.held, desk)
    elif is_in_force(command, desk):
        leave_as_it_is(command, desk)
    else:
        load(command, desk)


@obey.register
def _(command: c.WithdrawProblem, desk: Desk) -> None:
    desk.withdraw(for_good=command.start is c.Start.FRESH)
    desk.begun.note(command)


@obey.register
def _(command: c.Run, desk: Desk) -> None:
    desk.go()


@obey.register
def _(command: c.Pause, desk: Desk) -> None:
    desk.rest(Reason.ASKED)
    if desk.held is not None:
        desk.held = desk.held.paused()


@obey.register
def _(command: c.StepSample, desk: Desk) -> None:
    run = desk.require().run
    desk.rest(Reason.STEPPED)
    place = run.sample + command.count
    if place >= len(run.rows):
        desk.step()
    elif place < 0 and desk.past is not None and run.step > desk.past.record.start:
        desk.seek(run.step - 1, sample=-1)
    else:
        run.sample = max(0, place)


@obey.register
def _(command: c.SelectSample, desk: Desk) -> None:
    run = desk.require().run
    run.sample = min(max(0, command.index), len(run.rows) - 1)


@obey.register
def _(command: c.StepBatch, desk: Desk) -> None:
    run = desk.require().run
    if command.count < 0:
        desk.seek(run.step + command.count)
    for _ in range(command.count):
        desk.step()


@obey.register
def _(command: c.StepEpoch, desk: Desk) -> None:
    run = desk.require().run
    if command.count < 0:
        begun = run.epoch + (run.batch_position > 0)
        desk.seek(run.step + run.steps_to_epoch(begun + command.count))
    elif command.count:
        desk.go()
        desk.goal = run.step + run.steps_to_epoch(run.epoch + command.count)


@obey.register
def _(command: c.Seek, desk: Desk) -> None:
    desk.seek(command.step, command.run, changes=command.changes)


@obey.register
def _(command: c.CancelSeek, desk: Desk) -> None:
    desk.end_seek()


@obey.register
def _(command: c.Branch, desk: Desk) -> None:
    desk.require()
    desk.rest(Reason.ASKED)
    desk.branch()
    desk.change += 1


@obey.register
def _(command: c.Reset, desk: Desk) -> None:
    problem, loaded = desk.require(), desk.loaded
    assert loaded is not None
    asked, program = loaded, problem.program
    if command.settings is not None and desk.newest is not None:
        asked = replace(desk.newest, settings=command.settings, keep=None, past=None)
    another = is_outdated(loaded, asked)
    desk.seed = desk.seed if command.seed is None else command.seed
    desk.memory.forget()
    desk.rest(Reason.ASKED)
    if desk.past is not None:
        desk.past.leave()
    if another:
        program = compile_problem(asked.graph, asked.settings, desk.seed)
    else:
        adopt(problem, asked.settings)
        program.reset(desk.seed)
    desk.problem = pose(program, asked.prepared, asked.settings, desk.seed)
    desk.status = Status.PAUSED
    unread = desk.begin_run(replace(asked, seed=desk.seed), again=True)
    desk.mailbox.post(RunReset(desk.run_id, desk.seed, unread))
    if another:
        desk.mailbox.post(ProblemLoaded(desk.run_id, continued=True, measured=desk.problem.measured))
    desk.publish()
    desk.measure()


@obey.register
def _(command: c.SetSetting, desk: Desk) -> None:
    # Without a problem there is nothing to do: the next one brings its settings along.
    if desk.problem is not None and desk.past is not None:
        before = desk.past.loaded
        settings = change(command, desk.problem, before.settings)
        # What is in force behind the head need not be what the run would take up again on its way there.
        taken_up_later = desk.visiting and settings != desk.past.record.frames.last.settings
        if settings != before.settings or taken_up_later:
            desk.note(SettingChanged(command))
            desk.past.loaded = replace(before, settings=settings)
            desk.change += 1


@obey.register
def _(command: c.SetSpeed, desk: Desk) -> None:
    desk.pace.set(command.steps_per_second)


@obey.register
def _(command: c.StopAt, desk: Desk) -> None:
    desk.stop_epoch = command.epoch


@obey.register
def _(command: c.SetBreakPoints, desk: Desk) -> None:
    desk.stops = Stops(command.points)


@obey.register
def _(command: c.ValidateEvery, desk: Desk) -> None:
    desk.validate_every = max(1, command.steps)


@obey.register
def _(command: c.KeepRun, desk: Desk) -> None:
    desk.publish()
    desk.keep_run(asked=True)


@obey.register
def _(command: c.CaptureState, desk: Desk) -> None:
    past = desk.past
    if past is not None:
        desk.publish()
        past.leave()
        desk.mailbox.post(StateCaptured(*desk.moment, past.head_state(), filed_small(past.branches)))
