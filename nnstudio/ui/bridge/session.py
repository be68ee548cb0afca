"""The one object that a panel gets: the document and its edits, the run and its moments, the selection."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from nnstudio.data.samples import Prepared
from nnstudio.document import Analysis, Template, opening_document
from nnstudio.document.analyses import Analyses
from nnstudio.document.edits import Edit, SetTraining, apply
from nnstudio.document.history import History, Step
from nnstudio.document.model import Document
from nnstudio.document.templates import template_of
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.typing import Array
from nnstudio.text import msg, set_language, tr
from nnstudio.training import commands
from nnstudio.training.commands import RunState, Start
from nnstudio.training.curves import RunCurves
from nnstudio.training.events import BatchChanged, CommandRefused, Event, ProblemLoaded, RunKept, StateCaptured
from nnstudio.training.frame import Frame, Status
from nnstudio.training.mailbox import Drained
from nnstudio.training.trainer import Trainer
from nnstudio.ui.bridge.change import Change
from nnstudio.ui.bridge.collector import Collector
from nnstudio.ui.bridge.display import Display
from nnstudio.ui.bridge.inspection import Inspection
from nnstudio.ui.bridge.project_file import ProjectFile
from nnstudio.ui.bridge.run_control import RunControl
from nnstudio.ui.bridge.run_queue import RunQueue
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.bridge.shelf import Shelf
from nnstudio.ui.bridge.travel import Travel
from nnstudio.ui.bridge.what_if import WhatIf

Neuron = tuple[str, tuple[int, ...]]


class Session(QObject):
    """Everything that a panel may ask for.

    Attributes
    ----------
    document, analysis, history : what is edited, what it adds up to, what can be undone.
    display : register views here; ``display.hold()`` gives the present frame outside a paint.
    selection : ids of the selected nodes. selected_neuron : (node id, index) or None. sample : cursor into the batch.
    pointed_neuron : the one under the mouse, wherever it is drawn; None when the mouse leaves it.
    status : what the trainer is about. curves : the history of the run's losses and measurements.
    file : path, dirty flag, save and open. inspection : the step that Inspect looks at. travel : the way through the
        run's steps. what_if : weights turned by hand, which undo takes back too. shelf : the runs kept to be compared.
        queue : those that wait to be trained.

    Signals
    -------
    document_changed(Change), analysis_changed() : after every edit, undo, redo, open; in this order.
    problem_loaded() : the trainer has a new program; weights and plan are other objects.
    run_changed(Status), events(list), scalars(Drained), ticked(Frame) : from the trainer, at most once a tick.
    selection_changed() : selection, selected neuron or sample. neuron_pointed() : another neuron, or none, is under the
        mouse. edit_refused(NnstudioError) : nothing was changed.
    dirty_changed(bool), language_changed().
    """

    document_changed = Signal(object)
    analysis_changed = Signal()
    problem_loaded = Signal()
    run_changed = Signal(object)
    events = Signal(list)
    ticked = Signal(object)
    scalars = Signal(object)
    selection_changed = Signal()
    neuron_pointed = Signal()
    edit_refused = Signal(object)
    dirty_changed = Signal(bool)
    language_changed = Signal()

    def __init__(
        self,
        document: Document | None = None,
        *,
        trainer: Trainer | None = None,
        settings: Settings | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.document = document if document is not None else opening_document()
        self._analyses = Analyses()
        self.analysis: Analysis = self._analyses.of(self.document)
        self.history = History()
        self.settings = settings
        self.selection: tuple[str, ...] = ()
        self.selected_neuron: Neuron | None = None
        self.pointed_neuron: Neuron | None = None
        self.sample = 0
        self.status = Status.EMPTY
        self.curves = RunCurves()
        self._opened: Mapping[str, Any] = {}
        self.trainer = trainer if trainer is not None else Trainer()
        self.control = RunControl(self.trainer)
        self.display = Display(self.trainer, self)
        self.inspection = Inspection(self)
        self.travel = Travel(self)
        self.what_if = WhatIf(self)
        self.shelf, self.queue = Shelf(self), RunQueue(self)
        self.file = ProjectFile(self)
        self.collector = Collector(self)
        self.display.drained.connect(self._on_drained)
        self.display.ticked.connect(self._on_ticked)
        self.control.load(self.document, self.analysis, Start.FRESH)

    def start(self) -> None:
        """Start the trainer's thread and the display's timer."""
        self.collector.start()
        self.trainer.start()
        self.display.start()

    def close(self) -> bool:
        """Stop both; False where the thread did not end within two seconds."""
        self.queue.stop()
        self.display.stop()
        self.file.stop()
        ended = self.trainer.close()
        self.collector.stop()
        return ended

    @property
    def prepared(self) -> Prepared | None:
        """The data as training reads them; None where they can't be read (``control.error`` says why)."""
        return self.control.prepared

    # -- the document

    def edit(self, edit: Edit, merge: bool = False) -> bool:
        """Apply an edit; False where it was refused (see ``edit_refused``).

        ``merge`` joins it to the one before, as a slider's drag wants it; see :meth:`finish_edit`.
        """
        before = self.document
        try:
            after = apply(before, edit)
        except NnstudioError as error:
            self.edit_refused.emit(error)
            return False
        if after != before:
            self.history = self.history.push(before, after, edit, merge=merge)
            self._show(Change(before, after, edit, came_back=self.history.came_back))
        return True

    def finish_edit(self) -> None:
        """Let the next merging edit be a step of its own: the slider was let go."""
        self.history = self.history.closed()

    def undo(self) -> None:
        """Take the last edit back, or what was written by hand. Training goes on: undo never rewinds it."""
        if not self.what_if.delays(self.undo) and self.history.can_undo:
            step = self.history.done[-1]
            self._travel(self.history.undo(), step, 0)

    def redo(self) -> None:
        """Make the edit again that was taken back last."""
        if not self.what_if.delays(self.redo) and self.history.can_redo:
            step = self.history.undone[-1]
            self._travel(self.history.redo(), step, 1)

    def new(self, document: Document | None = None) -> None:
        """Begin with another document, with nothing to undo and no file."""
        self.file.new(document if document is not None else opening_document())

    def open(self, path: str | Path) -> bool:
        """Open a project file with its run; False (and ``edit_refused``) where it can't be read."""
        return self.file.open(Path(path))

    def save(self, path: str | Path | None = None) -> bool:
        """Save document and run; False (and ``edit_refused``) where that failed."""
        return self.file.save(Path(path) if path is not None else None)

    def replace(
        self,
        document: Document,
        run: RunState | None = None,
        curves: Mapping[str, Any] | None = None,
        past: RunState | None = None,
    ) -> None:
        """Put another document, and the run, curves and past that belong to it, in the place of this one."""
        self._opened = curves or {} if run is not None else {}
        # No undo leads back to the documents that were analysed before.
        before, self.history, self._analyses = self.document, History(), Analyses()
        self.selection, self.selected_neuron, self.sample = (), None, 0
        self.collector.expect()
        self.document, self.analysis = document, self._analyses.of(document)
        self.control.load(document, self.analysis, Start.FRESH, (run, past))
        self._announce(Change(before, document, replaced=True))
        self.selection_changed.emit()

    def _travel(self, found: tuple[History, Document], step: Step, side: int) -> None:
        before = self.document
        self.history, after = found
        if step.marks is not None:
            self.what_if.go_to(step.marks[side])
            self.what_if.changed.emit()
        else:
            self._show(Change(before, after))

    def _show(self, change: Change) -> None:
        self.document, self.analysis = change.after, self._analyses.of(change.after)
        self.control.follow(change, self.analysis)
        self._announce(change)
        self._prune_selection()

    def _announce(self, change: Change) -> None:
        self.document_changed.emit(change)
        self.analysis_changed.emit()
        self.file.edited()
        self.display.refresh()

    # -- the selection

    def select(self, ids: tuple[str, ...]) -> None:
        """Select these nodes. A selection is no edit: it is never undone and never saved."""
        if tuple(ids) != self.selection:
            self.selection = tuple(ids)
            self.selection_changed.emit()
            self.display.refresh()

    def select_neuron(self, node: str | None, index: tuple[int, ...] | int = ()) -> None:
        """Select one neuron by its node and index; ``None`` selects none."""
        place = (index,) if isinstance(index, int) else tuple(index)
        neuron = (node, place) if node is not None else None
        if neuron != self.selected_neuron:
            self.selected_neuron = neuron
            self.selection_changed.emit()
            self.display.refresh()

    def point_at_neuron(self, neuron: Neuron | None) -> None:
        """Say which neuron is under the mouse; it is no selection, and lasts no longer than the mouse stays."""
        if neuron != self.pointed_neuron:
            self.pointed_neuron = neuron
            self.neuron_pointed.emit()

    def _prune_selection(self) -> None:
        alive = self.document.network.by_id
        if self.selected_neuron is not None and self.selected_neuron[0] not in alive:
            self.select_neuron(None)
        self.select(tuple(node for node in self.selection if node in alive))

    # -- the run

    def run(self) -> None:
        """Train until paused."""
        self._submit(commands.Run())

    def pause(self) -> None:
        """Stop after the step under way."""
        self._submit(commands.Pause())

    def toggle(self) -> None:
        """Run if at rest, else pause."""
        if self.status is Status.RUNNING:
            self.pause()
        else:
            self.run()

    def step_sample(self, count: int = 1) -> None:
        """Move the sample cursor within the batch; past its end the weights change."""
        self._submit(commands.StepSample(count))

    def select_sample(self, index: int) -> None:
        """Put the sample cursor on ``index`` of the batch."""
        self._submit(commands.SelectSample(index))

    def step_run(self, unit: str, count: int) -> None:
        """Make so many updates (``batch``), or train to the end of so many epochs; fewer than none go back."""
        self._submit(commands.StepBatch(count) if unit == "batch" else commands.StepEpoch(count))

    def step_batch(self) -> None:
        """Make one update."""
        self._submit(commands.StepBatch())

    def step_epoch(self) -> None:
        """Train to the end of the epoch."""
        self._submit(commands.StepEpoch())

    def reset(self) -> None:
        """Draw the weights anew from the document's seed; its settings hold, wherever the run stands."""
        self._submit(commands.Reset(self.document.training.seed, self.document.training))

    def reset_with_new_seed(self) -> None:
        """Put a new seed into the document (an edit, so it can be undone) and reset.

        Undoing it brings the seed back, not the weights: a seed is read at the next reset, and undo never touches a
        run.
        """
        seed = random.SystemRandom().choice([one for one in range(1, 10_000) if one != self.document.training.seed])
        if self.edit(SetTraining((("seed", seed),))):
            self.reset()

    def set_speed(self, steps_per_second: float | None) -> None:
        """Limit the run; None is full speed."""
        self._submit(commands.SetSpeed(steps_per_second))

    def set_learning_rate(self, value: float, merge: bool = False) -> None:
        """Edit the learning rate; the run goes on with it."""
        self.edit(SetTraining((("learning_rate", value),)), merge=merge)

    def predict(self, x: Array) -> Array | None:
        """Return predictions ``(N, K)`` for scaled samples ``(N, *shape)``; None where nothing can predict."""
        with self.display.hold() as frame:
            return frame.predict(x) if frame is not None else None

    def _submit(self, command: commands.Command) -> None:
        self.trainer.submit(command)
        self.display.wake()

    # -- what comes back

    def _on_drained(self, drained: Drained) -> None:
        self._follow_status()
        # First: a run that is kept takes its curves along as far as they are known.
        known = drained.scalars.run == self.curves.run and self.curves.absorb(drained.scalars)
        events = self.control.ours(drained.events)
        for event in events:
            self._on_event(event)
        if events:
            self.events.emit(events)
        if known or self.curves.absorb(drained.scalars):
            self.scalars.emit(drained)

    def _follow_status(self) -> None:
        if self.trainer.status is not self.status:
            self.status = self.trainer.status
            self.run_changed.emit(self.status)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, RunKept):
            self.shelf.follow(event, self.travel.curves_of(event.run))
        self.travel.follow(event)
        if isinstance(event, CommandRefused):
            self.edit_refused.emit(event.error)
        elif isinstance(event, ProblemLoaded):
            self._on_loaded(event)
        elif isinstance(event, BatchChanged):
            self.what_if.follow(event)
        elif isinstance(event, StateCaptured):
            self.file.captured(event)

    def _on_loaded(self, event: ProblemLoaded) -> None:
        if event.restored:
            self._restore_curves(event.run, self._opened)
            self.travel.take_up(event)
            self.file.run_began(event.work)
        self.problem_loaded.emit()

    def _restore_curves(self, run: int, curves: Mapping[str, Any]) -> None:
        try:
            self.curves.load_arrays(curves)
        except (ValueError, KeyError, TypeError) as error:
            self.edit_refused.emit(_broken_curves(error))
            self.curves.clear()
        self.curves.run = run

    def _on_ticked(self, frame: Frame) -> None:
        if frame.sample != self.sample:
            self.sample = frame.sample
            self.selection_changed.emit()
        self.ticked.emit(frame)

    def set_language(self, code: str) -> None:
        """Change the language of every text at once, and remember it.

        The names in a document are data and stay; a template that nobody has touched yet is opened anew.
        """
        untouched = self._untouched_template()
        set_language(code)
        if untouched is not None:
            self.new(untouched.document())
        if self.settings is not None:
            self.settings.language = code
        self.language_changed.emit()
        self.display.refresh()

    def _untouched_template(self) -> Template | None:
        history, file = self.history, self.file
        edited = history.can_undo or history.can_redo or file.dirty or file.path is not None
        if edited or self.trainer.step or self.status is Status.RUNNING:
            return None
        template = template_of(self.document)
        return template if template is not None and template.document() == self.document else None


def _broken_curves(error: Exception) -> NnstudioError:
    return NnstudioError(
        tr("curves"),
        msg("the curves of a run"),
        msg("{reason}", reason=str(error)),
        msg("Network and weights are whole; the curves begin anew."),
    )
