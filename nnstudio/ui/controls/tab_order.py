"""The order in which Tab visits widgets that are made late."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget


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
    """Return a part and what is in it, as Tab visits them: what takes the focus, and buttons that will."""
    found, widget = [part], part.nextInFocusChain()
    while widget is not None and widget is not part:
        # A list that opens over a field is a window of its own.
        if part.isAncestorOf(widget) and widget.window() is part.window():
            found.append(widget)
        widget = widget.nextInFocusChain()
    return [each for each in found if each.focusProxy() is None and _stops_there(each)]


def _stops_there(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) or isinstance(widget, QAbstractButton)
