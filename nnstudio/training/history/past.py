"""The past of the problem in hand: what is noted as a run goes on, and how any of its steps is brought back.

A replay is the run itself, from a key frame on: the same calls over the same batches, and at each step the deeds of the
log, so that it ends at the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import singledispatch

import numpy as np
import numpy.typing as npt

from nnstudio.training.commands import CARRIED, THETA, LoadProblem, RunState
from nnstudio.training.events import RunKept
from nnstudio.training.history.branches import LIMIT, Branches
from nnstudio.training.history.deeds import BestRestored, Deed, Judged, SettingChanged, Wrote
from nnstudio.training.history.key_frames import KeyFrame, KeyFrames, size_of
from nnstudio.training.history.record import Era, Record
from nnstudio.training.kept_run import Moment, snapshots_of
from nnstudio.training.live import adopt, change
from nnstudio.training.mailbox import Scalars
from nnstudio.training.problem import Problem, compile_problem, pose
from nnstudio.training.stops import Stops
from nnstudio.training.watch import Watch

_NOTHING = np.zeros(0)
_PROBLEMS = 2
"""Problems of other eras that are kept compiled."""


class Past:
    """Belongs to one problem at a time: the one that :attr:`problem` is, with the settings of :attr:`loaded`.

    Attributes
    ----------
    branches : the records of its runs. entry : so many entries of the current log have been obeyed by now.
    """

    def __init__(self, run: int, loaded: LoadProblem, problem: Problem, limit: int = LIMIT) -> None:
        self.problem, self.loaded = problem, replace(loaded, keep=None, past=None)
        self.entry = 0
        self._problems: list[tuple[LoadProblem, Problem]] = []
        self.branches = Branches(self._root(run), limit)

    # -- where one stands

    @property
    def record(self) -> Record:
        """The record of the run in force."""
        return self.branches.current

    @property
    def step(self) -> int:
        """Where the run stands."""
        return self.problem.run.step

    @property
    def head(self) -> int:
        """The farthest step of the run in force."""
        return max(self.record.head, self.step)

    @property
    def visiting(self) -> bool:
        """Whether one stands behind the head, so that going on is a replay."""
        return self.step < self.record.head

    @property
    def era(self) -> Era:
        """The era that the program in hand belongs to."""
        return self.record.eras[self._era]

    # -- what happens at the head

    def begin(self, run: int, loaded: LoadProblem, problem: Problem) -> None:
        """Another run of the same network and data begins (after :meth:`leave`); those before it can be reached."""
        self.problem, self.loaded, self.entry = problem, replace(loaded, keep=None, past=None), 0
        self.branches.add(self._root(run))

    def _root(self, run: int) -> Record:
        self._era = 0
        self.problem.run.kept = self._keep
        era = Era(self.step, self.loaded)
        self._hold(self.problem)
        return Record(run, KeyFrames([self._frame(pinned=True)]), [era], self.step, self.step)

    def go_on(self, loaded: LoadProblem, problem: Problem, revision: int) -> None:
        """The same run goes on with another program."""
        self.problem, self.loaded = problem, replace(loaded, keep=None, past=None)
        problem.run.kept = self._keep
        self.record.eras.append(Era(self.step, self.loaded, revision))
        self._era = len(self.record.eras) - 1
        self._hold(problem)
        self.record.frames.put(self._frame(pinned=True))
        self.branches.fit()

    def take_up(self, records: Sequence[Record], current: Record) -> None:
        """Have the runs of a file for one's own; the problem in hand stands at the head of ``current``."""
        last = current.eras[-1]
        mine = Era(last.first, self.loaded, last.revision)
        for record in records:
            record.eras = [mine if era is last else era for era in record.eras]
        self.branches = Branches(records[0], self.branches.limit)
        for record in records[1:]:
            self.branches.add(record)
        self.branches.current = current
        self.branches.fit()
        self._era, self.entry = len(current.eras) - 1, len(current.log)

    def note(self, deed: Deed) -> None:
        """Put down what has just been done to the run, at its head."""
        self.record.note(self.step, deed)
        self.record.head = self.head
        self.entry = len(self.record.log)

    def went_back(self) -> None:
        """The run came to numbers that are not finite, and has gone back to a sound step: that is its head now."""
        self.record.cut(self._frame())
        self._era, self.entry = len(self.record.eras) - 1, len(self.record.log)

    def branch(self, run: int) -> Record:
        """Go on from here as run number ``run``."""
        self.leave()
        made = self.branches.branch(run, self.step)
        self.entry = len(made.log)
        return made

    def head_state(self) -> RunState:
        """Return the run's state at its head, wherever one stands."""
        if self.visiting:
            return self.record.frames.last.state
        return self.problem.run.save_state()

    def path(self, most: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return steps ``(T,)`` of the way to where one stands, and the parameters ``(T, P)`` at each, the last now.

        They are key frames, so evenly spread as these are; ``most`` of them at most.
        """
        count = self.problem.program.count
        kept = [frame for frame in self.record.frames if frame.step < self.step]
        known = [(frame.step, frame.state.get(THETA)) for frame in kept]
        fitting = [(step, theta) for step, theta in known if theta is not None and theta.size == count]
        wanted = np.linspace(0, self.step, most)
        places = np.searchsorted([step for step, _ in fitting], wanted[:-1], side="right") - 1
        chosen = [fitting[place] for place in np.unique(places.clip(0)).tolist()] if fitting else []
        steps = np.array([step for step, _ in chosen] + [self.step], np.int64)
        return steps, np.array([theta for _, theta in chosen] + [self.problem.program.theta], np.float64)

    def remains(self, record: Record, unread: Scalars | None = None, asked: bool = False) -> RunKept:
        """Return what there is of a run: what brought it, its settings in force at its head, weights at kept steps."""
        self.leave()
        frames, last = record.frames, record.frames.last
        found = {moment[0]: moment for moment in record.looks.moments if moment[0] <= last.step}
        found |= {frame.step: _moment(frame.step, frame.state) for frame in frames}
        moments = [found[step] for step in sorted(found)]
        loaded = replace(record.eras[last.era].load, settings=last.settings)
        return RunKept(record.id, record.head, loaded, snapshots_of(moments), unread, asked)

    # -- going back and on

    def restore(self, record: Record, frame: KeyFrame) -> bool:
        """Stand at a key frame of a record, its step's deeds done; True where that took another program."""
        self.leave()
        self.branches.current = record
        era = record.eras[frame.era]
        problem = self._problem_of(era)
        another = problem is not self.problem
        self.problem, self.loaded = problem, replace(era.load, settings=frame.settings)
        problem.run.kept = self._keep
        adopt(problem, frame.settings)
        problem.run.load_state(frame.state)
        self._era, self.entry = frame.era, frame.logged
        self.catch_up()
        return another

    def is_near(self, record: Record, goal: int) -> bool:
        """Whether to replay from where one stands is no detour on the way to ``goal``."""
        here = self.record is record and record.frames.at(goal).step <= self.step <= goal
        return here and record.era_at(goal) == self._era

    def replay(self, most: int, watch: Watch, stops: Stops | None = None) -> int:
        """Make up to ``most`` steps of those that the run has made already; return how many."""
        record, run = self.record, self.problem.run
        ends = (record.head, record.next_deed(self.entry), self._next_era())
        most = min(most, min(step for step in ends if step is not None) - run.step)
        made = run.advance(most, watch) if stops is None else stops.advance(run, most, watch)
        run.losses.clear()
        self.catch_up()
        return made

    def _next_era(self) -> int | None:
        eras = self.record.eras
        return eras[self._era + 1].first if self._era + 1 < len(eras) else None

    @property
    def at_era_end(self) -> bool:
        """Whether the next step is made by another program."""
        return self._next_era() == self.step

    def catch_up(self) -> None:
        """Do what was done at this step."""
        log = self.record.log
        while self.entry < len(log) and log[self.entry][0] <= self.step:
            self.loaded = _repeat(log[self.entry][1], self.problem, self.loaded)
            self.entry += 1
        self.problem.run.losses.clear()

    # -- key frames

    def _keep(self, state: RunState) -> None:
        """A run has taken a snapshot: ``state`` before batch ``state["step"]`` is brought in."""
        step, record = int(state["step"]), self.record
        if step > record.head:
            # Nothing is copied: these arrays were taken for a replay, and are only let go later.
            record.looks.add(_moment(step, state))
        if record.frames.wants(step, self.problem.run.step_time):
            self.branches.keep(self._frame_of(state, record.logged_before(step)))

    def _frame(self, pinned: bool = False) -> KeyFrame:
        """Return the present state, deeds and all."""
        return self._frame_of(self.problem.run.save_state(), self.entry, pinned)

    def _frame_of(self, state: RunState, logged: int, pinned: bool = False) -> KeyFrame:
        whole = {"stopping": self.problem.run.stopping.save_state(), **state}
        step, settings = int(state["step"]), self.loaded.settings
        return KeyFrame(step, whole, settings, self._era, logged, pinned, size_of(whole))

    def leave(self) -> None:
        """Keep the head before one goes elsewhere, so that the way back is short."""
        last = self.record.frames.last
        self.record.head = self.head
        if not self.visiting and (last.step, last.logged) != (self.step, self.entry):
            self.record.frames.put(self._frame(pinned=last.pinned and last.step == self.step))
            self.branches.fit()

    # -- programs

    def _problem_of(self, era: Era) -> Problem:
        for load, problem in self._problems:
            if load is era.load:
                return problem
        load = era.load
        problem = pose(compile_problem(load.graph, load.settings, load.seed), load.prepared, load.settings, load.seed)
        self._hold(problem, era.load)
        return problem

    def _hold(self, problem: Problem, load: LoadProblem | None = None) -> None:
        # A reset poses another problem on the same program: the one before it no longer has it for itself.
        others = [(other, held) for other, held in self._problems if held.program is not problem.program]
        self._problems = [(load or self.loaded, problem), *others][: _PROBLEMS + 1]


def _moment(step: int, state: RunState) -> Moment:
    return step, state[THETA], state.get(CARRIED, _NOTHING)


@singledispatch
def _repeat(deed: Deed, problem: Problem, loaded: LoadProblem) -> LoadProblem:
    """Do a deed again; return the problem's command with the settings in force."""
    raise TypeError(f"no such deed: {deed!r}")


@_repeat.register
def _(deed: SettingChanged, problem: Problem, loaded: LoadProblem) -> LoadProblem:
    return replace(loaded, settings=change(deed.command, problem, loaded.settings))


@_repeat.register
def _(deed: Wrote, problem: Problem, loaded: LoadProblem) -> LoadProblem:
    problem.run.write(deed.writes)
    return loaded


@_repeat.register
def _(deed: Judged, problem: Problem, loaded: LoadProblem) -> LoadProblem:
    problem.judge(deed.measurement)
    return loaded


@_repeat.register
def _(deed: BestRestored, problem: Problem, loaded: LoadProblem) -> LoadProblem:
    problem.run.restore_best()
    return loaded
