"""Knowledge lies in the links: silence a neuron, shuffle or zero a layer's weights, and watch what is still known."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnstudio.inspection import Moment
from nnstudio.inspection.neuron import Links
from nnstudio.inspection.trace import Neuron
from nnstudio.text import Message, msg, tr
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ChoiceBox, bind, label, on_retranslate


class LinksPage(QWidget):
    """``links`` is a copy of the run's network as it was when it was asked for; the run goes on as it is."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.links: Links | None = None
        self.said = label("", "body", wrap=True)
        self.layer, self.table = ChoiceBox(), QTableWidget(0, 3)
        self.copy, self.silence, self.undo = QPushButton(), QPushButton(), QPushButton()
        self.shuffle, self.zero = QPushButton(), QPushButton()
        self._neuron: Neuron | None = None
        self._name: Message = msg("—")
        self._names: dict[str, str] = {}
        self._stamp: tuple[int, int] = (-1, -1)
        self._arrange()
        self._connect()
        on_retranslate(self, self.refresh)

    # -- what is shown

    def show_moment(self, moment: Moment) -> None:
        """Follow the neuron that is looked at; say where the run has gone on since the copy."""
        trace, step = moment.trace, moment.step
        self._names = {name: trace.name(name) for name in trace.graph.order}
        self._neuron = None
        if step.index is not None and trace.is_link(step.layer, "weight"):
            self._neuron = step.layer, step.index[-1:]
            self._name = trace.neuron_name(self._neuron)
        if moment.run != self._stamp:
            self._stamp = moment.run
            self.links = None
        self.refresh()

    def refresh(self) -> None:
        """Show the deeds and their scores."""
        links, deeds = self.links, self.links.deeds if self.links is not None else []
        self.table.setVisible(links is not None)
        self.layer.setEnabled(links is not None)
        if links is None:
            self.layer.clear()
            self.said.setText(
                tr(
                    "Copy the network first. Then silence a neuron, shuffle a layer's weights or set them to 0, and "
                    "read from the accuracy how much each was worth. The run itself stays as it is."
                )
            )
        self.table.setRowCount(len(deeds))
        for row, deed in enumerate(deeds):
            for column, text in enumerate(
                (str(deed.what), *map(self._score, (deed.score.training, deed.score.validation)))
            ):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        self.table.scrollToBottom()
        metric = tr("R²") if links is not None and links.regression else tr("Accuracy")
        sets = (tr("training set"), tr("validation set"))
        self.table.setHorizontalHeaderLabels([tr("What was done"), *(f"{metric}\n{which}" for which in sets)])
        self.silence.setText(tr("Silence {neuron}", neuron=self._name) if self._neuron else tr("Silence a neuron"))
        self.silence.setEnabled(links is not None and self._neuron is not None)
        for button in (self.shuffle, self.zero):
            button.setEnabled(links is not None and self.layer.count() > 0)
        self.undo.setEnabled(len(deeds) > 1)

    def _score(self, value: float) -> str:
        if math.isnan(value):
            return "–"
        regression = self.links is not None and self.links.regression
        return theme.number(value, 3) if regression else theme.percent(value)

    # -- the hand

    def _on_copy(self) -> None:
        prepared = self.session.prepared
        with self.session.display.hold(exclusive=True) as frame:
            if frame is None or prepared is None or frame.status is Status.RUNNING:
                return
            self.links = Links(frame.program, prepared)
        self.layer.clear()
        for name in self.links.layers:
            self.layer.addItem(self._names.get(name, name), name)
        self.said.setText(tr("A copy: whatever is done to it, the run stays as it is."))
        self.refresh()

    def _on_silence(self) -> None:
        if self.links is not None and self._neuron is not None:
            cut = self.links.silence(self._neuron, self._name)
            self.said.setText(
                tr("Its links onwards are cut; all others are as they were.")
                if cut
                else tr(
                    "Not all that reads this neuron is a dense layer, whose links could be cut: choose another one."
                )
            )
        self.refresh()

    def _on_shuffle(self) -> None:
        if self.links is not None:
            self.links.shuffle(self.layer.currentData(), self.layer.currentText(), seed=len(self.links.deeds))
            self.said.setText(tr("The same numbers, on other links: what they knew is gone."))
        self.refresh()

    def _on_zero(self) -> None:
        if self.links is not None:
            self.links.zero(self.layer.currentData(), self.layer.currentText())
            self.said.setText(tr("Nothing comes through any more but the biases."))
        self.refresh()

    def _on_undo(self) -> None:
        if self.links is not None:
            self.links.undo()
        self.refresh()

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(label(msg("What a network knows lies in its links, and in nothing else."), "soft", wrap=True))
        first, second = QHBoxLayout(), QHBoxLayout()
        for widget in (self.copy, self.silence):
            first.addWidget(widget)
        second.addWidget(self.layer)
        for button in (self.shuffle, self.zero, self.undo):
            second.addWidget(button)
        for row in (first, second):
            row.setSpacing(space(1))
            row.addStretch(1)
            column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self.said)
        column.addStretch(0)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)

    def _connect(self) -> None:
        bind(self.copy.setText, msg("Copy the network"))
        bind(self.shuffle.setText, msg("Shuffle"))
        bind(self.zero.setText, msg("Set to 0"))
        bind(self.undo.setText, msg("Undo"))
        bind(self.layer.setAccessibleName, msg("Layer"))
        bind(self.table.setAccessibleName, msg("What was done, and what is still known"))
        for button, deed in (
            (self.copy, self._on_copy),
            (self.silence, self._on_silence),
            (self.shuffle, self._on_shuffle),
            (self.zero, self._on_zero),
            (self.undo, self._on_undo),
        ):
            button.clicked.connect(deed)
