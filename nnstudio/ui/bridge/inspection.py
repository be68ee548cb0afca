"""The one truth of what is looked at: where one stands, with which options, and what is pointed at."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nnstudio.engine import Place, Plan
from nnstudio.inspection import Cursor, Description, Grain, Leap, Lit, Moment, Operand, Options, Step, Steps, Trace
from nnstudio.inspection import cursor as moves
from nnstudio.inspection.moment import moment_of
from nnstudio.inspection.what_if import turnable
from nnstudio.training.frame import Frame, Status
from nnstudio.ui.bridge.ahead import Ahead
from nnstudio.ui.bridge.wording import class_names, feature_names

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

Move = Callable[[Moment], Cursor | Leap | None]

OPERATION = "operation"
"""The source of what a single operation lights up."""

PATIENCE = 2.0
"""Seconds after which a leap that has not ended is no longer waited for."""
MOST_WAITING = 64
"""Moves that wait for a busy trainer at most: a key held down must not go on for minutes."""
_LAST = 1 << 40
"""More operations than a number has."""
_COLUMNS = "vectors_are_columns"
"""The setting that remembers the convention."""


class Inspection(QObject):
    """Moves through the steps of the moment, and tells every view.

    The present step outlives updates: of the next moment the same step is shown, where it still has one. A move that
    is asked for while the trainer cannot stand still is made as soon as it does.

    Attributes
    ----------
    cursor, options, lit : see ``nnstudio.inspection``. line : the steps at the cursor's grain.
    description : of the moment shown last; its numbers are copies.
    asked : the number that was gone to last, see :meth:`to`.
    watcher : the widget that shows it all (see :meth:`watch`); while it is hidden nothing is worked out.
    ahead : does what will be wanted while nobody takes a step.

    Signals
    -------
    moved(Moment) : another step, moment or option; the trainer is held while slots run: copy what you paint.
    lit_changed(Lit), options_changed(Options). turn_wanted() : ``to_turn`` is a number that the user wants to turn.
    card_wanted() : the step's card is to be seen.
    """

    moved = Signal(object)
    lit_changed = Signal(object)
    options_changed = Signal(object)
    turn_wanted = Signal()
    card_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        columns = session.settings is not None and session.settings.flag(_COLUMNS)
        self.cursor, self.options, self.lit = Cursor(), Options(columns=columns), Lit()
        self.line: Steps | None = None
        self.description: Description | None = None
        self.watcher: QWidget | None = None
        self.to_turn: Place | None = None
        self.asked: Place | None = None
        self.ahead = Ahead(self)
        self._plan: Plan | None = None
        self._neuron = session.selected_neuron
        self._wanted: Place | None = None
        self._held: Moment | None = None
        self._leap: Leap | None = None
        self._waiting: deque[Move] = deque(maxlen=MOST_WAITING)
        self._number: Step | None = None
        self._described: object = None
        self._named: tuple[object, tuple[tuple[str, ...], tuple[str, ...]]] | None = None
        self._about: object = None
        self._left, self._since = (-1, -1, -1), 0.0
        session.selection_changed.connect(self._on_selection_changed)
        session.language_changed.connect(self._on_language_changed)

    # -- the moment

    def watch(self, watcher: QWidget) -> None:
        """Work things out for this widget, while it can be seen; its display paint calls :meth:`take`."""
        self.watcher = watcher
        watcher.destroyed.connect(lambda: self._forget(watcher))

    def _forget(self, watcher: QWidget) -> None:
        if self.watcher is watcher:
            self.watcher = None

    @property
    def ready(self) -> bool:
        """Whether there is a plan to walk on."""
        return self.line is not None and len(self.line) > 0

    @property
    def step(self) -> Step | None:
        """The step that is looked at; None where there is nothing to look into."""
        return self.line[self.cursor.place] if self.line is not None and self.ready else None

    def take(self, frame: Frame) -> None:
        """Tell everyone of a new moment; called by the watcher's paint while the trainer is held."""
        if not frame.running:
            self._attach(frame.plan)
            if self.ready:
                self._land(frame)
                self._follow_wanted(frame)
                self._make_waiting(frame)
                self._announce(frame)
        elif not self.leaping:
            # The run was let go: what was asked for before that is of another moment.
            self._waiting.clear()

    @contextmanager
    def hold(self) -> Iterator[Moment | None]:
        """Keep the trainer parked while a ``with`` block reads the present moment; None where there is none."""
        if self._held is not None:
            yield self._held
            return
        with self.session.display.hold() as frame:
            if frame is None or frame.running:
                yield None
                return
            self._attach(frame.plan)
            yield self._moment(frame) if self.ready else None

    def refresh(self) -> None:
        """Show the same step again, or the one that was moved to."""
        if self.watcher is not None and not self.watcher.isVisible():
            self.session.display.refresh(self.watcher)
            return
        with self.session.display.hold() as frame:
            if frame is None:
                # Not parked in time: the next tick shows it.
                self.session.display.refresh(self.watcher)
            else:
                self.take(frame)

    def _on_language_changed(self) -> None:
        self._described = self._named = None
        self.refresh()

    def _announce(self, frame: Frame) -> None:
        before, self._held = self._held, self._moment(frame)
        try:
            self.cursor, self.description = self._held.cursor, self._held.description
            self._described = self._about
            self._number = self._held.step if self.description.main is not None else self._number
            self._light_operation(self._held)
            self.ahead.rest()
            self.moved.emit(self._held)
        finally:
            self._held = before

    def _moment(self, frame: Frame) -> Moment:
        names = {node.id: node.name for node in self.session.document.network.nodes}
        sample = min(frame.sample, frame.plan.batch_size - 1)
        called = self._names()
        trace = Trace(frame.plan, sample, self.options.batch, names, *called, self.options.columns)
        # Stepping through the operations of one number needs its card once.
        known = self.description if (frame.stamp, frame.plan, self.options, names, called) == self._described else None
        self._about = frame.stamp, frame.plan, self.options, names, called
        return moment_of(trace, self.cursor, self.options, (frame.run_id, frame.step), known)

    def _names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what inputs and outputs are called; hundreds of them are not looked up for every moment."""
        about = self.session.prepared, self.session.document.data.dataset
        if self._named is None or self._named[0] != about:
            self._named = about, (feature_names(self.session), class_names(self.session))
        return self._named[1]

    def _attach(self, plan: Plan) -> None:
        """Walk on this plan from now on, at the same step if it has one."""
        if plan is self._plan:
            return
        before, last, self._plan = self.step, self._plan, plan
        if last is not None and _shapes(last) != _shapes(plan):
            # What is lit may not be in this network.
            self.light((), "")
        grain = self.cursor.grain if self.cursor.grain in moves.offered(plan) else "neuron"
        self.line = moves.line_of(plan, grain)
        found = self.line.find(before) if before is not None else -1
        self.cursor = Cursor(grain, found if 0 <= found < len(self.line) else 0)

    # -- moving

    def over(self, count: int = 1) -> bool:
        """Go to the next step, or back; False where there is none."""
        return self._move(lambda moment: moves.over(moment, count))

    def into(self) -> None:
        """Go into what one stands on, one grain finer."""
        self._move(moves.into)

    def out(self) -> None:
        """Go on to what follows the enclosing unit."""
        self._move(moves.out)

    def back(self) -> None:
        """Go to the step before."""
        self.over(-1)

    def first(self) -> None:
        """Go to the line's first step."""
        self.go(0)

    def last(self) -> None:
        """Go to the line's last step."""
        if self.line is not None:
            self.go(len(self.line) - 1, _LAST)

    def turn(self, count: int) -> None:
        """Go to the next layer's first step, or back."""
        if self.line is not None:
            self.go(self.line.turn(self.cursor.place, count))

    def go(self, place: int, operation: int = -1) -> None:
        """Go to step number ``place`` of the line; at the scalar grain to its first operation, if no other is asked."""
        if self.line is not None and self.ready:
            self._waiting.clear()
            scalar = self.cursor.grain == "scalar"
            operation = max(0, operation) if scalar else -1
            self.cursor = Cursor(self.cursor.grain, max(0, min(len(self.line) - 1, place)), operation)
            self.refresh()

    def go_to(self, step: Step, operation: int = -1) -> bool:
        """Go to a step, at a finer grain than now if it must be; False where there is none."""
        return self._move(lambda moment: moves.at(moment, step, operation))

    def to(self, place: Place) -> bool:
        """Go to the step of a number in the present phase; while the trainer is not at rest, as soon as it is."""
        self.asked = place
        with self.hold() as moment:
            self._wanted = place if moment is None else None
            if moment is None:
                self.session.display.refresh(self.watcher)
                return False
            step = moves.toward(moment, place)
            return step is not None and self.go_to(step)

    def ask(self, operand: Operand) -> None:
        """Go to where an operand comes from: to its step, its sample, and the gradients that it is one of."""
        step, here = operand.step, self.step
        if step is None and operand.place is not None:
            self.offer(operand.place)
        if step is None or here is None:
            return
        if operand.place is not None and operand.place.sample >= 0:
            if operand.place.sample != self.session.sample:
                self.session.select_sample(operand.place.sample)
            # A sample's own δ among the batch's is not the mean that its step shows for the batch.
            if self.options.batch and step.phase == "backward":
                self.options = replace(self.options, batch=False)
                self.options_changed.emit(self.options)
        if here.phase == "update" and step.phase == "backward":
            self.options = replace(self.options, batch=True)
            self.options_changed.emit(self.options)
        self.go_to(step)

    def offer(self, place: Place) -> None:
        """Offer a number to be turned by hand: a weight, or an input or target of the sample; others are left alone."""
        with self.hold() as moment:
            found = turnable(moment.trace, place) if moment is not None else None
        if found is not None:
            self.to_turn = found
            self.turn_wanted.emit()

    def set_grain(self, grain: Grain) -> None:
        """Walk at another grain from now on, at the same step or the one that it is part of."""
        self._move(lambda moment: moves.regrained(moment, grain, self._number))

    @property
    def leaping(self) -> bool:
        """Whether the trainer is on its way to another sample, batch or epoch because of a move here."""
        return self._leap is not None and time.monotonic() - self._since < PATIENCE

    @property
    def waiting(self) -> bool:
        """Whether moves wait for the trainer to stand still, or for a leap to end."""
        return bool(self._waiting) or self.leaping

    def _move(self, find: Move) -> bool:
        if self.waiting:
            return self._wait(find)
        with self.hold() as moment:
            if moment is None:
                return self._wait(find)
            found = find(moment)
            if found is None:
                return False
            if isinstance(found, Leap):
                return self._begin(found, moment)
            self.cursor, self.line = found, moves.line_of(moment.trace.plan, found.grain)
            self.refresh()
        return True

    def _wait(self, find: Move) -> bool:
        """Have a move made when the trainer stands still again; False where a run goes on, or there is nothing."""
        status = self.session.status
        if status is Status.EMPTY or (status is Status.RUNNING and not self.leaping):
            return False
        self._waiting.append(find)
        self.session.display.refresh(self.watcher)
        return True

    def _make_waiting(self, frame: Frame) -> None:
        """Make the moves that had to wait, in order; one that the trainer must move for ends this turn."""
        while self._waiting and not self.leaping:
            moment = self._moment(frame)
            found = self._waiting.popleft()(moment)
            if isinstance(found, Leap):
                self._begin(found, moment)
            elif found is not None:
                self.cursor, self.line = found, moves.line_of(frame.plan, found.grain)

    def _begin(self, leap: Leap, moment: Moment) -> bool:
        """Have the trainer move; the next moment is shown at the step where the leap ends."""
        if leap.count < 0 and moment.run[1] == 0 and (leap.unit != "sample" or moment.trace.sample == 0):
            return False
        self._leap, self._since = leap, time.monotonic()
        self._left = (*moment.run, moment.trace.sample)
        if leap.unit == "sample":
            self.session.step_sample(leap.count)
        else:
            self.session.step_run(leap.unit, leap.count)
        return True

    def _land(self, frame: Frame) -> None:
        leap = self._leap
        if leap is None or (frame.run_id, frame.step, frame.sample) == self._left:
            return
        self._leap = None
        if not leap.stay and self.line is not None:
            scalar = self.cursor.grain == "scalar"
            place = len(self.line) - 1 if leap.last else 0
            self.cursor = Cursor(self.cursor.grain, place, -1 if not scalar else _LAST if leap.last else 0)

    # -- options and light

    def set_options(self, **changes: Any) -> None:
        """Change some of the options by name."""
        options = replace(self.options, **changes)
        if options != self.options:
            if options.columns != self.options.columns and self.session.settings is not None:
                self.session.settings.set_flag(_COLUMNS, options.columns)
            self.options = options
            self.options_changed.emit(options)
            self.refresh()

    def light(self, places: Iterable[Place], source: str) -> None:
        """Light these places up in every view but the one that says so."""
        lit = Lit(frozenset(places), source)
        if lit != self.lit:
            self.lit = lit
            self.lit_changed.emit(lit)

    def _light_operation(self, moment: Moment) -> None:
        """Light up where the numbers stand that come in at a single operation."""
        if moment.operation is not None:
            self.lit = Lit(frozenset(moment.operation.places), OPERATION)
        elif self.lit.source == OPERATION:
            self.lit = Lit()

    # -- a neuron selected elsewhere

    def _on_selection_changed(self) -> None:
        neuron = self.session.selected_neuron
        if neuron != self._neuron:
            self._neuron = neuron
            if neuron is not None:
                self.to(Place(neuron[0], "a", neuron[1], self.session.sample))

    def _follow_wanted(self, frame: Frame) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted.layer in frame.plan.sites:
            moment = self._moment(frame)
            step = moves.toward(moment, wanted)
            found = moves.at(moment, step) if step is not None else None
            if found is not None:
                self.cursor, self.line = found, moves.line_of(frame.plan, found.grain)


def _shapes(plan: Plan) -> dict[str, tuple[int, ...]]:
    """Return what each layer of a plan gives."""
    return {name: site.output.shape for name, site in plan.sites.items()}
