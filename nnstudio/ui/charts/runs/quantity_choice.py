"""Which number of the runs is drawn, and on what axis."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.charts.runs.figures import quantities, rises
from nnstudio.ui.controls import ChoiceBox, bind, on_retranslate


class QuantityChoice(QWidget):
    """``value`` is the name of the chosen curve; ``offered`` are all, with what they are called.

    Signals: ``changed()``.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offered: tuple[tuple[str, Message], ...] = quantities(regression=False)
        self.value = "validation_loss"
        self.box, self.log = ChoiceBox(), QToolButton()
        self.box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.log.setCheckable(True)
        self.log.setProperty("role", "switch")
        self.log.setMinimumHeight(theme.tokens().target)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space(0.5))
        row.addWidget(self.box)
        row.addWidget(self.log)
        bind(self.log.setText, msg("Log"))
        bind(self.log.setToolTip, msg("Show the loss on a logarithmic axis"))
        bind(self.box.setAccessibleName, msg("What is drawn of the runs"))
        self.box.activated.connect(self._on_chosen)
        self.log.toggled.connect(lambda _: self.changed.emit())
        on_retranslate(self, self._fill)

    @property
    def logarithmic(self) -> bool:
        """Whether the axis is: only a loss has one."""
        return self.log.isChecked() and not rises(self.value)

    def currentText(self) -> str:
        """Return the name of what is chosen."""
        return self.box.currentText()

    def offer(self, offered: tuple[tuple[str, Message], ...], validated: bool) -> None:
        """Offer these; without a validation set the training set's loss is shown first."""
        self.offered = offered
        if not validated and self.value.startswith("validation"):
            self.value = self.value.replace("validation", "train")
        self._fill()

    def _fill(self) -> None:
        self.box.clear()
        self.box.addItems([str(name) for _, name in self.offered])
        self.box.setCurrentIndex([key for key, _ in self.offered].index(self.value))
        self.log.setEnabled(not rises(self.value))

    def _on_chosen(self, number: int) -> None:
        self.value = self.offered[number][0]
        self.log.setEnabled(not rises(self.value))
        self.changed.emit()
