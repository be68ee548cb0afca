"""The pulse that travels the step's links from cause to effect: forward with the signal, backward from δ to δ."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QPainter

from nnstudio.inspection import Step
from nnstudio.inspection.picture import Scene
from nnstudio.ui import theme
from nnstudio.ui.inspector.picture.arrangement import Places
from nnstudio.ui.inspector.picture.links import ends, lit_links, loud_color

MOST = 60
"""Links up to which pulses travel: of more one would see nothing."""
_PACE = 0.1
"""Seconds between two steps, below which nothing travels: one who plays fast sees it flow anyway."""


class Wave(QObject):
    """``progress`` from 0 to 1 while a pulse travels; None at rest. ``clock`` : what the pace is told by.

    Signals: ``moved()`` at each frame.
    """

    moved = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.progress: float | None = None
        self._at: Step | None = None
        self._due = False
        self.clock: Callable[[], float] = time.monotonic
        self._since: float | None = None
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._on_value)
        self._animation.finished.connect(self._rest)

    def follow(self, scene: Scene) -> None:
        """Begin at the first step of another layer that has links; under reduced motion or at a fast pace nothing does.

        The same step shown again, with other numbers, leaves alone what travels.
        """
        here, before, now = scene.step, self._at, self.clock()
        if here == before:
            return
        slow = self._since is None or now - self._since >= _PACE
        self._at, self._since = here, now
        self._animation.stop()
        self.progress = None
        count = len(lit_links(scene))
        if before is not None and (here.phase, here.layer) != (before.phase, before.layer):
            self._due = True
        # On the way back a neuron's slope, which nothing flows into, comes before its δ.
        due, self._due = self._due, self._due and not count
        if due and slow and 0 < count <= MOST and theme.duration():
            self._animation.setDuration(theme.duration())
            self._animation.start()

    def _on_value(self, value: float) -> None:
        self.progress = float(value)
        self.moved.emit()

    def _rest(self) -> None:
        self.progress = None
        self.moved.emit()


def paint_wave(painter: QPainter, places: Places, scene: Scene, progress: float) -> None:
    """Paint the pulse on each of the step's links."""
    radius = theme.tokens().space(0.75)
    painter.setPen(Qt.PenStyle.NoPen)
    for link in lit_links(scene):
        line = ends(places, link)
        if line is not None:
            painter.setBrush(loud_color(scene, link))
            painter.drawEllipse(line.pointAt(1 - progress if scene.highlight.backward else progress), radius, radius)
