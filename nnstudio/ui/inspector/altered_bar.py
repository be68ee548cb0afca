"""Says that the batch that is shown was changed by hand, and brings its true data back."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from nnstudio.text import msg
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import bind, label


class AlteredBar(QWidget):
    """There only while inputs or targets of the batch are others than the data's."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.restore = QPushButton()
        said = msg("This batch was changed by hand. It is not trained on: the next step takes the true data.")
        self.said = label(said, "body", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space(2))
        row.addWidget(self.said, 1)
        row.addWidget(self.restore)
        bind(self.restore.setText, msg("Restore data"))
        self.restore.clicked.connect(session.what_if.restore)
        session.ticked.connect(self._on_ticked)
        self.hide()

    def _on_ticked(self, frame: Frame) -> None:
        self.setVisible(frame.altered)
