"""The worker thread: obeys commands between steps, advances the run, parks when a frame is due."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from nnstudio.engine.errors import NnstudioError
from nnstudio.training.commands import (
    CancelSeek,
    Command,
    LoadProblem,
    Pause,
    Reset,
    RunState,
    Seek,
    SetClipping,
    SetLearningRate,
    SetOptimizer,
    SetSetting,
    WithdrawProblem,
)
from nnstudio.training.copies import Published
from nnstudio.training.desk import Desk
from nnstudio.training.epoch_news import EpochNews
from nnstudio.training.events import CommandRefused, ProjectBegun, Reason, RunFailed, TrainerCrashed
from nnstudio.training.failure import explain, recover
from nnstudio.training.frame import Frame, Status
from nnstudio.training.going_on import are_finite, go_on
from nnstudio.training.handshake import Handshake
from nnstudio.training.history import Again
from nnstudio.training.history.filing import Taken, taken
from nnstudio.training.mailbox import Mailbox
from nnstudio.training.obeying import obey
from nnstudio.training.run import Run
from nnstudio.training.waiting import Waiting
from nnstudio.training.work import NO_WORK, Beginning, Work, work_at

LONG_STEP = 0.008
"""Seconds of a step above which copies are published and the window does not wait. At 1 ms nothing was gained on W5:
what the steps beside the paints win, the lock's to and fro loses, and ticks come later."""

ELSEWHERE = (Seek, CancelSeek, Pause, Reset, LoadProblem, WithdrawProblem)
"""The commands that end a seek where it stands; others wait until it is over."""
UNMEASURED = (SetLearningRate, SetClipping, SetOptimizer)
"""The settings that no loss or metric of the moment depends on: they need not wait for a measurement's end."""


