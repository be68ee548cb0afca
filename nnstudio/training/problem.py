"""From the request to train a graph on data to a run that is ready to step, with what measures it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from nnstudio.data import encode
from nnstudio.data.samples import Prepared, Subset
from nnstudio.document.fields import TRAINING
from nnstudio.document.model import Parameters, TrainingSettings
from nnstudio.engine import Graph, Program, compile, losses, optimizers, schedules
from nnstudio.engine.loss import Loss
from nnstudio.engine.typing import Array
from nnstudio.training.events import Reason
from nnstudio.training.feed import Feed
from nnstudio.training.mailbox import Measurement
from nnstudio.training.measure import Look, Measure, never
from nnstudio.training.run import Run
from nnstudio.training.scores import SETS, Scorer
from nnstudio.training.stop_rule import rule_of
from nnstudio.training.stopping import Stopping, watched_loss

_OWN = (
    "batch_size",
    "validate_every",
    "stop_epoch",
    "patience",
    "minimum_change",
    "restore_best",
    "gradient_tolerance",
)
"""The settings that the run itself obeys; what the program is given it checks itself."""


@dataclass(frozen=True, eq=False)
class Problem:
    """A compiled network with its data.

    ``training`` and ``validation`` measure those sets, ``test`` the third, which nothing in the run goes by;
    ``scorer`` judges all three for the charts.
    """

    program: Program
    run: Run
    training: Measure
    validation: Measure
    test: Measure
    scorer: Scorer

    @property
    def heeds(self) -> bool:
        """Whether anything depends on validations: the schedule, or early stopping."""
        schedule = self.program.timetable.schedule
        return self.run.stopping.rule.is_on or (schedule is not None and schedule.observes)

    @property
    def measured(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """On how many of how many samples the training and the validation set are measured."""
        train, validation = self.training, self.validation
        return (train.used, train.total), (validation.used, validation.total)

    def judge(self, measurement: Measurement) -> Reason | None:
        """Tell the schedule and early stopping of a validation; return why the run should stop, if it should."""
        self.run.observe(watched_loss(measurement))
        return self.run.stopping.judge(measurement, self.program)

    def measure(self, look: Look = never) -> Measurement | None:
        """Measure the training and validation sets now; None if ``look`` called it off."""
        train_loss, train_metric = self.training.run(look)
        if look():
            return None
        validation_loss, validation_metric = self.validation.run(look)
        numbers = train_loss, validation_loss, train_metric, validation_metric
        return Measurement(self.run.step, *numbers, self._by_output())

    def _by_output(self) -> tuple[tuple[str, float, float, float, float], ...]:
        """Return what the last measurement found of each of several outputs."""
        nothing = math.nan, math.nan
        found = []
        for sink, (loss, metric) in self.training.by_output.items():
            other, score = self.validation.by_output.get(sink, nothing)
            found.append((sink, loss, other, metric, score))
        return tuple(found)


def compile_problem(graph: Graph, settings: TrainingSettings, seed: int) -> Program:
    """Compile the network with the settings' loss and optimiser.

    Raises
    ------
    NnstudioError : the engine's, naming the layer or the parameter; a setting outside its declaration.
    """
    for field in TRAINING:
        if field.id in _OWN:
            field.checked(getattr(settings, field.id), "training")
    return compile(
        graph,
        _losses(graph, settings),
        optimizers.make(settings.optimizer, "optimizer", **dict(settings.optimizer_parameters)),
        learning_rate=settings.learning_rate,
        l1=settings.l1,
        l2=settings.l2,
        dtype=settings.dtype,
        seed=seed,
        schedule=schedules.make(settings.schedule, "schedule", **dict(settings.schedule_parameters)),
        clip_norm=settings.clip_norm,
        clip_value=settings.clip_value,
        loss_weights=loss_weights(graph, settings.loss_weights),
    )


def _losses(graph: Graph, settings: TrainingSettings) -> Loss | dict[str, Loss]:
    """Return the loss, or that of each output of several."""
    if len(graph.sinks) == 1:
        return losses.make(settings.loss, "loss", **dict(settings.loss_parameters))
    chosen = {sink: settings.loss_at(sink) for sink in graph.sinks}
    return {sink: losses.make(loss, "loss", **dict(parameters)) for sink, (loss, parameters) in chosen.items()}


def loss_weights(graph: Graph, weights: Parameters) -> dict[str, float] | None:
    """Return the weight of each output of several; None with one output, which counts alone."""
    given = dict(weights)
    return {sink: float(given.get(sink, 1.0)) for sink in graph.sinks} if len(graph.sinks) > 1 else None


def pose(program: Program, prepared: Prepared, settings: TrainingSettings, seed: int) -> Problem:
    """Lay the data out for a program and prime the first batch; of the settings, batch size and early stopping count.

    Raises
    ------
    DataError : data that this network or loss cannot take, or no training sample.
    """
    x, y = arranged(program, prepared, prepared.training)
    feed = Feed(x, y, settings.batch_size, seed)
    program.set_steps_per_epoch(feed.per_epoch)
    run = Run(program, feed, Stopping(rule_of(settings)))
    task = prepared.shape.task
    training = Measure(program, x, y, task)
    validation, test = (_measure(program, prepared, part) for part in (prepared.validation, prepared.test))
    scorer = Scorer(dict(zip(SETS, (training, validation, test), strict=True)), prepared.shape)
    return Problem(program, run, training, validation, test, scorer)


def _measure(program: Program, prepared: Prepared, subset: Subset) -> Measure:
    if not len(subset.x):
        return Measure(program, None, None, prepared.shape.task)
    x, y = arranged(program, prepared, subset)
    return Measure(program, x, y, prepared.shape.task)


def arranged(program: Program, prepared: Prepared, subset: Subset) -> tuple[Array, Array]:
    """Return a set's inputs and targets in the plan's order; all outputs learn the same target."""
    x, y = program.arrange(subset.x, targets_of(program, prepared, subset.y))
    return x, y if len(program.graph.sinks) == 1 else y[0]


def targets_of(program: Program, prepared: Prepared, y: Array) -> Array | list[Array]:
    """Return what the outputs are to answer for samples whose targets are ``y``: a list where there are several."""
    sinks = program.graph.sinks
    targets = encode(y, program.shapes[sinks[0]][-1], prepared.shape.task)
    return targets if len(sinks) == 1 else [targets] * len(sinks)


def take_over(program: Program, before: Program) -> None:
    """Let a program go on with another's weights, and with its optimiser's state where it is the same optimiser."""
    mine, state = program.save_state(), before.save_state()
    same = program.dtype == before.dtype and _sizes(mine) == _sizes(state)
    same = same and program.fingerprint == before.fingerprint
    if same and type(program.optimizer) is type(before.optimizer):
        program.load_state(state)
    else:
        program.theta[:] = before.theta


def _sizes(state: dict[str, Any]) -> dict[str, int]:
    return {name: getattr(value, "size", 0) for name, value in state.items()}
