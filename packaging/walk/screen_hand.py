"""A hand that moves the real pointer and presses real keys of an X server, by xdotool."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMainWindow, QWidget

from walk.hand import Hand

_KEYS = {"Return": "Return", "PageDown": "Next", "PageUp": "Prior"}
_REST = "0.04"
"""Seconds between a press and the next: faster than a hand, slow enough for the server."""


class ScreenHand(Hand):
    """Presses where the window really is. Needs a running X server and xdotool."""

    def click(self, widget: QWidget, place: QPoint | None = None, *, twice: bool = False) -> None:
        """Click."""
        press = ["click", "--repeat", "2", "--delay", "80", "1"] if twice else ["click", "1"]
        self._do([*_to(widget, place if place is not None else widget.rect().center()), *press])

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Drag."""
        self._do(_dragged(widget, start, widget, end))

    def carry(self, source: QAbstractItemView, row: QPoint, target: QWidget, end: QPoint) -> None:
        """Drag and drop as a person does, through the X server's own protocol."""
        self._do(_dragged(source.viewport(), row, target, end))

    def key(self, keys: str) -> None:
        """Press keys."""
        self._take_keyboard()
        *held, name = keys.split("+")
        self._do(["key", "--clearmodifiers", "+".join([*(word.lower() for word in held), _named(name)])])

    def wheel(self, widget: QWidget, notches: int) -> None:
        """Turn the wheel."""
        button = "5" if notches > 0 else "4"
        self._do([*_to(widget, widget.rect().center()), "click", "--repeat", str(abs(notches)), button])

    def write(self, text: str) -> None:
        """Type."""
        self._take_keyboard()
        self._do(["type", "--delay", "25", text])

    def _take_keyboard(self) -> None:
        # What a window manager does when a dialog has closed; a bare server has none.
        if QApplication.activeWindow() is None:
            window = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMainWindow))
            self._do(["windowfocus", "--sync", str(int(window.winId()))])

    def _do(self, words: Sequence[str]) -> None:
        # The window must live on while the other process presses.
        process = subprocess.Popen(["xdotool", *words])
        self.wait(f"xdotool {words[0]}", lambda: process.poll() is not None)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, ["xdotool", *words])
        self.pause(0.12)


def _named(name: str) -> str:
    return name.lower() if len(name) == 1 else _KEYS.get(name, name)


def _to(widget: QWidget, place: QPoint) -> list[str]:
    point = widget.mapToGlobal(place)
    return ["mousemove", str(point.x()), str(point.y()), "sleep", _REST]


def _dragged(source: QWidget, start: QPoint, target: QWidget, end: QPoint) -> list[str]:
    first, last = source.mapToGlobal(start), target.mapToGlobal(end)
    words = [*_to(source, start), "mousedown", "1", "sleep", _REST]
    for share in (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0, 1.0):
        x, y = first.x() + (last.x() - first.x()) * share, first.y() + (last.y() - first.y()) * share
        words += ["mousemove", str(round(x)), str(round(y)), "sleep", _REST]
    return [*words, "sleep", "0.15", "mouseup", "1", "sleep", "0.1"]
