"""The canvas itself as a screen reader meets it: all that is on it, in the order in which Tab goes."""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from nnstudio.ui.canvas.groups.walking import stops
from nnstudio.ui.canvas.speaking.things import Found, Spoken, SpokenThing

if TYPE_CHECKING:
    from nnstudio.ui.canvas.snapshot import Snapshot
    from nnstudio.ui.canvas.view import CanvasView


class CanvasTree(QAccessibleWidget):
    """``view`` is the canvas. Its parts live as long as what they stand for, in Qt's books (by ``numbers``) too."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view, QAccessible.Role.List)
        self.view = view
        self._order: list[str] = []
        self._of: Snapshot | None = None
        self._things: dict[str, SpokenThing] = {}
        numbers = self.numbers = dict[int, Spoken]()
        _book.trees.append(self)
        view.destroyed.connect(lambda: _book.leave(numbers))

    def keep(self, part: Spoken) -> None:
        """Enter a part in Qt's books, where it is deleted by :meth:`_drop` only."""
        self.numbers[QAccessible.uniqueId(part)] = part

    def thing(self, thing: str) -> SpokenThing:
        """Return what stands for a layer, a group or a note."""
        if thing not in self._things:
            self._things[thing] = SpokenThing(self, thing)
            self.keep(self._things[thing])
        return self._things[thing]

    def order(self) -> list[str]:
        """Return the ids of all that is shown now, none where the view is gone; parts of what is gone are let go."""
        if not isValid(self.view):
            # While a view is destroyed Qt still asks: what Python knew of it has gone first.
            return []
        if self._of is not self.view.snapshot:
            self._of, self._order = self.view.snapshot, stops(self.view)
            for gone in [thing for thing in self._things if not self.view.snapshot.has(thing)]:
                self._drop(self._things.pop(gone))
        return self._order

    def _drop(self, thing: SpokenThing) -> None:
        parts = [thing, *thing.parts()]
        numbers = {number: part for number, part in self.numbers.items() if any(part is each for each in parts)}
        for number in numbers:
            del self.numbers[number]
        _forget(numbers)

    def childCount(self) -> int:
        """Return how many things are shown."""
        return len(self.order())

    def child(self, index: int) -> Found:
        """Return one of them."""
        order = self.order()
        return self.thing(order[index]) if 0 <= index < len(order) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return the place of one of them."""
        order = self.order()
        return order.index(child.thing) if isinstance(child, SpokenThing) and child.thing in order else -1

    def childAt(self, x: int, y: int) -> Found:
        """Return what is at a place on the screen, what lies above first."""
        found = [thing for thing in self.order() if self.thing(thing).rect().contains(x, y)]
        smallest = min(found, key=lambda thing: _area(self.thing(thing).rect()), default="")
        return self.thing(smallest) if smallest else None

    def focusChild(self) -> Found:
        """Return what has the keyboard."""
        view, order = self.view, self.order()
        return self.thing(view.current) if view.current in order and view.hasFocus() else None


class _Book:
    """The trees that are shown; kept here, since Qt's books do not count as somebody who still needs them."""

    def __init__(self) -> None:
        self.trees: list[CanvasTree] = []
        self.closed = False

    def leave(self, numbers: dict[int, Spoken]) -> None:
        """Let go of a tree whose view is gone: Qt's books would name what Python throws away with it."""
        _forget(numbers)
        self.trees = [tree for tree in self.trees if tree.numbers is not numbers]

    def close(self) -> None:
        """Take all out of Qt's books: what Python throws away at its end, Qt would delete once more."""
        self.closed = True
        for tree in [tree for tree in self.trees if isValid(tree)]:
            _forget(tree.numbers)
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(tree))


_book = _Book()
atexit.register(_book.close)


def _area(rect: QRect) -> int:
    return rect.width() * rect.height()


def _forget(numbers: dict[int, Spoken]) -> None:
    for number in list(numbers):
        QAccessible.deleteAccessibleInterface(number)
    numbers.clear()


def _made(_key: str, thing: QObject) -> Found:
    """Return a tree for a canvas, which asks for it; anything else is none of ours.

    It is asked for once more where a signal was connected in between. It must be another one then: Qt would enter the
    same one twice, and delete it twice.
    """
    from nnstudio.ui.canvas.view import CanvasView

    return CanvasTree(thing) if isinstance(thing, CanvasView) and not _book.closed else None


QAccessible.installFactory(_made)


def tell_focus(view: CanvasView) -> None:
    """Tell a screen reader, if one listens, what the keyboard has come to."""
    thing = _focused(view) if QAccessible.isActive() and view.hasFocus() else None
    if thing is not None:
        QAccessible.updateAccessibility(QAccessibleEvent(thing, QAccessible.Event.Focus))


def is_focus_text(view: CanvasView, text: str) -> bool:
    """Whether a text is what is read out anyway, of what has just got the keyboard."""
    thing = _focused(view)
    return thing is not None and thing.text(QAccessible.Text.Name) == text


def _focused(view: CanvasView) -> SpokenThing | None:
    tree = QAccessible.queryAccessibleInterface(view)
    return tree.thing(view.current) if isinstance(tree, CanvasTree) and view.current in tree.order() else None
