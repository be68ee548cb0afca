"""Settings that a run takes up as it goes on: what each command changes, and the settings in force after it."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import singledispatch

from nnstudio.document.model import TrainingSettings
from nnstudio.engine import optimizers, schedules
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.optimizer import Optimizer
from nnstudio.training import commands as c
from nnstudio.training.problem import Problem, loss_weights
from nnstudio.training.stop_rule import rule_of


def retunes(before: TrainingSettings, after: TrainingSettings) -> bool:
    """Whether the optimiser can go from one to the other without compiling: it keeps the same numbers of each weight.

    Values outside their declaration are left to the compiling to refuse.
    """
    try:
        return _optimizer(after).goes_on_from(_optimizer(before))
    except NnstudioError:
        return False


def is_outdated(mine: c.LoadProblem, asked: c.LoadProblem) -> bool:
    """Whether a problem must be loaded to have what was asked for: its settings, one by one, do not lead there."""
    then, now = mine.settings, asked.settings
    same = (then.batch_size, then.dtype) == (now.batch_size, now.dtype) and retunes(then, now)
    return mine.graph is not asked.graph or mine.prepared is not asked.prepared or not same


def _optimizer(settings: TrainingSettings) -> Optimizer:
    return optimizers.make(settings.optimizer, "optimizer", **dict(settings.optimizer_parameters))


@singledispatch
def change(command: c.SetSetting, problem: Problem, settings: TrainingSettings) -> TrainingSettings:
    """Change a setting of the run between two steps; return the settings in force.

    Raises
    ------
    ParameterError : a value outside its declaration; nothing was changed.
    """
    raise TypeError(f"no such command: {command!r}")


def adopt(problem: Problem, settings: TrainingSettings) -> None:
    """Put the settings of another moment of the run in force, before its state is loaded."""
    program = problem.program
    schedule = schedules.make(settings.schedule, "schedule", **dict(settings.schedule_parameters))
    optimizer = _optimizer(settings)
    wanted = (settings.l1, settings.l2), (settings.clip_norm, settings.clip_value), schedule, optimizer
    if (program.regularisation, program.clipping, program.timetable.schedule, program.optimizer) != wanted:
        program.set_regularisation(settings.l1, settings.l2)
        program.set_clipping(settings.clip_norm, settings.clip_value)
        program.set_schedule(schedule)
        program.set_optimizer(optimizer)
        problem.run.refresh()
    program.learning_rate = settings.learning_rate
    if (weights := loss_weights(program.graph, settings.loss_weights)) is not None:
        program.set_loss_weights(weights)
    problem.run.stopping.rule = rule_of(settings)


@change.register
def _(command: c.SetLearningRate, problem: Problem, settings: TrainingSettings) -> TrainingSettings:
    problem.run.rebase()
    problem.program.learning_rate = command.value
    return replace(settings, learning_rate=command.value)


@change.register
def _(command: c.SetRegularisation, problem: Problem, settings: TrainingSettings) -> TrainingSettings:
    problem.run.rebase()
    problem.program.set_regularisation(command.l1, command.l2)
    problem.run.refresh()
    return replace(settings, l1=command.l1, l2=command.l2)


@change.register
def _(command: c.SetLossWeights, problem: Problem, settings: TrainingSettings) -> TrainingSettings:
    weights = loss_weights(problem.program.graph, command.weights)
    if weights is not None:
        problem.run.rebase()
        problem.program.set_loss_weights(weights)
        # Losses and gradients on the screen belong to the weights in force.
        problem.run.bring_again()
    return replace(settings, loss_weights=command.weights)


@change.register
def _(command: c.SetSchedule, problem: Problem, settings: TrainingSettings) -> TrainingSettings:
    schedule = schedules.make(command.schedule, "schedule", **dict(command.parameters))
    problem.run.rebase()
    problem.program.set_schedule(schedule)
    problem.run.refresh()
    return replace(settings, schedule=command.schedule, schedule_parameters=command.parameters)


@change.register
def _(command: c.SetClipping, problem: Problem, settings: TrainingSettings) -> TrainingSettings:
    problem.run.rebase()
    problem.program.set_clipping(command.norm, command.value)
    problem.run.refresh()
    return replace(settings, clip_norm=command.norm, clip_value=command.value)


@change.register
def _(command: c.SetOptimizer, problem: Problem, settings: TrainingSettings) -> TrainingSettings:
    wanted = replace(settings, optimizer=command.optimizer, optimizer_parameters=command.parameters)
    optimizer = _optimizer(wanted)
    if not optimizer.goes_on_from(problem.program.optimizer):
        return settings
    problem.run.rebase()
    problem.program.set_optimizer(optimizer)
    problem.run.refresh()
    return wanted


@change.register
def _(command: c.SetStopping, problem: Problem, settings: TrainingSettings) -> TrainingSettings:
    problem.run.stopping.follow(command.rule)
    return replace(settings, **asdict(command.rule))
