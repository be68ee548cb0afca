"""Search in the network: what stands out, or a neuron by its name; Enter goes there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from nnstudio.inspection.picture.named import neurons_named
from nnstudio.inspection.search import Found
from nnstudio.inspection.searches import searches
from nnstudio.inspection.working_out import Covered, covered
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.inspection import Inspection
from nnstudio.ui.controls import SearchField
from nnstudio.ui.inspector.picture.find_list import FindList, Row

FINDER = "network.find"
"""The source of what is pointed at in the list."""


class FindField(SearchField):
    """Signals: ``asked()`` when the list is wanted, ``moved(int)``, ``taken()`` on Enter, ``left()``."""

    asked = Signal()
    moved = Signal(int)
    taken = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk in the list, Enter takes, Escape closes it, and then clears."""
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
        if event.key() in moves:
            self.moved.emit(moves[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            super().keyPressEvent(event)
        elif event.key() not in (Qt.Key.Key_Left, Qt.Key.Key_Right) or self.text():
            super().keyPressEvent(event)
        # Else: nothing to walk in, and the stage must not step while one types.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens the list."""
        super().mousePressEvent(event)
        self.asked.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list closes with the field."""
        super().focusOutEvent(event)
        self.left.emit()


class Finder(QObject):
    """``field`` stands in the bar above the picture, ``list`` floats over ``ground`` below it."""

    def __init__(self, inspection: Inspection, ground: QWidget) -> None:
        super().__init__(ground)
        self.inspection, self.ground = inspection, ground
        self.field = FindField(msg("Search: largest gradient, dead, a neuron …"))
        self.list = FindList(ground)
        self._search = ""
        self.field.textEdited.connect(self._on_typed)
        self.field.asked.connect(self.open)
        self.field.moved.connect(self._on_moved)
        self.field.taken.connect(self._take)
        self.field.left.connect(self.close)
        self.list.chosen.connect(self._choose)
        self.list.pointed.connect(self._point)
        ground.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the list below the field."""
        if watched is self.ground and event.type() == QEvent.Type.Resize and self.list.isVisible():
            self._place()
        return False

    # -- the list

    def open(self) -> None:
        """Show what there is: the findings of the search in force, else what matches the text."""
        self.list.show_rows(self._findings() if self._search else self._matches())
        self._place()

    def close(self) -> None:
        """Take the list away; the search stays."""
        if self.list.isVisible():
            self.list.hide()
            self.inspection.light((), FINDER)

    def _place(self) -> None:
        below = self.field.mapTo(self.ground, QPoint(0, self.field.height() + theme.tokens().space(0.5)))
        height = min(self.list.natural_height(), self.ground.height() - below.y() - theme.tokens().space(1))
        self.list.setGeometry(below.x(), below.y(), self.field.width(), max(0, height))
        self.list.raise_()

    def _matches(self) -> list[Row]:
        rows = [
            Row(str(kind.declaration.name), search=key, help=str(kind.declaration.help))
            for key, kind in searches.items()
            if self.field.matches(str(kind.declaration.name), key, *kind.declaration.aliases)
        ]
        with self.inspection.hold() as moment:
            named = neurons_named(moment.trace, self.field.text()) if moment is not None else ()
            hidden = covered(moment) if moment is not None else None
        rows += [Row(f"{each.said} = {_number(each, hidden)}", found=each) for each in named]
        return rows or [Row(tr("Nothing of that name"))]

    def _findings(self) -> list[Row]:
        kind = searches[self._search]
        with self.inspection.hold() as moment:
            findings = kind().find(moment.trace) if moment is not None else None
            hidden = covered(moment) if moment is not None else None
        if findings is None or not findings.found:
            return [Row(tr("None in this batch"), help=str(kind.declaration.help))]
        rows = [Row(_line(each, hidden), found=each) for each in findings.found]
        if findings.total > len(rows):
            counts = theme.count(len(rows)), theme.count(findings.total)
            rows.append(Row(tr("The first {shown} of {total}", shown=counts[0], total=counts[1])))
        return rows

    # -- what the user does

    def _on_typed(self) -> None:
        self._search = ""
        self.open()

    def _on_moved(self, count: int) -> None:
        if self.list.isVisible():
            self.list.move_by(count)
        else:
            self.open()

    def _take(self) -> None:
        row = self.list.current()
        if not self.list.isVisible():
            self.open()
        elif row is not None:
            self._choose(row)

    def _choose(self, row: Row) -> None:
        if row.search:
            self._search = row.search
            self.field.setText(str(searches[row.search].declaration.name))
            self.open()
        elif row.found is not None:
            self.close()
            self.inspection.go_to(row.found.step)

    def _point(self, found: Found | None) -> None:
        self.inspection.light((found.place,) if found is not None else (), FINDER)


def _line(found: Found, hidden: Covered | None) -> str:
    """Return a weight's number with what it is; of a neuron all is said already."""
    return f"{_number(found, hidden)}   {found.said}" if found.place.sample < 0 else str(found.said)


def _number(found: Found, hidden: Covered | None) -> str:
    """Return the number that is found, unless it is a result that is covered."""
    return "?" if hidden is not None and hidden.hides(found.value, found.place) else theme.number(found.value)
