"""A run: a program over a feed, advanced step by step; the same code with a thread around it or without.

A run is always *primed*: the batch under way has been through forward, loss and backward, and waits for its update. So
weights, z, a, gradients and loss belong together whenever nobody is stepping.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Plan, Program
from nnstudio.engine.subnormal import stepping
from nnstudio.training.altering import Changes, check_changes, put_back, put_in, with_writes
from nnstudio.training.break_point import Watching
from nnstudio.training.commands import THETA, Write
from nnstudio.training.feed import Batch, Feed
from nnstudio.training.own_state import OwnState, saved_in
from nnstudio.training.steps import Steps
from nnstudio.training.stop_rule import StopRule
from nnstudio.training.stopping import Stopping
from nnstudio.training.watch import Watch

RunState = dict[str, Any]
SNAPSHOT_SHARE = 50
"""A snapshot is taken at most once in so many times what it costs: at most 2 % of the time."""
SEGMENT = 0.016
"""Seconds between snapshots where they cost nothing."""
UNWATCHED = 4e-5
"""Seconds of steps that are made without a look at the clock."""
MOST = 1 << 14
"""Steps between two looks at the losses, at most."""
PROGRAM = "program."
_SCHEDULE = "program.schedule"


class Run:
    """One program, one feed, and how far they have come.

    Attributes
    ----------
    step : updates made. sample : cursor into the batch. losses : of the steps made by the last :meth:`advance`.
    changes : numbers of the batch under way that were changed by hand; no update is ever made from them.
    step_time : seconds that a step takes, smoothed. kept : called with each snapshot that :meth:`advance` takes.
    moves : the forward pass itself changes what the next step reads: dropout draws, batch normalisation carries
        statistics along. stopping : what early stopping keeps.
    """

    def __init__(
        self,
        program: Program,
        feed: Feed,
        stopping: Stopping | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.program, self.feed = program, feed
        self.stopping = stopping or Stopping(StopRule())
        self.clock = clock
        self.step = self.sample = self.epochs_before = 0
        self.losses: list[float] = []
        self.step_time = 0.0
        self._steps = Steps(program, feed)
        self._base: RunState = {}
        self._older: RunState = {}
        self._spare: dict[str, Any] = {}
        self._rebase_at = 0.0
        self.kept: Callable[[RunState], None] | None = None
        self.changes: Changes = ()
        self.moves = False
        self.prime()

    # -- where it stands

    @property
    def _current(self) -> int:
        return self.feed.index - 1

    @property
    def epoch(self) -> int:
        """The number of whole epochs done."""
        return self.epochs_before + (self.feed.passed - 1) // self.feed.per_epoch

    @property
    def batch_position(self) -> int:
        """The number of the batch under way within its epoch."""
        return self._current % self.feed.per_epoch

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """The samples of the batch under way, as indices into the training set, ``(N,)``."""
        return self.feed.rows(self._current)

    @property
    def plan(self) -> Plan:
        """The plan of the batch under way."""
        return self.program.plan(len(self.rows))

    def steps_to_epoch(self, epoch: int) -> int:
        """Return how many steps lead to the end of epoch number ``epoch`` (1 is the first)."""
        return (epoch - self.epoch) * self.feed.per_epoch - self.batch_position

    # -- going on

    @stepping()
    def prime(self) -> None:
        """Bring the next batch through forward, loss and backward."""
        if self.feed.index == self.feed.length:
            self.feed.turn()
        before = self.program.random.bit_generator.state
        self._base, self._older = self._snapshot(self.feed.index), {}
        batch = self.feed.next()
        put_in(batch, self.changes)
        self._bring()
        self.losses = [self._steps.loss(self._place)]
        self.moves = self.program.random.bit_generator.state != before or self.program.carried.size > 0

    def continue_from(self, before: Run) -> None:
        """Count on from another run of the same network: steps, epochs, the schedule's time and early stopping."""
        self.step, self.epochs_before = before.step, before.epoch
        self.program.set_steps_per_epoch(self.feed.per_epoch, self.step, self.epochs_before)
        mine, theirs = self.program.timetable, before.program.timetable
        if mine.schedule == theirs.schedule:
            mine.keep(theirs.seen)
        self.stopping.load_state(before.stopping.save_state(), self.program)
        self._base = {
            **self._base,
            "step": self.step,
            "epochs_before": self.epochs_before,
            _SCHEDULE: mine.save_state(),
        }

    def refresh(self) -> None:
        """The program's update has other calls than before: a penalty was switched on or off."""
        self._steps = Steps(self.program, self.feed)

    @stepping()
    def advance(self, most: int, watch: Watch, stops: Watching | None = None) -> int:
        """Make up to ``most`` steps, at least one, until ``watch.due`` has passed or ``stops`` hit; return how many."""
        self.restore_batch()
        start, done, ended = self.clock(), 0, False
        self.losses.clear()
        looking = stops if stops is not None and stops.begin() else None
        if start >= self._rebase_at:
            self._step_with_snapshot()
            done, ended = 1, looking is not None and looking.check(self.plan)
            if self.kept is not None:
                self.kept(self._base)
        most = min(most, MOST)
        while done < most and not ended and (done == 0 or self.clock() < watch.due):
            done += self._block(most - done, watch) if looking is None else self._looked_at(most - done, watch, looking)
            ended = looking is not None and looking.hit >= 0
        return self._count(done, start)

    def _count(self, done: int, start: float) -> int:
        self.step, self.sample = self.step + done, 0
        took, known = (self.clock() - start) / done, self.step_time
        # A step that other work on the machine has interrupted says little of those to come.
        self.step_time = 0.7 * known + 0.3 * min(took, 2 * known) if known else took
        return done

    def _block(self, most: int, watch: Watch) -> int:
        """Make steps within one chunk of the feed: the innermost loop of the whole program."""
        feed = self.feed
        if not feed.laid_out:
            self._picked_step()
            return 1
        if feed.index == feed.length:
            feed.turn()
        first, count, now, make = feed.index, 0, self.clock, self._steps.make
        most = min(most, feed.length - first)
        at_once = max(1, int(UNWATCHED / self.step_time)) if self.step_time else 1
        while count < most:
            some = min(at_once, most - count)
            make(first + count, some)
            count += some
            if now() >= watch.due:
                break
        self.losses += self._steps.losses[first : first + count].tolist()
        feed.index = first + count
        return count

    def _looked_at(self, most: int, watch: Watch, stops: Watching) -> int:
        """As :meth:`_block`, with a look after each step; a loop of its own, so that the other one pays nothing."""
        feed = self.feed
        if not feed.laid_out:
            stops.check(self.program.plan(self._picked_step().size))
            return 1
        if feed.index == feed.length:
            feed.turn()
        first, count, now, make, check = feed.index, 0, self.clock, self._steps.make, stops.check
        for plan in self._steps.plans[first : first + most]:
            make(first + count)
            count += 1
            if check(plan) or now() >= watch.due:
                break
        self.losses += self._steps.losses[first : first + count].tolist()
        feed.index = first + count
        return count

    def _picked_step(self) -> Batch:
        batch = self.feed.next()
        self._steps.make(self._place)
        self.losses.append(self._steps.loss(self._place))
        return batch

    def _step_with_snapshot(self) -> None:
        """Make one step; between its update and its next batch take the snapshot that later ones are retraced from."""
        start = self.clock()
        self._steps.update()
        if self.feed.index == self.feed.length:
            self.feed.turn()
        self._spare = saved_in(self._older) or self._spare
        self._base, self._older = self._snapshot(self.feed.index, self.step + 1), self._base
        now = self.clock()
        self._rebase_at = now + max(SEGMENT, SNAPSHOT_SHARE * (now - start))
        self.feed.next()
        self._bring()
        self.losses.append(self._steps.loss(self._place))

    # -- state

    def _snapshot(self, index: int, step: int | None = None, saved: dict[str, Any] | None = None) -> RunState:
        """Return all that leads to batch ``index`` of the chunk: valid while its forward pass is still to come."""
        saved = self.program.save_state() if saved is None else saved
        state = {f"{PROGRAM}{name}": value for name, value in saved.items()}
        feed = {**self.feed.save_state(), "index": index}
        count = self.step if step is None else step
        return {**state, "feed": feed, "step": count, "epochs_before": self.epochs_before, "sample": 0}

    def save_state(self) -> RunState:
        """Return a copy of all that the next step reads; :meth:`load_state` goes on from it bit for bit.

        The state saved is that *before* the batch under way was brought in, since only so do layers that draw
        (dropout) draw the same again, and running statistics are counted once. Where there are such layers, it is found
        by retracing from the last snapshot.
        """
        if self.moves:
            self.rebase()
        state = dict(self._base) if self.moves else self._snapshot(self._current)
        return {**state, "sample": self.sample, "stopping": self.stopping.save_state()}

    def load_state(self, state: RunState) -> bool:
        """Go on from a saved state; False where it belongs to data of another size (the weights are taken even so).

        Raises
        ------
        DataError : the weights do not fit this network. KeyError, TypeError, ValueError : it is no such state at all.
        """
        self._forget_changes()
        return self._load(state)

    def _load(self, state: RunState) -> bool:
        own = {name.removeprefix(PROGRAM): value for name, value in state.items() if name.startswith(PROGRAM)}
        # Going back to find where a NaN came up may lead to weights that are NaN already.
        self.program.load_state(own, finite=False)
        fits = self.feed.load_state(state["feed"])
        if fits:
            self.step, self.epochs_before = int(state["step"]), int(state["epochs_before"])
        # Snapshots to retrace from have none: what was observed since then stays observed.
        if "stopping" in state:
            self.stopping.load_state(state["stopping"], self.program)
        self._rebase_at = 0.0
        self.prime()
        self.sample = min(int(state["sample"]), len(self.rows) - 1)
        return fits

    def base_next(self) -> bool:
        """Have the next step take a snapshot; False where :meth:`rebase` has nothing to retrace."""
        wanted = bool(self.moves and self._base["step"] != self.step)
        self._rebase_at = 0.0 if wanted else self._rebase_at
        return wanted

    def rebase(self) -> None:
        """Put the snapshot at the present step, by retracing up to here; nothing else is changed."""
        if not self.moves:
            # A hand waits for what comes of its change, and new memory takes many times as long as the copy itself.
            saved, self._spare = self.program.save_state(saved_in(self._base) or self._spare), {}
            self._base = OwnState(self._snapshot(self._current, saved=saved), saved)
            return
        if self._base["step"] != self.step:
            goal, sample, seen, losses = self.step, self.sample, self.program.timetable.seen, list(self.losses)
            self.load_state(self._base)
            while self.step < goal:
                self.step_slowly()
            self.sample, self.losses[:] = sample, losses
            self.program.timetable.keep(seen)
        # What was observed at this step came after the snapshot.
        self._base = {**self._base, _SCHEDULE: self.program.timetable.save_state()}

    def write(self, writes: Sequence[Write]) -> None:
        """Write single numbers of the weights by hand, and bring the batch under way through again with them.

        Raises
        ------
        KeyError, OutOfRangeError, DataError : there is no such number, or it is not finite; nothing was changed.
        """
        changed = with_writes(self.program, writes)
        sample = self.sample
        self.rebase()
        for (layer, name), values in changed.items():
            self.program.set_parameter(layer, name, values)
        theta = self.program.theta.copy()
        if self.moves:
            self._load({**self._base, THETA: theta, "sample": sample})
        else:
            self._base = {**self._base, THETA: theta}
            self._bring()
        self.losses.clear()

    @property
    def _place(self) -> int:
        return self._steps.place_of(self._current, len(self.rows))

    @stepping()
    def _bring(self) -> None:
        """Take the batch under way, which stands in its place already, through forward, loss and backward."""
        self._steps.bring(self._place)

    # -- the batch under way, changed by hand

    def change_batch(self, changes: Changes) -> None:
        """Have these and no other numbers of the batch under way be others than the data's, and bring it through.

        The next step, or a state loaded, brings the true data back first: nothing is trained on what was written.

        Raises
        ------
        OutOfRangeError, DataError : there is no such number, or it is not finite; nothing was changed.
        """
        check_changes(self.program, self.feed.batches[self._place], changes)
        self.rebase()
        self._forget_changes()
        self.changes = changes
        put_in(self.feed.batches[self._place], changes)
        self.bring_again()

    def restore_batch(self) -> None:
        """Bring the batch under way through with its true data, where it was changed by hand."""
        if self.changes:
            self._forget_changes()
            self.bring_again()

    def _forget_changes(self) -> None:
        if self.changes:
            self.changes = ()
            put_back(self.feed, self.feed.batches[self._place], self.rows)

    def bring_again(self) -> None:
        """Bring the batch under way through once more: what it is judged by has changed."""
        if self.moves:
            # What draws must draw the same again.
            self._load({**self._base, "sample": self.sample})
        else:
            self._bring()
        self.losses.clear()

    def observe(self, loss: float) -> None:
        """Tell the schedule a validation's loss; from here on it is part of the state."""
        timetable = self.program.timetable
        rate, before = self.program.current_rate, timetable.seen
        if self.program.observe(loss) != rate:
            # Steps behind this one ran at the old rate, so they must not be retraced at the new one.
            after = timetable.seen
            timetable.keep(before)
            self.rebase()
            timetable.keep(after)
            self._base = {**self._base, _SCHEDULE: timetable.save_state()}

    def restore_best(self) -> bool:
        """Bring back the weights of the best validation, and the batch under way through with them; False: none kept.

        The optimiser's state stays as it is.
        """
        best = self.stopping
        if best.theta is None or best.carried is None or not best.rule.restore_best:
            return False
        sample = self.sample
        self.rebase()
        carried = {f"{PROGRAM}carried": best.carried} if best.carried.size else {}
        self.load_state({**self._base, THETA: best.theta, **carried, "sample": sample})
        self.losses.clear()
        return True

    @property
    def snapshots(self) -> tuple[RunState, ...]:
        """The last two snapshots, the latest first; the older one led to losses that were looked at."""
        return (self._base, self._older) if self._older else (self._base,)

    @stepping()
    def step_slowly(self) -> None:
        """Make one step with a snapshot in its midst, and count it."""
        self.restore_batch()
        self.losses.clear()
        self._step_with_snapshot()
        self.step += 1
