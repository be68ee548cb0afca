"""Which output's curves a chart shows, where a network has several."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from nnstudio.document.kinds import OUTPUT
from nnstudio.text import msg, tr
from nnstudio.training.curves import SERIES, of_output
from nnstudio.training.pyramid import Curve
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ChoiceBox, bind, on_retranslate

NOTHING = Curve(2)
"""What an output has no curve of: no batch's loss is kept output by output."""


class OutputChoice(ChoiceBox):
    """All outputs together, or one of them; hidden where there is but one.

    Signals: ``chosen()``.
    """

    chosen = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._listed: tuple[tuple[str, str], ...] = ()
        self.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        bind(self.setAccessibleName, msg("Output whose curves are shown"))
        session.analysis_changed.connect(self._list)
        on_retranslate(self, self._list)
        self.activated.connect(lambda _: self.chosen.emit())

    @property
    def output(self) -> str:
        """The chosen output's id; empty for all together."""
        return str(self.currentData() or "")

    def shown(self, curves: dict[str, Curve]) -> dict[str, Curve]:
        """Return the curves of the chosen output under the names of those of the whole."""
        if not self.output:
            return curves
        own = {name: curves.get(of_output(name, self.output), NOTHING) for name in SERIES}
        return {"batch_loss": NOTHING, **own}

    def _list(self) -> None:
        """List the outputs by their names; keep the chosen one while it is there."""
        outputs = self._session.document.network.of_kind(OUTPUT)
        named = (("", tr("All outputs")), *((node.id, node.name) for node in outputs))
        if named == self._listed:
            return
        before, self._listed = self.output, named
        self.clear()
        for key, name in named:
            self.addItem(name, key)
        self.setCurrentIndex(max(0, self.findData(before)) if len(outputs) > 1 else 0)
        self.setVisible(len(outputs) > 1)
        if self.output != before:
            self.chosen.emit()
