"""The display timer: sixty times a second it stops the trainer, has one visible view painted, lets the trainer go."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from nnstudio.training.frame import Frame, Status
from nnstudio.training.trainer import Trainer
from nnstudio.ui.bridge.pulse import INTERVAL, Pulse

Paint = Callable[[Frame], None]
Stamp = tuple[int, int, int, int, int, bool]

PATIENCE = 0.008
"""Seconds that the window waits for the trainer to park; a longer step publishes copies instead."""
SHARE = 0.045
"""The share of the time that paints may take which are not due yet: cheap views move more smoothly than dear ones."""
CREDIT = 0.05
"""Seconds of painting that may be saved up, or owed."""
TURN = 6
"""Ticks after which a view is due: ten times a second."""
OVERDUE = 10
"""Ticks after which a view no longer waits for a tick of its own: where very many are visible, several share one."""
MOMENT = TURN
"""The moment is told every so many ticks at most: digits that change oftener cannot be read, and each telling costs
the run as much as a view."""
NUMBERS = 5
"""Losses and measurements are handed on every so many ticks, before each turn of the views; events at once."""
TICK = round(INTERVAL * 1000)
WATCH = TICK * 3 // 2
"""Milliseconds after which Qt's timer ticks, and steps in for a trainer that should have come by."""
BRISK = 0.001
"""Seconds of a step up to which the trainer keeps time better than Qt's timer."""
LINGER = 30
"""Ticks without news after which the timer rests."""
_AFTER_PAINTS = -100
_RELEASE = QEvent.Type(QEvent.registerEventType())
_ARRIVED = QEvent.Type(QEvent.registerEventType())
_MOVED = QEvent.Type(QEvent.registerEventType())


@dataclass
class _View:
    """``stamp`` : of what it shows; None where that is out of date whatever the moment.

    ``owed`` : it has not shown yet what a hand has changed.
    """

    widget: QWidget
    paint: Paint
    stamp: Stamp | None = None
    tick: int = 0
    owed: bool = True


