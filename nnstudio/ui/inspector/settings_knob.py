"""The numbers of the update rule, one of them to be turned on the update's own card."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.document.edits import SetTraining
from nnstudio.document.fields import TRAINING
from nnstudio.engine.declaration import Kind, Parameter, Value
from nnstudio.engine.optimizers import optimizers
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ChoiceBox, ParameterForm, bind

OWN = ("learning_rate", "l2", "l1", "clip_norm", "clip_value")
"""The settings that an update reads, beside its optimiser's."""


class SettingsKnob(QWidget):
    """α, the penalties, the clipping, what the optimiser has: each change is the document's edit, and undone as such.

    The run takes it up at once, and the card shows the weight that would come of it.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.choice, self.form = ChoiceBox(), ParameterForm()
        self._known: tuple[Parameter, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space(2))
        row.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.form, 1)
        bind(self.choice.setAccessibleName, msg("Setting of the update to be turned"))
        self.choice.activated.connect(lambda _: self.refresh())
        self.form.edited.connect(self._edit)
        self.form.settled.connect(session.finish_edit)
        session.document_changed.connect(self.refresh)
        session.language_changed.connect(self._name)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Show the document's settings, those of the optimiser in force among them."""
        training = self.session.document.training
        known = (*(p for name in OWN for p in TRAINING if p.id == name), *self._of_optimizer())
        if known != self._known:
            self._known = known
            self._name()
        chosen = known[max(0, self.choice.currentIndex())]
        own = dict(training.optimizer_parameters)
        value = own.get(chosen.id, chosen.default) if self._is_optimizers(chosen) else getattr(training, chosen.id)
        self.form.set_parameters((chosen,), {chosen.id: value})

    def _of_optimizer(self) -> tuple[Parameter, ...]:
        found = optimizers.get(self.session.document.training.optimizer)
        return tuple(p for p in found.declaration.parameters if p.kind is Kind.REAL) if found is not None else ()

    def _is_optimizers(self, parameter: Parameter) -> bool:
        return parameter not in TRAINING

    def _name(self) -> None:
        before = max(0, self.choice.currentIndex())
        self.choice.clear()
        self.choice.addItems([f"{p.symbol}   {p.name}" if p.symbol else str(p.name) for p in self._known])
        self.choice.setCurrentIndex(min(before, len(self._known) - 1))

    def _edit(self, name: str, value: Value) -> None:
        chosen = next(p for p in self._known if p.id == name)
        edit = SetTraining(((name, value),))
        if self._is_optimizers(chosen):
            values = {**dict(self.session.document.training.optimizer_parameters), name: value}
            edit = SetTraining((("optimizer_parameters", tuple(sorted(values.items()))),))
        if not self.session.edit(edit, merge=self.form.sliding):
            self.refresh()
