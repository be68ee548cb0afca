"""The transport bar, always in sight: run and pause, step, reset, speed, and where the run stands."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.document.edits import SetTraining
from nnstudio.text import Message, msg
from nnstudio.training.frame import Frame, Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.change import Change
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import IconButton, NumberField, bind, label, on_retranslate, rule, take_typed
from nnstudio.ui.shell.readout import Readout
from nnstudio.ui.shell.run_clock import RunClock, steps_left, written
from nnstudio.ui.shell.speed import SpeedControl

_REFRESH = 0.1
"""Seconds between two refreshes of the numbers while a run goes on: faster ones can't be read."""
_STATES: dict[Status, Message] = {
    Status.EMPTY: msg("Nothing to train"),
    Status.PAUSED: msg("Paused"),
    Status.RUNNING: msg("Running"),
    Status.FAILED: msg("Stopped"),
}
_MOST_EPOCHS = 1_000_000_000
_ROOM_FOR_TIME = 124
"""Units of the grid from which there is room for the time beside what must be seen."""


class Transport(QWidget):
    """Buttons, speed, read-outs; everything in it goes to the session."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._refreshed = 0.0
        self._latest: tuple[int, int, float] | None = None
        self._left = -1
        self.run = IconButton("run", msg("Run"), role="run")
        self.step_sample = IconButton("step_sample", msg("Step one sample"))
        self.step_batch = IconButton("step_batch", msg("Step one batch"))
        self.step_epoch = IconButton("step_epoch", msg("Step one epoch"))
        self.reset = IconButton("reset", msg("Reset: draw the weights again"))
        self.new_seed = IconButton("new_seed", msg("Reset with a new seed"))
        self.speed = SpeedControl()
        self.clock = RunClock()
        self.time = Readout(msg("Time"), lambda: "0:00:00 +0:00", words=True)
        self.epoch = Readout(msg("Epoch"), lambda: theme.count(999999))
        self.step = Readout(msg("Steps"), lambda: theme.count(99999999))
        self.loss = Readout(msg("Loss"), lambda: theme.number(-1.234e-12, 4))
        self.state = Readout(msg("State"), self._widest_state, words=True)
        self.stop_epoch = NumberField(0, minimum=0, maximum=_MOST_EPOCHS, integer=True, zero=msg("never"))
        self._arrange()
        self._connect()
        on_retranslate(self, self._on_status_changed)
        self._show_stop()

    def _arrange(self) -> None:
        space = theme.tokens().space
        row = QHBoxLayout(self)
        row.setContentsMargins(space(1.5), space(0.5), space(1.5), space(0.5))
        row.setSpacing(space(0.5))
        for button in (self.run, self.step_sample, self.step_batch, self.step_epoch):
            row.addWidget(button)
        row.addWidget(self._separator())
        for button in (self.reset, self.new_seed):
            row.addWidget(button)
        row.addWidget(self._separator())
        row.addWidget(self.speed)
        row.addWidget(self._separator())
        row.addWidget(self._stop_column())
        row.addStretch(1)
        for readout in (self.time, self.state, self.epoch, self.step, self.loss):
            row.addSpacing(space(1))
            row.addWidget(readout)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the time go where the rest would be cut."""
        super().resizeEvent(event)
        self.time.setVisible(event.size().width() >= theme.tokens().space(_ROOM_FOR_TIME))

    def _separator(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        space = theme.tokens().space
        row.setContentsMargins(space(0.5), space(1), space(0.5), space(1))
        row.addWidget(rule(vertical=True))
        return holder

    def _stop_column(self) -> QWidget:
        holder, column = QWidget(), QVBoxLayout()
        holder.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(msg("Stop at epoch"), "caption", buddy=self.stop_epoch))
        self.stop_epoch.setFixedHeight(theme.tokens().target)
        self.stop_epoch.setProperty("density", "compact")
        bind(self.stop_epoch.setAccessibleName, msg("Stop at epoch"))
        bind(self.stop_epoch.setToolTip, msg("Where a run pauses by itself; empty or 0 means never."))
        column.addWidget(self.stop_epoch)
        holder.setFixedWidth(theme.tokens().space(11))
        return holder

    def _connect(self) -> None:
        session = self.session
        for button in (self.run, self.step_sample, self.step_batch, self.step_epoch, self.reset, self.new_seed):
            # A click here leaves the keyboard in the field where it is.
            button.pressed.connect(take_typed)
        self.run.clicked.connect(session.toggle)
        self.step_sample.clicked.connect(lambda: session.step_sample(1))
        self.step_batch.clicked.connect(session.step_batch)
        self.step_epoch.clicked.connect(session.step_epoch)
        self.reset.clicked.connect(session.reset)
        self.new_seed.clicked.connect(session.reset_with_new_seed)
        self.speed.chosen.connect(session.set_speed)
        self.stop_epoch.edited.connect(lambda epoch: session.edit(SetTraining((("stop_epoch", int(epoch)),))))
        session.ticked.connect(self._on_ticked)
        session.run_changed.connect(self._on_status_changed)
        session.document_changed.connect(self._on_document_changed)
        theme.changed.connect(self._on_status_changed)
        bind(self.time.setToolTip, msg("Time spent on this run, and about how much longer to the epoch where it stops"))

    def _on_ticked(self, frame: Frame) -> None:
        # The frame is only lent; its numbers are kept: the last before a pause may come too early to be shown.
        self._latest = frame.epoch, frame.step, frame.loss
        now = time.monotonic()
        self.clock.follow(frame, now)
        self._left = steps_left(frame, self.session.document.training.stop_epoch) if frame.running else -1
        if not frame.running or now - self._refreshed >= _REFRESH:
            self._refreshed = now
            self._show_latest()

    def _show_latest(self) -> None:
        if self._latest is not None:
            epoch, step, loss = self._latest
            self.epoch.show_value(theme.count(epoch))
            self.step.show_value(theme.count(step))
            self.loss.show_value(theme.number(loss, 4))
            left = self.clock.remaining(self._left)
            spent = written(self.clock.elapsed)
            self.time.show_value(spent if math.isnan(left) else f"{spent} +{written(left)}")

    def _on_status_changed(self) -> None:
        status = self.session.status
        running = status is Status.RUNNING
        self.run.set_icon("pause" if running else "run")
        self.run.set_name(msg("Pause") if running else msg("Run"))
        for button in (self.run, self.step_sample, self.step_batch, self.step_epoch, self.reset, self.new_seed):
            button.setEnabled(status is not Status.EMPTY)
        self.state.show_value(str(_STATES[status]), self._mark(status))
        if not running:
            self._show_latest()
        if status is Status.EMPTY:
            self._forget()

    def _forget(self) -> None:
        self._latest = None
        for readout in (self.time, self.epoch, self.step, self.loss):
            readout.show_value("—")

    def _on_document_changed(self, change: Change) -> None:
        if change.replaced:
            # What was shown is of another network.
            self._forget()
        self._show_stop()

    def _show_stop(self) -> None:
        self.stop_epoch.set_value(self.session.document.training.stop_epoch)

    def _mark(self, status: Status) -> QColor:
        current = theme.tokens()
        return {Status.RUNNING: current.success, Status.FAILED: current.error}.get(status, current.line)

    def _widest_state(self) -> str:
        # The dot before the words takes the room of about two letters.
        return max((str(state) for state in _STATES.values()), key=len) + "mm"

    def set_shortcut_hints(self, hints: dict[str, str]) -> None:
        """Show the shortcuts of the Run menu in the tool-tips."""
        for name, text in hints.items():
            button = getattr(self, name, None)
            if isinstance(button, IconButton):
                button.set_shortcut_hint(text)

    def focus_order(self) -> list[QWidget]:
        """Return what Tab visits, in order."""
        return [widget for widget in self.findChildren(QWidget) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
