"""What the views of this folder have above their pictures: a row of widgets, and how long is trained."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session

STEPS, MOST_EPOCHS = 1500, 150
"""Steps that are proposed to train for, and epochs at most."""


def proposed_epochs(session: Session) -> int:
    """Return as many epochs as make a run of a few seconds."""
    prepared = session.prepared
    samples = len(prepared.training) if prepared is not None else STEPS
    per_epoch = max(1, samples // max(1, session.document.training.batch_size))
    return max(1, min(MOST_EPOCHS, round(STEPS / per_epoch)))


def row(*widgets: QWidget | None) -> QHBoxLayout:
    """Return a row; None is room to spare."""
    made = QHBoxLayout()
    made.setSpacing(theme.tokens().space(0.5))
    for widget in widgets:
        if widget is None:
            made.addStretch(1)
        else:
            made.addWidget(widget)
    return made
