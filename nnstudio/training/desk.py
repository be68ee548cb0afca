"""The trainer's desk: the problem in hand, and what each command does to it. Runs on the trainer's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import singledispatchmethod

import numpy as np

from nnstudio.engine import Plan, Program
from nnstudio.engine.errors import NnstudioError
from nnstudio.training import commands as c
from nnstudio.training.events import (
    CommandRefused,
    ProblemLoaded,
    ProblemWithdrawn,
    Reason,
    RunPaused,
    RunReset,
    RunStarted,
    StateCaptured,
)
from nnstudio.training.frame import Frame, Status
from nnstudio.training.live import change
from nnstudio.training.mailbox import Mailbox, Measurement
from nnstudio.training.measure import Look
from nnstudio.training.memory import WeightMemory
from nnstudio.training.pace import Pace
from nnstudio.training.problem import Problem, compile_problem, pose, take_over
from nnstudio.training.refusals import no_state, not_finite, nothing_to_train

FOREVER = 1 << 62
MOST_LOSSES = 1 << 14
"""Losses that are kept back at most while no window looks."""


class Desk:
    """The problem in hand. ``obey`` dispatches on the command's type; NnstudioError means that nothing was changed.

    A problem refused is withdrawn by the caller: the one before it is no longer what the window shows.
    """

    def __init__(self, mailbox: Mailbox, clock: Callable[[], float], look: Look) -> None:
        self.mailbox = mailbox
        self.pace = Pace(clock)
        self.problem: Problem | None = None
        self.status = Status.EMPTY
        self.run_id = 0
        self.revision = 0
        self.change = 0
        self.validate_every = 20
        self.stop_epoch = 0
        self.measurement: Measurement | None = None
        self._loaded: c.LoadProblem | None = None
        self._refusal: NnstudioError | None = None
        self._seed = 0
        self._goal: int | None = None
        self._losses: list[float] = []
        self._memory = WeightMemory()
        self._look = look
        self._clock = clock

    # -- asked by the trainer

    @property
    def learning_rate(self) -> float:
        """The learning rate in force."""
        return self.problem.program.learning_rate if self.problem is not None else 0.0

    def frame(self, copied: tuple[Program, Plan] | None = None) -> Frame | None:
        """Return the present moment, of the run's own arrays or of copies of them."""
        if self.problem is None:
            return None
        run = self.problem.run
        program, plan = copied if copied is not None else (self.problem.program, run.plan)
        return Frame(
            run_id=self.run_id,
            revision=self.revision,
            step=run.step,
            epoch=run.epoch,
            batch_position=run.batch_position,
            batches=run.feed.per_epoch,
            sample=run.sample,
            rows=run.rows,
            loss=float(plan.loss),
            status=self.status,
            program=program,
            plan=plan,
            measurement=self.measurement,
            copied=copied is not None,
            change=self.change,
        )

    def holds(self, command: c.Command) -> bool:
        """Whether the problem in hand is the one that this command brought (none, if it took it away)."""
        loaded = self._loaded if self.problem is not None else None
        if loaded is None or not isinstance(command, c.LoadProblem):
            return loaded is None and isinstance(command, c.WithdrawProblem)
        # The settings may have been changed since.
        return loaded.graph is command.graph and loaded.prepared is command.prepared

    def superseded(self, command: c.Command, waiting: Iterable[c.Command]) -> bool:
        """Whether a later command makes this one pointless: compiling takes time, and only the last problem counts."""
        return isinstance(command, c.LoadProblem) and any(
            isinstance(other, c.LoadProblem) and other.start is c.Start.KEEP is command.start and command.keep is None
            for other in waiting
        )

    def steps_to_goal(self) -> int:
        """Return how many steps lead to where the run must pause."""
        assert self.problem is not None
        run = self.problem.run
        goals = [FOREVER]
        if self._goal is not None:
            goals.append(self._goal - run.step)
        if self.stop_epoch > run.epoch:
            goals.append(run.steps_to_epoch(self.stop_epoch))
        return min(goals)

    def arrive(self) -> None:
        """The goal is reached: pause."""
        assert self.problem is not None
        stepped = self._goal is not None and self.problem.run.step >= self._goal
        self.rest(Reason.STEPPED if stepped else Reason.STOP_EPOCH)

    def rest(self, reason: Reason) -> None:
        """Pause, if running."""
        self._goal = None
        if self.status is Status.RUNNING and self.problem is not None:
            self.publish()
            self.status = Status.PAUSED
            self.mailbox.post(RunPaused(self.run_id, self.problem.run.step, reason))

    def fail(self, losses: list[float]) -> None:
        """The run came to numbers that are not finite, and is back at a sound step that followed on these losses."""
        assert self.problem is not None
        run = self.problem.run
        run.losses = losses
        self.publish()
        self.mailbox.go_on_from(run.step + 1)
        self._goal = None
        self.status = Status.FAILED
        self.change += 1

    def name_of(self, layer: str) -> str:
        """Return what the student calls a layer."""
        names = self._loaded.names if self._loaded is not None else {}
        return names.get(layer, layer)

    def measure(self) -> Measurement | None:
        """Measure the training and validation sets, and publish it; None where it was called off."""
        found = self.problem.measure(self._look) if self.problem is not None else None
        if found is not None:
            self.measurement = found
            self.mailbox.post_measurement(found)
        return found

    def validate(self) -> None:
        """Measure where a validation is due, and stop the run where it should end there."""
        self.gather()
        found, problem = self.measure(), self.problem
        reason = problem.judge(found) if found is not None and problem is not None else None
        if reason is None or problem is None:
            return
        best, restored = -1, False
        if reason is Reason.NO_IMPROVEMENT:
            best, restored = problem.run.stopping.best_step, problem.run.restore_best()
        if restored:
            self.change += 1
            self.measure()
        self._goal = None
        self.publish()
        self.status = Status.PAUSED
        self.mailbox.post(RunPaused(self.run_id, problem.run.step, reason, best, restored))

    def gather(self) -> None:
        """Keep the losses of the steps just made, to be published before the window looks."""
        if self.problem is not None:
            self._losses += self.problem.run.losses
            self.problem.run.losses.clear()
            if len(self._losses) > MOST_LOSSES:
                self._write()

    def publish(self) -> None:
        """Publish the losses gathered."""
        self.gather()
        if self._losses:
            self._write()

    def _write(self) -> None:
        self.mailbox.write(self._losses)
        self._losses.clear()

    # -- commands

    @singledispatchmethod
    def obey(self, command: c.Command) -> None:
        """Do what a command asks."""
        raise TypeError(f"no such command: {command!r}")

    @obey.register
    def _(self, command: c.LoadProblem) -> None:
        continued = command.start is c.Start.CONTINUE and self.problem is not None and command.keep is None
        before = self.problem
        if before is not None and command.start is not c.Start.FRESH:
            self._memory.remember(before.program)
        if command.start is c.Start.FRESH:
            self._memory.forget()
        program = compile_problem(command.graph, command.settings, command.seed)
        kept = self._memory.recall(program)
        if continued and before is not None:
            take_over(program, before.program)
        problem = pose(program, command.prepared, command.settings, command.seed)
        if command.keep is not None and not self._restore(problem, command.keep):
            problem.program.reset(command.seed)
            problem = pose(program, command.prepared, command.settings, command.seed)
        if continued and before is not None:
            problem.run.continue_from(before.run)
        self._install(command, problem, continued, kept)

    def _restore(self, problem: Problem, state: c.RunState) -> bool:
        try:
            problem.run.load_state(state)
        except NnstudioError as error:
            self.mailbox.post(CommandRefused(error))
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            self.mailbox.post(CommandRefused(no_state(error)))
        else:
            return True
        return False

    def _install(self, command: c.LoadProblem, problem: Problem, continued: bool, kept: tuple[str, ...]) -> None:
        self._loaded, self._seed = command, command.seed
        self.problem = problem
        self.validate_every = max(1, command.settings.validate_every)
        self.stop_epoch = command.settings.stop_epoch
        if self.status is not Status.RUNNING:
            self.status = Status.PAUSED
        if continued:
            self.revision += 1
            problem.run.losses.clear()
        else:
            self._begin_run()
        sets = problem.training, problem.validation
        counts = (sets[0].used, sets[0].total), (sets[1].used, sets[1].total)
        self.mailbox.post(ProblemLoaded(self.run_id, kept, continued, counts, command.keep is not None))
        self.publish()
        if not continued:
            self.measure()

    def _begin_run(self) -> None:
        assert self.problem is not None
        self.run_id += 1
        self.revision = 0
        self._goal = None
        self.measurement = None
        self._losses.clear()
        self.mailbox.begin_run(self.run_id, self.problem.run.step)

    @obey.register
    def _(self, command: c.WithdrawProblem) -> None:
        self.withdraw()

    def withdraw(self, reason: NnstudioError | None = None) -> None:
        """Have nothing to train any more; ``reason`` is what commands that need a problem are refused with."""
        if self.problem is not None:
            self._memory.remember(self.problem.program)
            self.rest(Reason.WITHDRAWN)
        self.problem, self.status, self._refusal = None, Status.EMPTY, reason
        self.mailbox.post(ProblemWithdrawn())

    @obey.register
    def _(self, command: c.Run) -> None:
        problem = self._require()
        self._goal = None
        self.pace.restart()
        if self.status is not Status.RUNNING:
            self.status = Status.RUNNING
            self.mailbox.post(RunStarted(self.run_id, problem.run.step))

    @obey.register
    def _(self, command: c.Pause) -> None:
        self.rest(Reason.ASKED)

    @obey.register
    def _(self, command: c.StepSample) -> None:
        run = self._require().run
        self.rest(Reason.STEPPED)
        place = run.sample + command.count
        if place >= len(run.rows):
            self._step()
        else:
            run.sample = max(0, place)

    @obey.register
    def _(self, command: c.SelectSample) -> None:
        run = self._require().run
        run.sample = min(max(0, command.index), len(run.rows) - 1)

    @obey.register
    def _(self, command: c.StepBatch) -> None:
        self._require()
        self.rest(Reason.STEPPED)
        self._step()

    def _step(self) -> None:
        problem = self._require()
        self.status = Status.PAUSED
        problem.run.advance(1, _Never())
        if problem.run.step % self.validate_every == 0:
            self.validate()

    @obey.register
    def _(self, command: c.StepEpoch) -> None:
        run = self._require().run
        self.obey(c.Run())
        self._goal = run.step + run.steps_to_epoch(run.epoch + 1)

    @obey.register
    def _(self, command: c.Reset) -> None:
        problem, loaded = self._require(), self._loaded
        assert loaded is not None
        self._seed = self._seed if command.seed is None else command.seed
        self._memory.forget()
        self.rest(Reason.ASKED)
        problem.program.reset(self._seed)
        self.problem = pose(problem.program, loaded.prepared, loaded.settings, self._seed)
        self.status = Status.PAUSED
        self._begin_run()
        self.mailbox.post(RunReset(self.run_id, self._seed))
        self.publish()
        self.measure()

    @obey.register
    def _(self, command: c.SetSetting) -> None:
        # Without a problem there is nothing to do: the next one brings its settings along.
        if self.problem is not None and self._loaded is not None:
            settings = change(command, self.problem, self._loaded.settings)
            self._loaded = replace(self._loaded, settings=settings)
            self.change += 1

    @obey.register
    def _(self, command: c.SetSpeed) -> None:
        self.pace.set(command.steps_per_second)

    @obey.register
    def _(self, command: c.StopAt) -> None:
        self.stop_epoch = command.epoch

    @obey.register
    def _(self, command: c.ValidateEvery) -> None:
        self.validate_every = max(1, command.steps)

    @obey.register
    def _(self, command: c.SetParameterValue) -> None:
        problem = self._require()
        values = problem.program.parameter(command.layer, command.name).copy()
        if not np.isfinite(command.value):
            raise not_finite(command)
        values[command.index] = command.value
        problem.run.set_parameter(command.layer, command.name, values)
        self.change += 1
        self.measure()

    @obey.register
    def _(self, command: c.CaptureState) -> None:
        if self.problem is not None:
            run = self.problem.run
            self.mailbox.post(StateCaptured(self.run_id, run.step, run.save_state()))

    def _require(self) -> Problem:
        if self.problem is None:
            raise self._refusal or nothing_to_train()
        return self.problem


class _Never:
    due = float("inf")
