"""Undo and redo of what was turned by hand, in sight; and why there is nothing to undo any more."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from nnstudio.document.edits import ChangeByHand, SetTraining
from nnstudio.document.history import Step
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import bind, label


class UndoBar(QWidget):
    """Two buttons that do what the Edit menu's commands do, as far as these are about what is turned here."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.undo, self.redo = QPushButton(), QPushButton()
        self.note = label("", "caption", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space(1))
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        row.addWidget(self.note, 1)
        bind(self.undo.setText, msg("Undo"))
        bind(self.redo.setText, msg("Redo"))
        self.undo.clicked.connect(session.undo)
        self.redo.clicked.connect(session.redo)
        session.what_if.changed.connect(self.refresh)
        session.document_changed.connect(self.refresh)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Say what can be taken back, or why nothing can."""
        done, undone = self.session.history.done, self.session.history.undone
        for button, step in ((self.undo, _last(done)), (self.redo, _last(undone))):
            button.setEnabled(step is not None)
            bind(button.setToolTip, self._tip(step))
        last = _last(done)
        if last is not None:
            bind(self.note.setText, last.edit.name)
        else:
            bind(self.note.setText, self._none())

    def _tip(self, step: Step | None) -> Message:
        return step.edit.name if step is not None else self._none()

    def _none(self) -> Message:
        if self.session.what_if.past:
            return msg(
                "The run has gone on: weights turned by hand are part of it, inputs and targets are the data's again."
            )
        return msg("Nothing has been turned by hand here.")


def _last(steps: tuple[Step, ...]) -> Step | None:
    """Return the next step of undo if it is one of What if: a number turned by hand, or a setting of the training."""
    last = steps[-1] if steps else None
    return last if last is not None and isinstance(last.edit, ChangeByHand | SetTraining) else None
