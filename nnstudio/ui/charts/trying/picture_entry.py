"""A picture drawn by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QVBoxLayout

from nnstudio.data.samples import Numbers, Prepared
from nnstudio.inspection.trying import Sketch, Stroke, drawn
from nnstudio.text import msg, tr
from nnstudio.ui.charts.trying.editor import Editor
from nnstudio.ui.controls import bind
from nnstudio.ui.controls.pixel_pad import PixelPad


class PictureEntry(Editor):
    """``pad`` is drawn on; a sample of the data may lie below the strokes."""

    def __init__(self, prepared: Prepared, x: Numbers) -> None:
        super().__init__(x)
        low, high = float(prepared.raw.x.min()), float(prepared.raw.x.max())
        self.sketch = Sketch(x, low, high)
        self.pad = PixelPad(low, high)
        bind(
            self.pad.setAccessibleName,
            msg("Paper to draw on; arrows lead the pen, with Shift they draw, Space makes a dot, Delete rubs out"),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pad)
        self.pad.begun.connect(self._on_begun)
        self.pad.moved.connect(self._on_moved)
        self.show_input(x)

    def show_input(self, x: Numbers) -> None:
        """Show another picture, without strokes."""
        super().show_input(x)
        self.sketch = replace(self.sketch, base=x, strokes=())
        self.pad.show_values(x.mean(axis=-1))

    def fit(self) -> None:
        """Let the drawing fill the paper, as the data's pictures do."""
        self._take(self.sketch.fitted())

    def advice(self) -> str:
        """Return how to draw, while nothing is drawn."""
        return tr("Draw; the right button rubs out") if not self.sketch.strokes else ""

    def _on_begun(self, across: float, down: float, ink: bool) -> None:
        self._take(self.sketch.with_stroke(Stroke(np.array([[across, down]]), ink)))

    def _on_moved(self, across: float, down: float) -> None:
        self._take(self.sketch.longer(across, down))

    def _take(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.entered = drawn(sketch)
        self.pad.show_values(self.entered.mean(axis=-1))
        self.edited.emit()