class Display(QObject):
    """Ties the frame clock to the trainer.

    While a run goes on, each tick paints *one* visible view, by turns, and more only where so many are visible that
    some are overdue; hidden ones are left alone. What a hand has changed (:meth:`refresh`, as every edit does) is owed
    to all of them at the next tick. At rest every visible view that has not shown the present moment yet is painted,
    once and at once, and then the timer stops. A tick at which no view's turn has come leaves the trainer alone, and
    hands on what it has sent.

    A tick comes from the trainer, which parks when a frame is due and says so; Qt's timer, which counts whole
    milliseconds and so comes half a one late, serves where the trainer rests or its steps are long.

    Signals
    -------
    drained(Drained) : events and losses since the last tick, if there were any.
    ticked(Frame) : the moment has changed; while a run goes on every few ticks.
    """

    drained = Signal(object)
    ticked = Signal(object)

    def __init__(self, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trainer = trainer
        self.pulse = Pulse()
        self.draws: dict[QWidget, int] = {}
        self._views: list[_View] = []
        self._visible: list[_View] | None = None
        self._ticks = self._drained_at = self._told_at = 0
        self._told: Stamp | None = None
        self._credit = 0.0
        self._painted = False
        self._held: Frame | None = None
        self._holding = self._awaited = self._still = False
        self._quiet = 0
        self._over = False
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=TICK)
        self._timer.timeout.connect(self._on_timer)
        trainer.handshake.arrived = self._announce_arrival

    def start(self) -> None:
        """Begin to tick. Python's threads then change over every millisecond, not every five."""
        sys.setswitchinterval(0.001)
        self._over = False
        self.wake()

    def stop(self) -> None:
        """Stop ticking until :meth:`start`: what a closing window still does must not bring a tick upon its ruins."""
        self._over = True
        self._timer.stop()
        self._let_go()

    def add(self, view: QWidget, paint: Paint) -> None:
        """Have ``paint(frame)`` called while ``view`` is visible; the frame is valid until the paints are over."""
        self._views.append(_View(view, paint))
        self._visible = None
        self.draws[view] = 0
        view.installEventFilter(self)
        view.destroyed.connect(lambda: self._forget(view))
        self.wake()

    def remove(self, view: QWidget) -> None:
        """Call this view no more."""
        view.removeEventFilter(self)
        self._forget(view)

    def refresh(self, view: QWidget | None = None) -> None:
        """Have a view (or all) painted again although nothing has moved: its colours, language or options changed."""
        for entry in self._views:
            if view is None or entry.widget is view:
                entry.stamp, entry.owed = None, True
        self.wake()

    def wake(self) -> None:
        """Something is about to change: tick."""
        self._quiet = 0
        if not self._timer.isActive() and not self._over:
            self._timer.start()
            self.pulse.restart()

    def stand_still(self) -> None:
        """Keep the trainer of a run that goes on parked until what a hand has just moved is on the screen.

        Each of the many calls of Qt that a paint is made of gives up the interpreter's lock, and a trainer that runs
        meanwhile takes it every time.
        """
        if self._holding or self._over or self.trainer.copies or self.trainer.status is not Status.RUNNING:
            return
        self._still = True
        self._seize(PATIENCE)
        QCoreApplication.postEvent(self, QEvent(_MOVED), _AFTER_PAINTS)

    @contextmanager
    def hold(self, timeout: float = 0.05, exclusive: bool = False) -> Iterator[Frame | None]:
        """Keep the trainer parked while a ``with`` block reads; yields the frame, or None where there is none.

        ``exclusive`` asks for the arrays themselves even where steps are long (else their last copy is given).
        """
        if self._holding:
            # A tick in whose patience the trainer did not park holds nothing: whoever needs it waits longer.
            yield self._held or self._seize(timeout, exclusive)
            return
        if not self.trainer.alive:
            yield None
            return
        try:
            yield self._seize(timeout, exclusive)
        finally:
            self._let_go()

    def settle(self, timeout: float) -> bool:
        """Let the trainer obey all that it was asked for, and wait for that; False where it takes longer."""
        self._let_go()
        return self.trainer.settle(timeout)

    def hear(self) -> None:
        """Hand on what the trainer has sent by now, not only at the next tick."""
        self._drain(0)

    def _seize(self, timeout: float, exclusive: bool = False) -> Frame | None:
        self._holding, self._awaited = True, False
        trainer = self.trainer
        if trainer.copies and not exclusive:
            self._held = trainer.take_copy()
            return self._held
        trainer.handshake.seize(exclusive)
        self._awaited = not trainer.handshake.wait_parked(timeout)
        self._held = trainer.frame() if not self._awaited else None
        return self._held

    def _let_go(self) -> None:
        self._still = False
        if self._holding:
            self._holding, self._held = False, None
            self._go_on()

    def _go_on(self) -> None:
        self.trainer.give_back(self.pulse.next_due, self._wants_frame(self._ticks + 1))

    def _announce_arrival(self) -> None:
        """Called by the trainer's thread; posting is all that it may do here."""
        QCoreApplication.postEvent(self, QEvent(_ARRIVED), Qt.EventPriority.HighEventPriority.value)

    def _on_timer(self) -> None:
        if self.pulse.age < INTERVAL / 2:
            return
        steps_in = self._timer.interval() != TICK
        if steps_in:
            # Wound up only when it must be: a timer that repeats by itself keeps its beat.
            self._timer.start(TICK)
        self._tick()
        if steps_in:
            self.pulse.take_phase()

    def _on_arrival(self) -> None:
        trainer = self.trainer
        if not self._timer.isActive():
            return
        if trainer.status is not Status.RUNNING:
            if not self._holding:
                self._tick()
            else:
                # What the tick under way draws must get to the screen first; then half a tick is enough to wait.
                self._timer.start(TICK // 2)
        # A tick that came before it has answered an announcement.
        elif trainer.handshake.announced:
            brisk = trainer.step_time < BRISK
            if brisk or (trainer.handshake.hastened and not trainer.copies):
                # Qt's timer need not fire while the trainer keeps time: a needless slot costs it its lock.
                self._timer.start(WATCH if brisk else TICK)
                self._tick()

    def _tick(self) -> None:
        self.pulse.beat()
        self._ticks += 1
        self._painted = False
        self._let_go()
        if self.trainer.status is Status.RUNNING and not self._wants_frame(self._ticks):
            self._pass_by()
            return
        frame = self._seize(PATIENCE)
        try:
            self._report(frame)
        finally:
            if self._painted:
                QCoreApplication.postEvent(self, QEvent(_RELEASE), _AFTER_PAINTS)
            else:
                # Nothing of the run's is about to be drawn, so there is nothing to wait for.
                self._release()

    def _wants_frame(self, tick: int) -> bool:
        """Whether, while a run goes on, that tick has something to show: a view's turn, or the moment's."""
        # A view's turn serves to tell the moment too; only where there is none a frame is held for that.
        if tick - self._told_at >= TURN + MOMENT // 2:
            return True
        visible = self._visible_views()
        if not visible:
            return False
        owed = not self.trainer.pending and any(view.owed for view in visible)
        return owed or self._credit > 0 or any(tick - view.tick >= TURN for view in visible)

    def _visible_views(self) -> list[_View]:
        if self._visible is None:
            self._visible = [view for view in self._views if view.widget.isVisible()]
        return self._visible

    def _pass_by(self) -> None:
        """Have a tick without stopping the trainer."""
        self._drain(NUMBERS)
        self._account(0.0)
        self._settle(True)
        self._go_on()

    def _report(self, frame: Frame | None) -> None:
        at_rest = frame is not None and not frame.running
        news = self._drain(0 if at_rest else TURN)
        if frame is not None:
            moved = frame.stamp != self._told
            news = news or moved or frame.running
            if moved and (at_rest or self._ticks - self._told_at >= MOMENT):
                self._told, self._told_at = frame.stamp, self._ticks
                self.ticked.emit(frame)
            self._paint(frame)
        # Who does not stand still yet has a moment to show, however long that takes.
        self._settle(news or self.trainer.pending or self._awaited)

    def _drain(self, patience: int) -> bool:
        """Hand on what the trainer has sent; numbers alone may wait for so many ticks. True if there was anything."""
        mailbox = self.trainer.mailbox
        if mailbox.empty:
            return False
        if mailbox.eventful or self._ticks - self._drained_at >= patience:
            self._drained_at = self._ticks
            self.drained.emit(mailbox.drain())
        return True

    def _paint(self, frame: Frame) -> None:
        stale = [view for view in self._visible_views() if view.stamp != frame.stamp]
        if not frame.running:
            for view in stale:
                self._paint_one(view, frame)
        elif stale and not self._paint_owed(stale, frame):
            self._paint_by_turns(stale, frame)

    def _paint_by_turns(self, stale: list[_View], frame: Frame) -> None:
        first, *others = sorted(stale, key=lambda view: view.tick)
        if self._ticks - first.tick >= TURN or self._credit > 0:
            self._paint_one(first, frame)
        for view in others:
            if self._ticks - view.tick < OVERDUE or self.pulse.age > PATIENCE / 2:
                break
            self._paint_one(view, frame)

    def _paint_owed(self, stale: list[_View], frame: Frame) -> bool:
        """Paint what a hand has changed, as much as a tick has room for; False where nothing is owed, or not yet."""
        owed = [view for view in stale if view.owed]
        if not owed or not self.trainer.is_newest(frame):
            return False
        for number, view in enumerate(sorted(owed, key=lambda view: view.tick)):
            # One at least: a trainer that is slow to stand still would put it off tick by tick.
            if number and self.pulse.age > PATIENCE:
                break
            self._paint_one(view, frame)
        return True

    def _paint_one(self, view: _View, frame: Frame) -> None:
        # Stamped first: a view whose paint fails must not fail again sixty times a second.
        view.stamp, view.tick = frame.stamp, self._ticks
        # A copy from before the change pays no debt.
        view.owed = view.owed and not self.trainer.is_newest(frame)
        self._painted = True
        self.draws[view.widget] += 1
        view.paint(frame)

    def _release(self) -> None:
        held = self.pulse.rest()
        self._account(held if self._painted else 0.0)
        self._let_go()

    def _account(self, spent: float) -> None:
        self._credit = min(CREDIT, max(-CREDIT, self._credit + SHARE * INTERVAL - spent))

    def _settle(self, news: bool) -> None:
        self._quiet = 0 if news else self._quiet + 1
        if self._quiet > LINGER:
            self._timer.stop()

    def _forget(self, view: QWidget) -> None:
        self._views = [entry for entry in self._views if entry.widget is not view]
        self._visible = None
        self.draws.pop(view, None)

    def event(self, event: QEvent) -> bool:
        """Let the trainer go once every paint of the tick is over."""
        # Asked for once: each answer makes a member of an enumeration.
        kind = event.type()
        if kind == _RELEASE:
            self._release()
            return True
        if kind == _MOVED:
            # A tick since then has let the trainer go, and holds it for paints of its own.
            if self._still:
                self._let_go()
            return True
        if kind == _ARRIVED:
            self._on_arrival()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Know which views are visible; wake when one is shown."""
        kind = event.type()
        if kind == QEvent.Type.Show or kind == QEvent.Type.Hide:
            self._visible = None
            if kind == QEvent.Type.Show:
                self.wake()
        return super().eventFilter(watched, event)
