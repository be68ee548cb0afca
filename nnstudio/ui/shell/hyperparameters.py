"""The side panel of Train: how the network learns, from the declarations; what one talks about first, stands first."""

from __future__ import annotations

import time
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from nnstudio.document.edits import SetTraining
from nnstudio.document.fields import TRAINING
from nnstudio.document.model import Parameters
from nnstudio.engine.declaration import Declared, Parameter, Value
from nnstudio.engine.losses import losses
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.schedules import schedules
from nnstudio.text import Message, msg
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ParameterForm, label, rule
from nnstudio.ui.shell.live_number import LiveNumber

# What a change does to the run.
_AT_ONCE, _GOES_ON = msg("Takes effect at once"), msg("The run goes on with it")
_NEW_RUN, _AT_RESET = msg("Begins a new run, keeps the weights"), msg("Read at the next reset")

_FIRST = {"optimizer": _GOES_ON, "learning_rate": _AT_ONCE, "batch_size": _GOES_ON}
"""After the loss: what a lesson talks about, each with a note. The rest is sorted by what a change does; the stop epoch
is in the transport bar."""
_REFRESH = 0.25
"""Seconds between two looks at numbers of a run that goes on: oftener nobody could read them."""


class Hyperparameters(QWidget):
    """Every training setting. Each change is an edit, so it can be undone; one drag of a slider is one edit."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._refreshed = 0.0
        self.loss = self._form(("loss",))
        self.loss_parameters = self._own_form("loss_parameters")
        self.first = self._form(tuple(_FIRST))
        self.schedule = self._form(("schedule",))
        self.schedule_parameters = self._own_form("schedule_parameters")
        self.rate_now, self.norm_now = LiveNumber(msg("Learning rate now")), LiveNumber(msg("Gradient norm now"))
        self.at_once = self._form(("l1", "l2", "clip_norm", "clip_value"))
        self.stopping = self._form(("validate_every", "gradient_tolerance", "patience"))
        self.patient = self._form(("minimum_change", "restore_best"))
        self.optimizer_parameters = self._own_form("optimizer_parameters")
        self.goes_on = self._form(("dtype",))
        self.at_reset = self._form(("seed",))
        self.loss.set_note("loss", _NEW_RUN)
        for name, note in _FIRST.items():
            self.first.set_note(name, note)
        self._arrange()
        session.document_changed.connect(self.refresh)
        session.ticked.connect(self._on_ticked)
        self.refresh()

    def refresh(self) -> None:
        """Show the document's settings."""
        settings = self.session.document.training
        for form in self.forms:
            form.set_values({name: getattr(settings, name) for name in form.rows})
        self.patient.setVisible(settings.patience > 0)
        self._show_own(self.schedule_parameters, schedules, settings.schedule, settings.schedule_parameters)
        self._show_own(self.optimizer_parameters, optimizers, settings.optimizer, settings.optimizer_parameters)
        self._show_own(self.loss_parameters, losses, settings.loss, settings.loss_parameters)

    @property
    def forms(self) -> tuple[ParameterForm, ...]:
        """The forms of the settings' own fields, from above."""
        return (
            self.loss,
            self.first,
            self.schedule,
            self.at_once,
            self.stopping,
            self.patient,
            self.goes_on,
            self.at_reset,
        )

    def _on_ticked(self, frame: Frame) -> None:
        now = time.monotonic()
        if self.isVisible() and (not frame.running or now - self._refreshed >= _REFRESH):
            self._refreshed = now
            self._show_moment(frame)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the present moment, which may have come while this was hidden."""
        super().showEvent(event)
        # Who does not stand still now brings a tick of its own: an opening window waits for nobody.
        with self.session.display.hold(0.0) as frame:
            if frame is not None:
                self._show_moment(frame)

    def _show_moment(self, frame: Frame) -> None:
        """Show what the next step will use."""
        self.rate_now.show_number(frame.program.current_rate)
        self.norm_now.show_number(frame.program.gradient_norm())

    def _arrange(self) -> None:
        space = theme.tokens().space
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(space(2), space(1.5), space(1), space(2))
        column.setSpacing(space(1))
        self._section(column, None, self.loss, self.loss_parameters, self.first)
        at_once = (self.schedule, self.schedule_parameters, self.rate_now, self.at_once, self.norm_now)
        self._section(column, _AT_ONCE, *at_once, self.stopping, self.patient)
        self._section(column, _GOES_ON, self.optimizer_parameters, self.goes_on)
        self._section(column, _AT_RESET, self.at_reset, last=True)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _section(self, column: QVBoxLayout, title: Message | None, *forms: QWidget, last: bool = False) -> None:
        if title is not None:
            column.addWidget(label(title, "section", wrap=True))
        for form in forms:
            column.addWidget(form)
        if not last:
            column.addSpacing(theme.tokens().space(0.5))
            column.addWidget(rule())
            column.addSpacing(theme.tokens().space(0.5))

    def _form(self, names: tuple[str, ...]) -> ParameterForm:
        declared = {parameter.id: parameter for parameter in TRAINING}
        form = ParameterForm(tuple(declared[name] for name in names))
        form.edited.connect(lambda name, value: self._edit(form, name, value))
        form.settled.connect(self.session.finish_edit)
        return form

    def _own_form(self, field: str) -> ParameterForm:
        form = ParameterForm()
        form.edited.connect(lambda name, value: self._edit_own(form, field, name, value))
        form.settled.connect(self.session.finish_edit)
        return form

    def _edit(self, form: ParameterForm, name: str, value: Value) -> None:
        if not self.session.edit(SetTraining(((name, value),)), merge=form.sliding):
            self.refresh()

    def _edit_own(self, form: ParameterForm, field: str, name: str, value: Value) -> None:
        values = {**{row: editor.value() for row, editor in form.rows.items()}, name: value}
        if not self.session.edit(SetTraining(((field, tuple(sorted(values.items()))),)), merge=form.sliding):
            self.refresh()

    def _show_own(
        self,
        form: ParameterForm,
        registry: Mapping[str, type[Declared]],
        chosen: str,
        values: Parameters,
    ) -> None:
        parameters: tuple[Parameter, ...] = registry[chosen].declaration.parameters if chosen in registry else ()
        form.set_parameters(parameters, dict(values))
        form.setVisible(bool(parameters))
