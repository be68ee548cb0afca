"""An axis that counts steps or epochs: whole numbers, and at its beginning the word for what it counts."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg

from nnstudio.text import Message
from nnstudio.ui import theme


class StepAxis(pg.AxisItem):
    """``word`` stands before the first number: ``step 0``."""

    def __init__(self, orientation: str, word: Message) -> None:
        super().__init__(orientation)
        self._word = word
        self.enableAutoSIPrefix(False)
        # The word at 0 reaches over the axis's beginning, where there is room.
        self.setStyle(hideOverlappingLabels=theme.tokens().space(5))

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the texts of one level of ticks; between whole numbers there is nothing to count."""
        texts = []
        for value in values:
            number = value * scale
            whole = round(number)
            text = theme.count(whole) if abs(number - whole) < 1e-6 and whole >= 0 else ""
            texts.append(f"{self._word} {text}" if text == "0" else text)
        return texts
