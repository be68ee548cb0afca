"""Hands: what presses mouse and keys. :class:`EventHand` sends Qt's own events, so it needs no screen."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QMainWindow,
    QMenu,
    QMenuBar,
    QScrollArea,
    QWidget,
)

from nnstudio.ui.canvas.adding.layer_list import KIND
from nnstudio.ui.canvas.dropping import layer_mime

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
NOTCH = 120
"""Qt's unit for one notch of a wheel."""
MOST_TURNS = 60
PATIENCE = 120.0
"""Seconds that anything may take, on whatever machine, before the journey is given up."""


class JourneyError(Exception):
    """The way was barred: what was waited for did not come."""


class Hand(ABC):
    """Clicks, drags and types. What is the same for every hand is here; the rest is how a press is made."""

    @abstractmethod
    def click(self, widget: QWidget, place: QPoint | None = None, *, twice: bool = False) -> None:
        """Click at a place of a widget (its middle)."""

    @abstractmethod
    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Press at ``start``, move to ``end``, let go."""

    @abstractmethod
    def carry(self, source: QAbstractItemView, row: QPoint, target: QWidget, end: QPoint) -> None:
        """Drag a row of the palette and drop it on another widget."""

    @abstractmethod
    def key(self, keys: str) -> None:
        """Press keys, such as ``Return`` or ``Ctrl+S``."""

    @abstractmethod
    def wheel(self, widget: QWidget, notches: int) -> None:
        """Turn the wheel over a widget; down is positive."""

    @abstractmethod
    def write(self, text: str) -> None:
        """Type a text where the keyboard is."""

    def wait(self, what: str, done: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Let the window live until ``done()``."""
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                raise JourneyError(f"waited {seconds:g} s in vain for {what}")
            QApplication.processEvents()
            time.sleep(0.002)

    def pause(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        self.wait("time to pass", lambda: time.monotonic() >= end, seconds + 1)

    def reveal(self, widget: QWidget) -> None:
        """Scroll until a widget can be seen whole."""
        area = widget.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is None:
            return
        for _turn in range(MOST_TURNS):
            top = widget.mapTo(area.viewport(), QPoint()).y()
            if top >= 0 and top + widget.height() <= area.viewport().height():
                return
            self.wheel(area.viewport(), 1 if top > 0 else -1)
        raise JourneyError(f"{widget.accessibleName()} can't be scrolled into sight")

    def fill(self, field: QWidget, text: str) -> None:
        """Replace what a field holds, and commit it."""
        self.reveal(field)
        self.click(field)
        self.wait("the field's focus", lambda: QApplication.focusWidget() is field)
        self.key("Ctrl+A")
        self.write(text)
        self.key("Return")

    def choose(self, box: QComboBox, key: str) -> None:
        """Open a combo box and click one of its lines."""
        index = box.findData(key)
        if index < 0:
            raise JourneyError(f"{box.accessibleName()}: no choice {key!r}")
        self.reveal(box)
        self.click(box)
        view = box.view()
        self.wait("the list of choices", view.isVisible)
        # A click right after the list has opened counts as part of the one that opened it.
        self.pause(2 * QApplication.doubleClickInterval() / 1000)
        line = view.model().index(index, box.modelColumn())
        view.scrollTo(line)
        self.click(view.viewport(), view.visualRect(line).center())
        self.wait("the list to close", lambda: not view.isVisible())

    def menu(self, bar: QMenuBar, *titles: str) -> None:
        """Open a menu by its title and click its entries down to the last."""
        action = next(action for action in bar.actions() if _bare(action.text()) == titles[0])
        self.click(bar, bar.actionGeometry(action).center())
        for title in titles[1:]:
            self._menu_entry(title)

    def _menu_entry(self, title: str) -> None:
        self.wait(f"the menu with {title}", lambda: _entry(title) is not None)
        found = _entry(title)
        if found is not None:
            menu, place = found
            self.click(menu, place)

    def answer(self, name: str) -> None:
        """Type ``name`` and Enter into the file dialog that opens next."""

        def write() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, QFileDialog) or not dialog.isVisible():
                QTimer.singleShot(50, write)
                return
            self.key("Ctrl+A")
            self.write(name)
            self.key("Return")

        QTimer.singleShot(50, write)


def _bare(text: str) -> str:
    return text.replace("&", "")


def _entry(title: str) -> tuple[QMenu, QPoint] | None:
    menu = QApplication.activePopupWidget()
    if not isinstance(menu, QMenu):
        return None
    action = next((action for action in menu.actions() if _bare(action.text()).startswith(title)), None)
    return (menu, menu.actionGeometry(action).center()) if action is not None else None


class EventHand(Hand):
    """Sends Qt's events straight to the widgets."""

    def click(self, widget: QWidget, place: QPoint | None = None, *, twice: bool = False) -> None:
        """Click."""
        act = QTest.mouseDClick if twice else QTest.mouseClick
        act(widget, LEFT, NONE, place if place is not None else widget.rect().center())
        QApplication.processEvents()

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Drag."""
        QTest.mousePress(widget, LEFT, NONE, start)
        for place in ((start + end) / 2, end):
            QTest.mouseMove(widget, place)
            QApplication.processEvents()
        QTest.mouseRelease(widget, LEFT, NONE, end)
        QApplication.processEvents()

    def carry(self, source: QAbstractItemView, row: QPoint, target: QWidget, end: QPoint) -> None:
        """Send the events of a drag: Qt can't be brought to begin one by simulated moves."""
        data = layer_mime(source.indexAt(row).data(KIND))
        action, start = Qt.DropAction.CopyAction, target.rect().center()
        QApplication.sendEvent(target, QDragEnterEvent(start, action, data, LEFT, NONE))
        QApplication.sendEvent(target, QDragMoveEvent(end, action, data, LEFT, NONE))
        QApplication.sendEvent(target, QDropEvent(QPointF(end), action, data, LEFT, NONE, QEvent.Type.Drop))
        QApplication.processEvents()

    def key(self, keys: str) -> None:
        """Press keys."""
        *held, name = keys.split("+")
        modifiers = NONE
        for word in held:
            modifiers |= {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Shift": Qt.KeyboardModifier.ShiftModifier}[word]
        QTest.keyClick(_keyboard(), getattr(Qt.Key, f"Key_{name}"), modifiers)
        QApplication.processEvents()

    def wheel(self, widget: QWidget, notches: int) -> None:
        """Turn the wheel."""
        place = QPointF(widget.rect().center())
        turn = QPoint(0, -notches * NOTCH)
        phase, button = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
        spot = widget.mapToGlobal(place)
        QApplication.sendEvent(widget, QWheelEvent(place, spot, QPoint(), turn, button, NONE, phase, False))
        QApplication.processEvents()

    def write(self, text: str) -> None:
        """Type."""
        QTest.keyClicks(_keyboard(), text)
        QApplication.processEvents()


def _keyboard() -> QWidget:
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    if widget is None:
        # What a window manager does when a dialog has closed; the offscreen platform has none.
        widget = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMainWindow))
        widget.activateWindow()
        QApplication.processEvents()
    return QApplication.focusWidget() or widget
