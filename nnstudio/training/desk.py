"""The trainer's desk: the problem in hand, its moment, and what is published of it. Runs on the trainer's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from nnstudio.engine import Plan, Program
from nnstudio.engine.errors import NnstudioError
from nnstudio.training import commands as c
from nnstudio.training.events import ProblemWithdrawn, Reason, RunPaused, RunStarted
from nnstudio.training.frame import Frame, Status
from nnstudio.training.mailbox import Mailbox, Measurement
from nnstudio.training.measure import Look
from nnstudio.training.memory import WeightMemory
from nnstudio.training.pace import Pace
from nnstudio.training.problem import Problem
from nnstudio.training.refusals import nothing_to_train

FOREVER = 1 << 62
MOST_LOSSES = 1 << 14
"""Losses that are kept back at most while no window looks."""


class Desk:
    """The problem in hand, and where it stands; what each command does to it stands in ``obeying``.

    Attributes
    ----------
    problem : what is trained; None without one, and ``refusal`` may say why. loaded : the command that brought it, with
        the settings in force now. seed : what the weights were drawn from.
    goal : the step at which the run must pause, None for no such step.
    memory : the weights of layers that were edited away.
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
        self.loaded: c.LoadProblem | None = None
        self.refusal: NnstudioError | None = None
        self.seed = 0
        self.goal: int | None = None
        self._losses: list[float] = []
        self.memory = WeightMemory()
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
        loaded = self.loaded if self.problem is not None else None
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
        if self.goal is not None:
            goals.append(self.goal - run.step)
        if self.stop_epoch > run.epoch:
            goals.append(run.steps_to_epoch(self.stop_epoch))
        return min(goals)

    def arrive(self) -> None:
        """The goal is reached: pause."""
        assert self.problem is not None
        stepped = self.goal is not None and self.problem.run.step >= self.goal
        self.rest(Reason.STEPPED if stepped else Reason.STOP_EPOCH)

    def rest(self, reason: Reason) -> None:
        """Pause, if running."""
        self.goal = None
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
        self.goal = None
        self.status = Status.FAILED
        self.change += 1

    def name_of(self, layer: str) -> str:
        """Return what the student calls a layer."""
        names = self.loaded.names if self.loaded is not None else {}
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
        self.goal = None
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

    # -- what the commands are made of

    def require(self) -> Problem:
        """Return the problem; NnstudioError where there is none."""
        if self.problem is None:
            raise self.refusal or nothing_to_train()
        return self.problem

    def begin_run(self) -> None:
        """The problem in hand is a run of its own from here on."""
        self.run_id += 1
        self.revision = 0
        self.goal = None
        self.measurement = None
        self._losses.clear()
        self.mailbox.begin_run(self.run_id, self.require().run.step)

    def go(self) -> None:
        """Train until paused."""
        problem = self.require()
        self.goal = None
        self.pace.restart()
        if self.status is not Status.RUNNING:
            self.status = Status.RUNNING
            self.mailbox.post(RunStarted(self.run_id, problem.run.step))

    def step(self) -> None:
        """Make one update, at rest."""
        problem = self.require()
        self.rest(Reason.STEPPED)
        self.status = Status.PAUSED
        problem.run.advance(1, _Never())
        if problem.run.step % self.validate_every == 0:
            self.validate()

    def withdraw(self, reason: NnstudioError | None = None) -> None:
        """Have nothing to train any more; ``reason`` is what commands that need a problem are refused with."""
        if self.problem is not None:
            self.memory.remember(self.problem.program)
            self.rest(Reason.WITHDRAWN)
        self.problem, self.status, self.refusal = None, Status.EMPTY, reason
        self.mailbox.post(ProblemWithdrawn())


class _Never:
    due = float("inf")
