"""The feature transformations between what is measured and what is scaled, one card each; every change is an edit."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QVBoxLayout, QWidget

from nnstudio.data import FeatureStep, raw_samples, shown, transforms
from nnstudio.data.features import Features, Stage, fits, planned
from nnstudio.data.settings import MOST_STEPS
from nnstudio.data.source import columns_of
from nnstudio.data.transform import DIRECTIONS, Columns
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, icon, label
from nnstudio.ui.data.snapshot import Snapshot
from nnstudio.ui.data.step_card import StepCard


class FeatureSteps(QWidget):
    """``cards`` are the steps in their order, ``add`` opens the list of those that these data allow.

    Signals: ``changed(steps, sliding)`` with all steps; ``settled()`` when a slider was let go.
    """

    changed = Signal(object, bool)
    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[StepCard] = []
        self.hint = label(
            msg("What the network is given may be made of what was measured: more columns, or fewer."),
            "caption",
            wrap=True,
        )
        self.add = QPushButton()
        self.kinds = QMenu(self)
        self._list = QVBoxLayout()
        self._last = Columns(())
        self._arrange()
        theme.changed.connect(self._show_icon)

    @property
    def steps(self) -> tuple[FeatureStep, ...]:
        """The steps that are shown."""
        return tuple(card.step for card in self.cards)

    def show_snapshot(self, snapshot: Snapshot) -> bool:
        """Show the steps of a moment; return whether these data have any use for them."""
        try:
            columns = columns_of(raw_samples(snapshot.settings, snapshot.imported))
        except NnstudioError:
            return False
        steps = snapshot.settings.steps
        self._fit_cards(steps)
        stages = self._show_stages(snapshot, steps, columns)
        self._offer(stages[-1].after if stages else columns, len(steps))
        self.hint.setVisible(not steps)
        return bool(steps) or any(fits(kind, columns) for kind in transforms.values())

    def _fit_cards(self, steps: tuple[FeatureStep, ...]) -> None:
        """Have a card for each step; those that stay keep their editors and the focus."""
        same = 0
        while same < min(len(steps), len(self.cards)) and self.cards[same].step.kind == steps[same].kind:
            same += 1
        focused = QApplication.focusWidget()
        for card in self.cards[same:]:
            if focused is not None and card.isAncestorOf(focused):
                # Qt would give the keyboard to whatever comes next in the window.
                self.add.setFocus()
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = self.cards[:same]
        for step in steps[same:]:
            self._append(StepCard(step))

    def _append(self, card: StepCard) -> None:
        card.changed.connect(lambda step, sliding: self._on_changed(card, step, sliding))
        card.settled.connect(self.settled)
        card.raised.connect(lambda: self._on_raised(card))
        card.removed.connect(lambda: self._on_removed(card))
        card.earlier.setVisible(bool(self.cards))
        self._list.addWidget(card)
        self.cards.append(card)

    def _show_stages(self, snapshot: Snapshot, steps: tuple[FeatureStep, ...], columns: Columns) -> tuple[Stage, ...]:
        """Show each step's outcome; from the first that cannot be done on, why not."""
        fitted = snapshot.prepared.features.stages if snapshot.prepared is not None else ()
        stages: tuple[Stage, ...] = ()
        dataset = snapshot.settings.dataset
        measured = tuple(shown(dataset, name) for name in columns.names)
        for number, (card, step) in enumerate(zip(self.cards, steps, strict=True)):
            try:
                found = fitted or planned(steps[: number + 1], columns)
            except NnstudioError as error:
                card.show_problem(step, f"{error.expected} — {error.received}. {error.advice}")
                continue
            stages = found[: number + 1]
            before, after = Features(stages[:number]).named(measured), Features(stages).named(measured)
            card.show_stage(step, stages[number], before, after)
        return stages

    def _offer(self, columns: Columns, count: int) -> None:
        self._last = columns
        self.kinds.clear()
        for direction, name in DIRECTIONS.items():
            offered = {
                key: kind
                for key, kind in transforms.items()
                if kind.declaration.group == direction and fits(kind, columns)
            }
            if offered:
                self.kinds.addSection(str(name))
            for key, kind in offered.items():
                action = self.kinds.addAction(str(kind.declaration.name))
                action.setData(key)
                action.setToolTip(str(kind.declaration.help))
                action.triggered.connect(lambda _=False, key=key: self._on_added(key))
        self.add.setEnabled(count < MOST_STEPS and not self.kinds.isEmpty())

    # -- what the user does

    def _on_added(self, key: str) -> None:
        # To leave all columns out would leave nothing: the last one, to begin with.
        columns = self._last.names[-1:] if key == "drop" else ()
        self.changed.emit((*self.steps, FeatureStep(key, columns=columns)), False)

    def _on_changed(self, card: StepCard, step: FeatureStep, sliding: bool) -> None:
        self.changed.emit(tuple(step if each is card else each.step for each in self.cards), sliding)

    def _on_removed(self, card: StepCard) -> None:
        self.changed.emit(tuple(each.step for each in self.cards if each is not card), False)

    def _on_raised(self, card: StepCard) -> None:
        place = self.cards.index(card)
        steps = list(self.steps)
        steps[place - 1], steps[place] = steps[place], steps[place - 1]
        self.changed.emit(tuple(steps), False)

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        self.add.setMenu(self.kinds)
        self.kinds.setToolTipsVisible(True)
        bind(self.add.setText, msg("Add a step"))
        self._show_icon()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(space(1))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self.hint)
        column.addLayout(self._list)
        column.addWidget(self.add)

    def _show_icon(self) -> None:
        self.add.setIcon(icon("add"))
