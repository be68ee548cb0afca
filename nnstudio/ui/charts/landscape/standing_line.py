"""One line below the title: what kind of point the weights are at; the tool-tip says what that means and whence."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QWidget

from nnstudio.inspection.landscape import Inquiry, Standing
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.charts.landscape.asking import Asked
from nnstudio.ui.controls import ElidedLabel, on_retranslate


class StandingLine(ElidedLabel):
    """Asks once a survey is done, beside the window; ``standing`` is what was found, None before that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("caption")
        self.setParent(parent)
        self.standing: Standing | None = None
        self.aside = Aside(self, patient=False)
        self._inquiry: Inquiry | None = None
        self._samples = 0
        self.aside.done.connect(self._on_done)
        on_retranslate(self, self._show)

    def ask(self, asked: Asked) -> None:
        """Find out about the point that a survey went through; the survey must be over."""
        self.clear()
        self._inquiry, self._samples = asked.inquiry, asked.samples
        self.aside.start(asked.inquiry.run)
        self._show()

    def clear(self) -> None:
        """Say nothing; what is under way is called off."""
        if self._inquiry is not None:
            self._inquiry.call_off()
            self.aside.drop()
        self._inquiry = self.standing = None
        self._show()

    def explained(self) -> str:
        """Return what was found in sentences, and where the numbers come from."""
        standing = self.standing
        if standing is None:
            return ""
        said = [str(standing.said)]
        if not standing.verdict.sound:
            said.append(tr("A corner of the loss (a ReLU at 0) is so near that its curvature means little."))
        elif standing.fastest is not None:
            most = theme.number(standing.fastest, 3)
            said.append(
                tr("Plain gradient descent is stable here while α < 2 / largest curvature ≈ {most}.", most=most)
            )
        count = theme.count(self._samples)
        said.append(
            tr("Curvature: the least and the largest eigenvalue of the Hessian, over {count} samples.", count=count)
        )
        said.append(tr("By differences of gradients in a float64 copy, without the penalties of L1 and L2."))
        return "\n".join(said)

    def event(self, event: QEvent) -> bool:
        """Offer the explanation as a tool-tip, also where the line fits."""
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip("\n".join(filter(None, (self.text() if self.is_elided() else "", self.explained()))))
            return QLabel.event(self, event)
        return super().event(event)

    def _on_done(self, found: object) -> None:
        self.standing = found if isinstance(found, Standing) else None
        self._inquiry = None
        self._show()

    def _show(self) -> None:
        self.setVisible(self.standing is not None or self._inquiry is not None)
        standing = self.standing
        if standing is None:
            self._say(tr("Slope, minimum, saddle? …"))
            return
        found = standing.verdict
        norm, least, largest = (theme.number(each, 3) for each in (found.gradient_norm, found.least, found.largest))
        numbers = {"norm": norm, "least": least, "largest": largest}
        self._say(
            f"{standing.name} · " + tr("‖∂L/∂θ‖ {norm} · curvature {least} to {largest}", **numbers),
            f"{standing.name} · " + tr("‖∂L/∂θ‖ {norm} · {least} to {largest}", **numbers),
        )

    def _say(self, text: str, *shorter: str) -> None:
        self.setText(text, *shorter)
        self.setAccessibleName(text)
        self.setAccessibleDescription(self.explained())