class Trainer:
    """Trains on a plain thread. A window talks to it through ``submit``, ``mailbox`` and ``handshake`` only.

    ``begins`` : the last command that was to begin a project, obeyed or not.

    While the trainer is parked (``handshake.wait_parked``) the window may call :meth:`frame` and :meth:`save_state`.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.clock = clock
        self.mailbox = Mailbox()
        self.handshake = Handshake(clock)
        self.desk = Desk(self.mailbox, clock, self._look)
        self._waiting = Waiting()
        self._wanted: Command | None = None
        self.begins = Beginning()
        self._obeying = self._obeyed = False
        self._closing = False
        self._thread: threading.Thread | None = None
        self._published = Published()
        self._epochs = EpochNews(self.mailbox, clock)

    # -- the window's side

    def start(self) -> None:
        """Start the thread; it parks until there is something to do."""
        self._thread = threading.Thread(target=self._main, name="trainer", daemon=False)
        self._thread.start()

    def submit(self, command: Command) -> None:
        """Have a command obeyed after the step under way; a problem that a later one overtakes never is loaded."""
        if isinstance(command, LoadProblem | WithdrawProblem):
            self._wanted = command
            self.begins.note(command)
        self._waiting.put(command)
        self.handshake.nudge()

    def close(self, timeout: float = 2.0) -> bool:
        """End the thread; False where it did not end in time (a single step that takes longer)."""
        self._closing = True
        self.handshake.end()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def alive(self) -> bool:
        """Whether the thread has been started and has not ended: else nobody comes to park."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def status(self) -> Status:
        """What the trainer is about."""
        return self.desk.status

    @property
    def step(self) -> int:
        """Updates made in this run."""
        run = self._run
        return run.step if run is not None else 0

    @property
    def moment(self) -> tuple[int, int]:
        """The run's number and the farthest step that it came to: what a file would hold."""
        return self.desk.moment

    @property
    def work(self) -> Work:
        """What training has made of the project; nothing as long as another project is on its way."""
        return work_at(self.desk) if self.begins.is_of(self.desk.begun) else NO_WORK

    @property
    def seeking(self) -> bool:
        """Whether the run is on its way to another step; there is no frame meanwhile."""
        return self.desk.seeking is not None

    @property
    def pending(self) -> bool:
        """Whether commands wait or are being obeyed."""
        return bool(self._waiting) or self._obeying or self.seeking

    @property
    def copies(self) -> bool:
        """Whether steps take long, so that copies are published instead of waiting for a frame."""
        problem = self.desk.problem
        has_room = problem is not None and self._published.has_room(problem)
        return has_room and self.step_time > LONG_STEP and self.desk.status is Status.RUNNING

    @property
    def step_time(self) -> float:
        """Seconds that a step takes, 0 where none was made."""
        run = self._run
        return run.step_time if run is not None else 0.0

    def frame(self) -> Frame | None:
        """Return the present moment, None without a problem. Only while parked; valid until released.

        None, too, while another problem is on its way: the data that the window has already are no longer this one's.
        """
        return None if self._is_stale() else self.desk.frame()

    def take_copy(self) -> Frame | None:
        """Return the last copy published of the present run; it stays as it is until :meth:`give_back`."""
        copy, desk = self._published.frame, self.desk
        if copy is None or self._is_stale() or (copy.run_id, copy.revision) != (desk.run_id, desk.revision):
            return None
        return copy

    def is_newest(self, frame: Frame) -> bool:
        """Whether all that was asked for is in a frame: no command waits, and it is no copy from before one."""
        return not self.pending and frame.change == self.desk.change

    def give_back(self, due: float, stops: bool = True) -> None:
        """The window has painted: go on, until ``due`` (``stops``: park then); a copy it held may be overwritten."""
        self._published.wanted = True
        self.handshake.release(due, stops)

    def save_state(self) -> RunState | None:
        """Return a copy of all that the next step after the run's head reads. Only while parked."""
        past = self.desk.past
        if past is None:
            return None
        with np.errstate(all="ignore"):
            return past.head_state()

    def take_past(self) -> Taken | None:
        """Return what a file holds of all runs as they are, to be filed on any thread (see ``history.filing``).

        None where there is none. Only while parked.
        """
        past = self.desk.past
        if past is None:
            return None
        with np.errstate(all="ignore"):
            past.leave()
        return taken(past.branches)

    def path(self, most: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]] | None:
        """Return steps of the run so far and the parameters at each (see ``Past.path``). Only while parked."""
        past = self.desk.past
        return past.path(most) if past is not None else None

    def again(self, run: int) -> Again | None:
        """Return the way to any step of a run beside this one; None where it is not kept. Only while parked."""
        past = self.desk.past
        record = past.branches.of(run) if past is not None else None
        if past is None or record is None:
            return None
        with np.errstate(all="ignore"):
            past.leave()
        return Again(record)

    def settle(self, timeout: float) -> bool:
        """Wait until all is obeyed that was asked for, a seek standing where it is then; False where it takes longer.

        Not while the trainer is parked: it obeys nothing there.
        """
        end = self.clock() + timeout
        while self.pending and self.alive and self.clock() < end:
            if self.seeking and not self._waiting:
                self.submit(CancelSeek())
            time.sleep(0.001)
        return not self.pending

    def _is_stale(self) -> bool:
        return self._wanted is not None and not self.desk.holds(self._wanted)

    # -- the thread

    @property
    def _run(self) -> Run | None:
        # Read once: the window asks, too, at any time.
        problem = self.desk.problem
        return problem.run if problem is not None else None

    def _main(self) -> None:
        with np.errstate(all="ignore"):
            while not self._closing:
                if self.clock() >= self.handshake.due:
                    self.handshake.look_up()
                try:
                    self._obey()
                    self._go_on()
                except Exception:
                    # A fault of ours must not end the thread silently: the window shows it, and the run rests.
                    self.desk.rest(Reason.ASKED)
                    self.mailbox.post(TrainerCrashed(traceback.format_exc()))

    def _obey(self, kinds: tuple[type[Command], ...] = (Command,)) -> None:
        """Obey what was asked for, in order, up to the first command that is of no such kind."""
        # What was asked for on the way waits until one is there, unless somewhere else is to be gone to.
        if self.desk.seeking is not None:
            if not self._waiting.any(ELSEWHERE):
                return
            self.desk.end_seek()
        self._obeying = True
        obeyed = False
        try:
            while not self._closing and self.desk.seeking is None:
                command = self._waiting.take(lambda first: isinstance(first, kinds) and not self._steps_first(first))
                if command is None:
                    break
                self._obeyed = obeyed = True
                self._obey_one(command)
        finally:
            self._obeying = False
        if obeyed and not self._waiting and self.desk.status is Status.RUNNING and not self.copies:
            self.handshake.hasten()

    def _steps_first(self, command: Command) -> bool:
        """Whether a setting waits for one more step, which takes a snapshot: soon made where much is to be retraced."""
        desk, run = self.desk, self._run
        going = desk.status is Status.RUNNING and desk.pace.speed is None and not desk.visiting
        if run is None or not going or not isinstance(command, SetSetting) or not run.base_next():
            return False
        self.handshake.nudge()
        return True

    def _obey_one(self, command: Command) -> None:
        if isinstance(command, LoadProblem):
            self._published.frame = None
        beginning = Beginning()
        if isinstance(command, LoadProblem | WithdrawProblem) and beginning.note(command):
            self.mailbox.post(ProjectBegun(beginning))
        try:
            obey(command, self.desk)
        except NnstudioError as error:
            if isinstance(command, LoadProblem):
                error.place = command.names.get(error.place, error.place)
                self.desk.withdraw(error)
                self.desk.begun.note(command)
            self.mailbox.post(CommandRefused(error))
        except Exception:
            if isinstance(command, LoadProblem):
                self.desk.withdraw()
                self.desk.begun.note(command)
            raise
        else:
            self._check()

    def _go_on(self) -> None:
        if self.desk.seeking is not None:
            self.desk.seek_on(self.handshake)
            self.handshake.stay()
            return
        run = self._run
        if run is None or self.desk.status is not Status.RUNNING:
            self._published.frame = None
            if run is not None:
                self._epochs.tell(self.desk.run_id, run)
            self.desk.publish()
            # What a command made of the moment is news; who rests as before has none.
            news, self._obeyed = self._obeyed, False
            self.handshake.rest(self._awake, news=news)
            return
        owed = self.desk.pace.owed()
        if owed == 0:
            self.desk.publish()
            self.handshake.rest(self._awake, until=self.desk.pace.next)
            return
        goal = self.desk.steps_to_goal()
        made = self._advance(run, goal if owed is None else min(goal, owed))
        self.desk.pace.made(made)
        arrived = (made >= goal or self.desk.stops.hit >= 0) and self.desk.status is Status.RUNNING
        if arrived or self.clock() >= self.handshake.due:
            # A window takes its time to wake up: as long as it takes to publish what it will find.
            self.handshake.announce()
            self._epochs.tell(self.desk.run_id, run, arrived)
            self.desk.publish()
            if arrived:
                self.desk.arrive()
            self._yield_to_window()

    def _advance(self, run: Run, most: int) -> int:
        """Make up to ``most`` steps, from validation to validation, until something else wants to be looked at."""
        desk, watch, made = self.desk, self.handshake, 0
        if desk.visiting:
            return desk.replay(most, watch)
        while made < most:
            made += go_on(desk, most - made, watch)
            if not self._check():
                break
            ended = desk.stops.hit >= 0 or desk.status is not Status.RUNNING
            if ended or self._waiting or self.clock() >= watch.due:
                break
        return made

    def _check(self) -> bool:
        """Gather the losses of the steps just made; False (and the run has failed) where one is not finite."""
        run = self._run
        if run is None:
            return True
        if not are_finite(run.losses):
            self._fail(run)
            return False
        self.desk.gather()
        return True

    def _fail(self, run: Run) -> None:
        losses, start = list(run.losses), run.step - len(run.losses)
        failure = recover(run)
        self.desk.fail(losses[: max(0, run.step - start)])
        message = explain(failure, self.desk.name_of(failure.layer), self.desk.learning_rate)
        self.mailbox.post(RunFailed(self.desk.run_id, failure, message))

    def _yield_to_window(self) -> None:
        if self.copies and not self.handshake.exclusive:
            self._published.publish(self.desk)
            # Where there is no room for a second network, the window waits for this one's steps, long as they are.
            if self.copies:
                return
        elif self.step_time < LONG_STEP / 2:
            # Other work on the machine, or its sleep, made one step long: a second network would only lie about.
            self._published.drop()
        self.handshake.stay()

    def _look(self) -> bool:
        """Between two slices of a measurement: obey what it cannot show, let the window read, go on unless closing."""
        if self.clock() >= self.handshake.due:
            self.handshake.look_up()
            if self._may_obey_here():
                self._obey(UNMEASURED)
            # Who reads here, such as to save, reads of the steps so far all that there is.
            self.desk.hand_on()
            self.desk.publish()
            if not self.copies:
                self.handshake.stay()
            if self._waiting:
                # What has to wait for the measurement's end is obeyed right after it.
                self.handshake.nudge()
        return self._closing

    def _may_obey_here(self) -> bool:
        """Whether a setting changed during this measurement makes of the run what it would make right after it."""
        # A command that measures is still being obeyed itself; and who judges by it would hear of it after the setting.
        problem = self.desk.problem
        return not self._obeying and problem is not None and not problem.heeds

    def _awake(self) -> bool:
        return bool(self._waiting) or self._closing
