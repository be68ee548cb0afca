"""From the document to the trainer: what an edit means for the run, and the run's buttons."""

from __future__ import annotations

from collections.abc import Sequence

from nnstudio.data import prepare
from nnstudio.data.samples import Prepared
from nnstudio.document import Analysis
from nnstudio.document.graph import Graphs
from nnstudio.document.model import Document, TrainingSettings
from nnstudio.engine.errors import NnstudioError
from nnstudio.training.commands import (
    Command,
    LoadProblem,
    Reset,
    RunState,
    SetClipping,
    SetLearningRate,
    SetLossWeights,
    SetOptimizer,
    SetRegularisation,
    SetSchedule,
    SetStopping,
    Start,
    StopAt,
    ValidateEvery,
    WithdrawProblem,
)
from nnstudio.training.events import Branched, Event, ProjectBegun, RunKept, TrainerCrashed
from nnstudio.training.stop_rule import rule_of
from nnstudio.training.trainer import Trainer
from nnstudio.ui.bridge.change import Change

KeptStates = tuple[RunState | None, RunState | None]
LIVE = frozenset(
    (
        *("learning_rate", "l1", "l2", "schedule", "schedule_parameters", "clip_norm", "clip_value"),
        *("optimizer_parameters", "patience", "minimum_change", "restore_best", "gradient_tolerance", "loss_weights"),
    )
)
"""The settings that a run takes up as it goes on, and that its steps depend on."""


class RunControl:
    """Keeps the trainer's problem in step with the document.

    ``prepared`` are the data in force (None: they can't be read). ``error`` says why there is nothing to train.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self._graphs = Graphs()
        self.prepared: Prepared | None = None
        self.error: NnstudioError | None = None
        self._heard = False

    def load(self, document: Document, analysis: Analysis, start: Start, kept: KeptStates = (None, None)) -> bool:
        """Prepare the data and hand the trainer the whole problem; False where there is none.

        ``kept`` : a run's state and its past, from a file.
        """
        # No undo leads back to the networks before it.
        self._graphs, self._heard = Graphs(), False
        self._prepare(document)
        return self._submit_problem(document, analysis, start, kept)

    def follow(self, change: Change, analysis: Analysis) -> None:
        """Bring the trainer to what an edit made of the document, with as little disturbance as can be."""
        if change.data:
            self._prepare(change.after)
        if change.needs_load:
            start = Start.CONTINUE if change.continues else Start.RETURN if change.returns else Start.KEEP
            self._submit_problem(change.after, analysis, start)
        elif change.training:
            self._adjust(change.difference.training, change.after.training)

    def branched(self, event: Branched, document: Document, analysis: Analysis) -> None:
        """Have a branch from an earlier step go on with the settings that the document has now."""
        if event.outdated:
            self._submit_problem(document, analysis, Start.CONTINUE)
        else:
            self._adjust(LIVE, document.training)

    def ours(self, events: Sequence[Event]) -> list[Event]:
        """Return which of these are of the project in hand: of the one before some may still come, and none is told.

        But a run that gives way to it is kept, and a fault is nobody's.
        """
        found: list[Event] = []
        for event in events:
            if isinstance(event, ProjectBegun):
                self._heard = self.trainer.begins.is_of(event.beginning)
            if self._heard or isinstance(event, RunKept | TrainerCrashed):
                found.append(event)
        return found

    def reset(self, seed: int) -> None:
        """Draw the weights anew."""
        self.trainer.submit(Reset(seed))

    def _prepare(self, document: Document) -> None:
        try:
            self.prepared, self.error = prepare(document.data, document.table), None
        except NnstudioError as error:
            self.prepared, self.error = None, error

    def _submit_problem(
        self, document: Document, analysis: Analysis, start: Start, kept: KeptStates = (None, None)
    ) -> bool:
        if self.prepared is None or not analysis.is_trainable:
            self.trainer.submit(WithdrawProblem(start))
            return False
        try:
            graph = self._graphs.of(document, self.prepared.shape)
        except NnstudioError as error:
            self.error = error
            self.trainer.submit(WithdrawProblem(start))
            return False
        training = document.training
        names = {node.id: node.name for node in document.network.nodes}
        state, past = kept
        problem = LoadProblem(graph, self.prepared, training, training.seed, state, start, names, document, past)
        self.trainer.submit(problem)
        return True

    def _adjust(self, changed: frozenset[str], training: TrainingSettings) -> None:
        live: tuple[tuple[set[str], Command], ...] = (
            ({"learning_rate"}, SetLearningRate(training.learning_rate)),
            ({"l1", "l2"}, SetRegularisation(training.l1, training.l2)),
            ({"schedule", "schedule_parameters"}, SetSchedule(training.schedule, training.schedule_parameters)),
            ({"loss_weights"}, SetLossWeights(training.loss_weights)),
            ({"clip_norm", "clip_value"}, SetClipping(training.clip_norm, training.clip_value)),
            ({"optimizer_parameters"}, SetOptimizer(training.optimizer, training.optimizer_parameters)),
            ({"patience", "minimum_change", "restore_best", "gradient_tolerance"}, SetStopping(rule_of(training))),
            ({"stop_epoch"}, StopAt(training.stop_epoch)),
            ({"validate_every"}, ValidateEvery(training.validate_every)),
        )
        for names, command in live:
            if names & changed:
                self.trainer.submit(command)
