"""Random clicks, keys and wrong numbers all over the window while it trains: nothing may fail, whatever comes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMessageBox,
    QSlider,
    QWidget,
)
from unasked import unasked

from nnstudio.document import templates
from nnstudio.ui.shell import MainWindow
from walk.hand import EventHand

Key = Qt.Key
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
STEPS = 90
TYPED = ("1", "0.5", "abc", "-1", "1e9", "7", "3", "0", "", "100")
KEYS = (Key.Key_Tab, Key.Key_Return, Key.Key_Escape, Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down)
MORE_KEYS = (Key.Key_Delete, Key.Key_Space, Key.Key_F2, Key.Key_C, Key.Key_F7, Key.Key_F8, Key.Key_F9)
NUMBERS = (Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4, Key.Key_5)
WITH_CTRL = (*NUMBERS, Key.Key_A, Key.Key_C, Key.Key_V, Key.Key_X, Key.Key_D)
Found = TypeVar("Found", bound=QWidget)


class Wanderer:
    """Does something at random; ``done`` says what, for the report of a failure."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window, self.random = window, random.Random(seed)
        self.done: list[str] = []

    def act(self) -> None:
        """Do one thing."""
        often: tuple[Callable[[], None], ...] = (self.click, self.choose, self.slide, self.type, self.key, self.undo)
        acts = (*often, *often, self.click, self.shortcut, self.place, self.toggle, self.open_template)
        act = self.random.choice(acts)
        self.done.append(act.__name__)
        act()

    def _one(self, kind: type[Found]) -> Found | None:
        shown = [widget for widget in self.window.findChildren(kind) if widget.isVisible() and widget.isEnabled()]
        return self.random.choice(shown) if shown else None

    def _keyboard(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def click(self) -> None:
        button = self._one(QAbstractButton)
        if button is not None:
            self.done[-1] += f" {button.text() or button.accessibleName()}"
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(self) -> None:
        box = self._one(QComboBox)
        if box is not None and box.count():
            box.setFocus()
            index = self.random.randrange(box.count())
            box.setCurrentIndex(index)
            box.activated.emit(index)

    def slide(self) -> None:
        slider = self._one(QSlider)
        if slider is not None:
            QTest.keyClick(slider, self.random.choice((Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home, Key.Key_End)))

    def type(self) -> None:
        field = self._one(QLineEdit)
        if field is not None:
            QTest.mouseClick(field, Qt.MouseButton.LeftButton)
            field.selectAll()
            QTest.keyClicks(field, self.random.choice(TYPED))
            QTest.keyClick(field, Key.Key_Return)

    def key(self) -> None:
        QTest.keyClick(self._keyboard(), self.random.choice(KEYS + MORE_KEYS))

    def shortcut(self) -> None:
        QTest.keyClick(self._keyboard(), self.random.choice(WITH_CTRL), CTRL)

    def undo(self) -> None:
        QTest.keyClick(self._keyboard(), self.random.choice((Key.Key_Z, Key.Key_Y)), CTRL)

    def place(self) -> None:
        button = self.random.choice(list(self.window.header.switch.buttons.values()))
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def toggle(self) -> None:
        QTest.mouseClick(self.window.header.transport.run, Qt.MouseButton.LeftButton)

    def open_template(self) -> None:
        with unasked(self.window):
            self.window.files.open_template(templates[self.random.choice(list(templates))]())

    def language(self) -> None:
        self.window.set_language(self.random.choice(("en", "zh_CN", "zh_TW")))

    def theme(self) -> None:
        self.window.set_theme(self.random.choice(("light", "dark")))


def dismiss() -> None:
    """Answer whatever asks: discard, cancel, close."""
    asking = QApplication.activeModalWidget() or QApplication.activePopupWidget()
    discard = asking.button(QMessageBox.StandardButton.Discard) if isinstance(asking, QMessageBox) else None
    if discard is not None:
        discard.click()
    elif isinstance(asking, QDialog):
        asking.reject()
    elif asking is not None:
        asking.close()


@pytest.fixture
def nobody_asks(qapp: QApplication) -> Iterator[None]:
    timer = QTimer(interval=20)
    timer.timeout.connect(dismiss)
    timer.start()
    yield
    timer.stop()


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)")
@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 20))])
def test_nothing_fails_whatever_is_pressed(window: MainWindow, nobody_asks: None, seed: int) -> None:
    wanderer, hand = Wanderer(window, seed), EventHand()
    for step in range(STEPS):
        if step % (STEPS // 2) == STEPS // 4:
            # Seldom, since all texts and colours are made anew.
            wanderer.language()
            wanderer.theme()
        wanderer.act()
        hand.pause(0.005)
        assert window.isVisible(), wanderer.done[-5:]
    window.session.pause()
    hand.wait("the trainer to obey", lambda: not window.session.trainer.pending)
