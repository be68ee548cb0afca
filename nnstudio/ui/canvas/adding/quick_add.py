"""The search at the cursor: type two letters, press Enter, and the layer is there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.canvas.adding.layer_list import LayerList
from nnstudio.ui.canvas.adding.palette import PaletteSearch
from nnstudio.ui.controls import bind


class QuickAdd(QFrame):
    """A small card over the canvas. ``point`` is where the layer will stand.

    Signals: ``chosen(kind)``.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAutoFillBackground(True)
        bind(self.setAccessibleName, msg("Add a layer"))
        self._canvas = parent
        self.open = False
        self.point = QPointF()
        self._only: frozenset[str] | None = None
        self.search = PaletteSearch()
        self.list = LayerList(draggable=False)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._arrange()
        self.search.textChanged.connect(lambda text: self.list.show_matches(text, self._only))
        self.search.entered.connect(self._on_entered)
        self.search.went_down.connect(lambda: self._step(1))
        self.list.chosen.connect(self._choose)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def _arrange(self) -> None:
        tokens = theme.tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.unit, tokens.unit, tokens.unit, tokens.unit)
        column.setSpacing(tokens.unit)
        column.addWidget(self.search)
        column.addWidget(self.list)
        self.setFixedWidth(tokens.space(30))

    def open_at(self, place: QPoint, point: QPointF, only: frozenset[str] | None = None, preferred: str = "") -> None:
        """Open near ``place`` (pixels of the parent), inside the parent, with ``preferred`` as the current row."""
        self.point, self._only = point, only
        self.search.clear()
        self.list.show_matches("", only)
        self._go_to(preferred if preferred in self.list.kinds() else next(iter(self.list.kinds()), ""))
        parent, margin = self._canvas, theme.tokens().unit
        self.setFixedHeight(min(parent.height() - 2 * margin, self.list.natural_height() + theme.tokens().space(7.5)))
        x = max(margin, min(place.x(), parent.width() - self.width() - margin))
        y = max(margin, min(place.y(), parent.height() - self.height() - margin))
        self.move(x, y)
        self.open = True
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_search(self) -> None:
        """Go away, and give the keyboard back to the canvas if it is here."""
        if not self.open:
            return
        self.open = False
        # Before hiding: else Qt would look for the next in the order of Tab, which on the canvas selects a layer.
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._canvas.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; the arrows go through the list while the field keeps the keyboard."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_search()
        elif event.key() == Qt.Key.Key_Up:
            self._step(-1)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        kinds = self.list.kinds()
        if not kinds:
            return
        item = self.list.currentItem()
        here = kinds.index(item.data(Qt.ItemDataRole.UserRole)) if item is not None else -1
        self._go_to(kinds[max(0, min(len(kinds) - 1, here + by))])

    def _go_to(self, goal: str) -> None:
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == goal:
                self.list.setCurrentRow(row)

    def _on_entered(self) -> None:
        if self.list.kinds():
            self._choose(self.list.current_kind())

    def _choose(self, kind: str) -> None:
        self.chosen.emit(kind)
        self.close_search()

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and not self.isAncestorOf(now) and now is not self:
            self.close_search()
