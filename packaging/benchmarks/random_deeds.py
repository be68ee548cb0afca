"""What random hands do to a window: each deed is chosen, written down, done."""

from __future__ import annotations

import random

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnstudio.document import templates
from nnstudio.text import LANGUAGES, set_language
from nnstudio.ui import theme
from nnstudio.ui.shell import MainWindow

SIZES = ((1024, 768), (960, 600), (1280, 800), (1920, 1080))
PLACES = ("build", "train", "inspect", "functions", "data")
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MODIFIERS = (*(NONE,) * 6, *(CONTROL,) * 3, SHIFT, CONTROL | SHIFT, Qt.KeyboardModifier.AltModifier)
KEYS = tuple(
    getattr(Qt.Key, f"Key_{name}")
    for name in (
        *("Left", "Right", "Up", "Down", "Return", "Escape", "Delete", "Tab", "Backtab", "Space", "Home", "End"),
        *("PageUp", "PageDown", "F2", "F5", "Backspace", "Menu"),
    )
)
WORDS = ("0", "1", "-1", "3.5", "1e-3", "nan", "1e999", "abc", "12, 3", "0.5 1 2", "ReLU", "x**2", "", "0,5", "1/3")
_INVERTED = False
TO_WIDGETS = {"click": 45, "double": 5, "menu": 3, "drag": 10, "wheel": 5, "hover": 7, "key": 15, "word": 5}
TO_THE_WINDOW = {"action": 1.5, "template": 1.0, "place": 0.5, "resize": 0.5, "language": 0.3, "theme": 0.2, "run": 0.5}


class Deeds:
    """``done`` : what was done, in words. ``dwell`` : the class of widgets that every fifth deed goes to."""

    def __init__(self, window: MainWindow, chance: random.Random, dwell: str = "") -> None:
        self.window, self.random, self.dwell = window, chance, dwell
        self.done: list[str] = []

    def in_the_open(self) -> bool:
        """Whether no dialog or menu stands before the window."""
        return QApplication.activePopupWidget() is None and QApplication.activeModalWidget() is None

    def do(self) -> None:
        """Do one thing, to what a hand can reach now."""
        top = self._top()
        widget = self._widget(top)
        if widget is None:
            self._note("escape", top)
            QTest.keyClick(top, Qt.Key.Key_Escape)
            return
        weights = TO_WIDGETS | (TO_THE_WINDOW if top is self.window else {})
        (kind,) = self.random.choices(list(weights), list(weights.values()))
        if kind in TO_WIDGETS:
            getattr(self, f"_{kind}")(widget)
        else:
            getattr(self, f"_{kind}")()

    def _note(self, *words: object) -> None:
        self.done.append(" ".join(_named(word) if isinstance(word, QWidget) else str(word) for word in words))

    def _top(self) -> QWidget:
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        shown = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each.isWindow()]
        return front or self.random.choice(shown or [self.window])

    def _widget(self, top: QWidget) -> QWidget | None:
        """Return a widget of a class that is there: of each class as often as of any other."""
        kinds: dict[str, list[QWidget]] = {}
        for each in top.findChildren(QWidget):
            if each.isVisible() and each.isEnabled() and not each.visibleRegion().isEmpty():
                kinds.setdefault(type(each).__name__, []).append(each)
        if not kinds:
            return None
        dwells = self.dwell in kinds and self.random.random() < 0.2
        return self.random.choice(kinds[self.dwell if dwells else self.random.choice(sorted(kinds))])

    def _point(self, widget: QWidget) -> QPoint:
        box = widget.visibleRegion().boundingRect()
        return QPoint(
            self.random.randint(box.left(), max(box.left(), box.right())),
            self.random.randint(box.top(), max(box.top(), box.bottom())),
        )

    # -- to a widget

    def _click(self, widget: QWidget) -> None:
        point = self._point(widget)
        self._note("click", widget, point.x(), point.y())
        QTest.mouseClick(widget, LEFT, self.random.choice(MODIFIERS[:7]), point)

    def _double(self, widget: QWidget) -> None:
        self._note("double click", widget)
        QTest.mouseDClick(widget, LEFT, NONE, self._point(widget))

    def _menu(self, widget: QWidget) -> None:
        self._note("menu", widget)
        point = self._point(widget)
        asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, widget.mapToGlobal(point))
        QApplication.sendEvent(widget, asked)

    def _drag(self, widget: QWidget) -> None:
        begin, end = self._point(widget), self._point(widget)
        self._note("drag", widget, begin.x(), begin.y(), end.x(), end.y())
        QTest.mousePress(widget, LEFT, NONE, begin)
        for part in (1, 2, 3):
            here = QPointF(begin + (end - begin) * part / 3)
            kind, button = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
            QApplication.sendEvent(widget, QMouseEvent(kind, here, widget.mapToGlobal(here), button, LEFT, NONE))
        QTest.mouseRelease(widget, LEFT, NONE, end)

    def _wheel(self, widget: QWidget) -> None:
        turn, here = self.random.choice((-360, -120, 120, 360)), QPointF(self._point(widget))
        self._note("wheel", widget, turn)
        button, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
        modifier = self.random.choice(MODIFIERS)
        places = here, QPointF(widget.mapToGlobal(here)), QPoint(), QPoint(0, turn)
        event = QWheelEvent(*places, button, modifier, phase, _INVERTED)
        QApplication.sendEvent(widget, event)

    def _hover(self, widget: QWidget) -> None:
        self._note("hover", widget)
        QTest.mouseMove(widget, self._point(widget))

    def _key(self, widget: QWidget) -> None:
        focus = QApplication.focusWidget() or widget
        key, modifier = self.random.choice(KEYS), self.random.choice(MODIFIERS)
        self._note("key", key.name, modifier, focus)
        QTest.keyClick(focus, key, modifier)

    def _word(self, widget: QWidget) -> None:
        focus, word = QApplication.focusWidget() or widget, self.random.choice(WORDS)
        self._note("word", repr(word), focus)
        if self.random.random() < 0.7:
            QTest.keyClick(focus, Qt.Key.Key_A, CONTROL)
        for sign in word:
            QTest.keyClick(focus, sign)
        now = QApplication.focusWidget()
        if now is not None and self.random.random() < 0.7:
            QTest.keyClick(now, Qt.Key.Key_Return)

    # -- to the window

    def _action(self) -> None:
        actions = self.window.menus.actions
        name = self.random.choice([each for each in actions if actions[each].isEnabled() and each != "quit"])
        self._note("action", name)
        actions[name].trigger()

    def _template(self) -> None:
        name = self.random.choice(list(templates))
        self._note("template", name)
        self.window.files.open_template(templates[name]())

    def _place(self) -> None:
        name = self.random.choice(PLACES)
        self._note("place", name)
        self.window.show_place(name)

    def _resize(self) -> None:
        size = self.random.choice(SIZES)
        self._note("resize", *size)
        self.window.resize(*size)

    def _language(self) -> None:
        name = self.random.choice(list(LANGUAGES))
        self._note("language", name)
        set_language(name)

    def _theme(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        name = self.random.choice(("light", "dark"))
        self._note("theme", name)
        theme.apply(app, name)

    def _run(self) -> None:
        self._note("run or pause")
        QTest.keyClick(self.window, Qt.Key.Key_R, CONTROL)


def _named(widget: QWidget) -> str:
    return f"{type(widget).__name__}({widget.objectName() or widget.accessibleName()[:30]})"
