"""How Qt's view is set so that a canvas of a thousand boxes is drawn fast and scrolls by itself."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGraphicsView

from nnstudio.text import msg
from nnstudio.ui.controls import bind


def set_up(view: QGraphicsView) -> None:
    """Set a view up, its scene is there."""
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
    view.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
    view.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
    view.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    view.setMouseTracking(True)
    view.viewport().setMouseTracking(True)
    view.setAcceptDrops(True)
    # There a pinch on the track-pad would come as a gesture, too, and zoom twice.
    if sys.platform != "darwin":
        view.viewport().grabGesture(Qt.GestureType.PinchGesture)
    bind(view.setAccessibleName, msg("Network canvas"))
    help_text = msg(
        "Tab goes through layers, arrows move them, C connects, Space adds, F2 renames, Enter opens the properties."
    )
    bind(view.setAccessibleDescription, help_text)
