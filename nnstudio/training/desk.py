"""The trainer's desk: the problem in hand, its moment, and what is published of it. Runs on the trainer's thread."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from nnstudio.engine import Plan, Program
from nnstudio.engine.errors import NnstudioError
from nnstudio.training import commands as c
from nnstudio.training.altering import Changes
from nnstudio.training.events import (
    Branched,
    ProblemLoaded,
    ProblemWithdrawn,
    Reason,
    RunPaused,
    RunStarted,
    SeekEnded,
)
from nnstudio.training.frame import Frame, Status
from nnstudio.training.gathered import Gathered
from nnstudio.training.going_on import advance, are_finite, validate
from nnstudio.training.held import Held
from nnstudio.training.history import Deed, KeyFrame, Past, Record
from nnstudio.training.history.seeking import Seeking
from nnstudio.training.live import is_outdated
from nnstudio.training.mailbox import Mailbox, Measurement, Scalars
from nnstudio.training.measure import Look
from nnstudio.training.memory import WeightMemory
from nnstudio.training.observation import Observer
from nnstudio.training.pace import Pace
from nnstudio.training.problem import Problem
from nnstudio.training.refusals import nothing_to_train, run_gone
from nnstudio.training.stopping import watched_loss
from nnstudio.training.stops import Stops
from nnstudio.training.watch import NEVER, Watch
from nnstudio.training.work import Beginning

FOREVER = 1 << 62
WORTH_KEEPING = 20
"""Steps that a run must have made to be remembered when another takes its place."""


class Desk:
    """The problem in hand, and where it stands; what each command does to it stands in ``obeying``.

    Attributes
    ----------
    problem : what is trained; None without one, and ``refusal`` may say why. loaded : the command that brought it, with
        the settings in force now. newest : the last such command obeyed. seed : what the weights were drawn from.
    past : the way back to earlier steps, there while a problem is. seeking : a way back (or on) under way.
    goal : the step at which the run must pause, None for no such step.
    gathered : losses kept back until the window looks. found : measurements that are, while a run goes on.
    begun : what began the project in hand. made : steps made since then in all its runs; a replay makes none.
    memory : the weights of layers that were edited away. held : the run that waits while its network is broken.
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
        self.stops = Stops()
        self.observer = Observer(clock)
        self.measurement: Measurement | None = None
        self.newest: c.LoadProblem | None = None
        self.past: Past | None = None
        self.seeking: Seeking | None = None
        self._runs = self.made = 0
        self.begun = Beginning()
        self.refusal: NnstudioError | None = None
        self.held: Held | None = None
        self.seed = 0
        self.goal: int | None = None
        self.gathered = Gathered(mailbox)
        self.found: list[Measurement] = []
        self.memory = WeightMemory()
        self.look = look
        self.clock = clock

    @property
    def learning_rate(self) -> float:
        """The learning rate in force."""
        return self.problem.program.learning_rate if self.problem is not None else 0.0

    def frame(self, copied: tuple[Program, Plan] | None = None) -> Frame | None:
        """Return the present moment, of the run's own arrays or of copies of them."""
        if self.problem is None or self.past is None or self.seeking is not None:
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
            head=self.past.head,
            parent=self.past.record.parent,
            best=self.past.record.best,
            altered=bool(run.changes),
            prepared=self.past.loaded.prepared,
        )

    def holds(self, command: c.Command) -> bool:
        """Whether the problem in hand is the one that this command brought (none, if it took it away)."""
        if self.problem is None:
            return isinstance(command, c.WithdrawProblem)
        return command is self.newest

    def steps_to_goal(self) -> int:
        """Return how many steps lead to where the run must pause."""
        assert self.problem is not None
        run = self.problem.run
        goals = [FOREVER]
        if self.goal is not None:
            goals.append(self.goal - run.step)
        if self.stop_epoch > run.epoch:
            goals.append(run.steps_to_epoch(self.stop_epoch))
        known = self.stops.goal(run)
        if known is not None:
            goals.append(known - run.step)
        return min(goals)

    def arrive(self) -> None:
        """The goal is reached: pause."""
        assert self.problem is not None
        if self.stops.hit >= 0:
            self.rest(Reason.BREAK_POINT)
            return
        stepped = self.goal is not None and self.problem.run.step >= self.goal
        self.rest(Reason.STEPPED if stepped else Reason.STOP_EPOCH)

    def rest(self, reason: Reason) -> None:
        """Pause, if running."""
        self.goal = None
        if self.status is Status.RUNNING and self.problem is not None:
            self.publish()
            self.status = Status.PAUSED
            point = self.stops.points[self.stops.hit] if reason is Reason.BREAK_POINT else None
            self.mailbox.post(RunPaused(self.run_id, self.problem.run.step, reason, point=point))

    def fail(self, losses: list[float]) -> None:
        """The run came to numbers that are not finite, and is back at a sound step that followed on these losses."""
        assert self.problem is not None
        run = self.problem.run
        run.losses = losses
        self.publish()
        self.mailbox.go_on_from(run.step + 1)
        if self.past is not None:
            self.past.went_back()
        self.goal = None
        self.status = Status.FAILED
        self.change += 1

    def name_of(self, layer: str) -> str:
        """Return what the student calls a layer."""
        names = self.loaded.names if self.loaded is not None else {}
        return names.get(layer, layer)

    def measure(self, *, changed: bool = False) -> Measurement | None:
        """Measure the training and validation sets, and publish it; None where it was called off.

        ``changed`` : the weights are others than those that this step's loss was told of, and that were judged here.
        """
        if changed:
            self._tell_again()
        found = self.problem.measure(self.look) if self.problem is not None else None
        if found is not None:
            self.score(found.step)
            self.take((found,))
        return found

    def _tell_again(self) -> None:
        problem = self.require()
        problem.scorer.due = 0.0
        self.publish()
        self.mailbox.go_on_from(problem.run.step)
        self.mailbox.write((float(problem.run.plan.loss),))

    def score(self, step: int) -> None:
        """Publish every metric of the answers just measured, if it is time."""
        scores = self.require().scorer.score(step, self.look)
        if scores is not None:
            self.mailbox.post_observation(scores)

    def take(self, found: Sequence[Measurement]) -> None:
        """Publish measurements, and bear the best in mind."""
        self.measurement = found[-1]
        self.mailbox.post_measurements(found)
        if self.past is None or self.past.visiting:
            return
        for each in found:
            watched = watched_loss(each)
            better = math.isfinite(watched) and self.past.record.judge(each.step, watched)
            # A window that has read this step at rest already has something new to read.
            self.change += better and self.status is not Status.RUNNING

    def hand_on(self) -> None:
        """Take the measurements that were kept back."""
        if self.found:
            found, self.found = self.found, []
            self.take(found)

    def gather(self) -> None:
        """Keep the losses of the steps just made, to be published before the window looks."""
        if self.problem is not None:
            self.gathered.take(self.problem.run.losses)

    def publish(self) -> None:
        """Publish the losses gathered."""
        self.gather()
        self.gathered.publish()

    def forget(self) -> None:
        """Another project begins: what was kept of the one before must not come back in it."""
        self.memory.forget()
        self.held, self.made = None, 0

    # -- what the commands are made of

    def require(self) -> Problem:
        """Return the problem; NnstudioError where there is none."""
        if self.problem is None:
            raise self.refusal or nothing_to_train()
        return self.problem

    @property
    def loaded(self) -> c.LoadProblem | None:
        """The command that brought the problem in hand, with the settings in force."""
        return self.past.loaded if self.past is not None else None

    @property
    def visiting(self) -> bool:
        """Whether the run stands behind its head, so that what comes next is known."""
        return self.past is not None and self.past.visiting

    @property
    def moment(self) -> tuple[int, int]:
        """The run's number and the farthest step that it came to."""
        # Read once: the window asks at any time, and the problem may just be going.
        past = self.past
        return self.run_id, past.head if past is not None else 0

    def next_run(self) -> int:
        """Return a number that no run has had yet."""
        self._runs += 1
        return self._runs

    def begin_run(self, loaded: c.LoadProblem, again: bool = False) -> Scalars:
        """The problem in hand is a run of its own from here on; ``again``: of the network before it, which has left.

        Return the losses not yet read of the run before.
        """
        problem = self.require()
        self.run_id, self.revision = self.next_run(), 0
        self.goal = self.measurement = self.held = None
        # The last ones of the run before: a measurement lets the window read them before they are published.
        self.gathered.publish()
        unread = self.mailbox.begin_run(self.run_id, problem.run.step)
        self.keep_run(unread=unread)
        if again and self.past is not None:
            self.past.begin(self.run_id, loaded, problem)
        else:
            self.past = Past(self.run_id, loaded, problem)
        return unread

    def note(self, deed: Deed) -> None:
        """Put a deed, just done, into the run's log; behind the head it begins a branch (before, where it writes)."""
        if self.past is not None:
            if self.past.visiting:
                self.branch()
            self.past.note(deed)

    def branch(self, writes: tuple[c.Write, ...] = ()) -> int:
        """Let what follows (``writes``, if by hand) be a run of its own, with the same past; return its number."""
        self.require()
        assert self.past is not None
        self.publish()
        parent, step = self.run_id, self.past.step
        self.run_id = self.next_run()
        unread = self.mailbox.begin_run(self.run_id, step + 1)
        self.keep_run(unread=unread)
        self.past.branch(self.run_id)
        outdated = self.newest is not None and is_outdated(self.past.loaded, self.newest)
        changes = self.require().run.changes
        self.mailbox.post(Branched(self.run_id, parent, step, unread, outdated, writes, changes))
        return self.run_id

    def keep_run(self, record: Record | None = None, unread: Scalars | None = None, *, asked: bool = False) -> None:
        """Tell what there is of a run (None: the one in hand, or the one that has just given way)."""
        past = self.past
        if past is not None and (asked or (record.head if record is not None else past.head) >= WORTH_KEEPING):
            self.mailbox.post(past.remains(record or past.record, unread, asked))

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
        run = self.require().run
        self.rest(Reason.STEPPED)
        self.status = Status.PAUSED
        if self.visiting:
            self.replay(1, NEVER)
            return
        # One of several in a row: the step before left its loss where this one puts its own.
        self.gather()
        advance(self, 1, NEVER, stops=False)
        if are_finite(run.losses) and run.step % self.validate_every == 0:
            validate(self)

    def replay(self, most: int, watch: Watch) -> int:
        """Make up to ``most`` of the steps between here and the head once more; return how many."""
        assert self.past is not None
        stops = None if self.seeking is not None else self.stops
        made = self.past.replay(most, watch, stops)
        if self.past.at_era_end:
            self.stand_at(self.past.record, self.past.record.frames.at(self.past.step))
        return made

    def stand_at(self, record: Record, frame: KeyFrame) -> None:
        """Put the run at a key frame of a record."""
        assert self.past is not None
        another = self.past.restore(record, frame)
        self.problem, self.revision = self.past.problem, self.past.era.revision
        self.run_id = record.id
        if another:
            self.mailbox.post(ProblemLoaded(self.run_id, continued=True, measured=self.problem.measured))

    def seek(self, step: int, run: int | None = None, sample: int | None = None, changes: Changes = ()) -> None:
        """Begin to go to a step of a run, and there to a sample of the batch (None: the one in hand, −1: the last).

        ``changes`` : made to the batch there.

        NnstudioError : that run is no longer kept.
        """
        self.require()
        assert self.past is not None
        self.rest(Reason.ASKED)
        record = self.past.branches.of(self.run_id if run is None else run)
        if record is None:
            raise run_gone(run or 0)
        self.publish()
        self.require().run.restore_batch()
        self.past.leave()
        self.status = Status.PAUSED
        self.seeking = Seeking(self, record, (step, sample, changes), self.clock)

    def seek_on(self, watch: Watch) -> None:
        """Go on with the seek under way until the watch calls."""
        if self.seeking is not None and self.seeking.work(watch):
            self.end_seek()

    def end_seek(self) -> None:
        """Stand where the seek has come to."""
        if self.seeking is not None and self.past is not None:
            seeking, self.seeking = self.seeking, None
            self.measurement = None
            self.change += 1
            self.mailbox.post(SeekEnded(self.run_id, self.past.step, seeking.arrived))

    def withdraw(self, reason: NnstudioError | None = None, *, for_good: bool = False) -> None:
        """Have nothing to train any more; ``reason`` is what commands that need a problem are refused with.

        ``for_good`` : another project begins, so that no run waits for its network.
        """
        self.end_seek()
        step = 0
        if self.problem is not None and self.past is not None:
            self.held, step = Held(self.problem, self.past, self.status, self.goal), self.past.step
            self.rest(Reason.WITHDRAWN)
            self.publish()
            self.keep_run()
        self.problem, self.past, self.status, self.refusal = None, None, Status.EMPTY, reason
        if for_good:
            self.forget()
        self.mailbox.post(ProblemWithdrawn(step if reason is None and not for_good else 0))
