"""The order in which Tab visits widgets that are made late."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from nnstudio.ui.controls.segmented import Segmented


def visit_after(before: QWidget, *parts: QWidget) -> None:
    """Have Tab visit parts, with all that is in them, right after a widget: they would come last in the window."""
    stops = [stop for part in parts for stop in _stops(part)]
    resting = [stop for stop in stops if stop.focusPolicy() == Qt.FocusPolicy.NoFocus]
    # Only what takes the focus can be put in order, and a row's other segments will take it one day.
    for stop in resting:
        stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for first, second in pairwise([before, *stops]):
        QWidget.setTabOrder(first, second)
    for stop in resting:
        stop.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def _stops(part: QWidget) -> list[QWidget]:
    """Return a part and what is in it, from the first on: what takes the focus, and the segments that will."""
    # A list that opens over a field is a window of its own.
    inside = [widget for widget in part.findChildren(QWidget) if widget.window() is part.window()]
    return [each for each in (part, *inside) if each.focusProxy() is None and _stops_there(each)]


def _stops_there(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) or isinstance(widget.parentWidget(), Segmented)
