"""The Build workspace put together: palette, canvas, properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio import engine
from nnstudio.document import Edit
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.canvas import edits
from nnstudio.ui.canvas.actions import CanvasActions
from nnstudio.ui.canvas.adding.my_blocks import MyBlocks
from nnstudio.ui.canvas.adding.palette import Palette
from nnstudio.ui.canvas.adding.quick_add import QuickAdd
from nnstudio.ui.canvas.analysis.drawer import Drawer, Page
from nnstudio.ui.canvas.bubble import Bubble
from nnstudio.ui.canvas.drawn_anew import DrawnAnew
from nnstudio.ui.canvas.groups import pressing
from nnstudio.ui.canvas.groups.commands import GROUPING, GroupCommands
from nnstudio.ui.canvas.groups.keeping import Keeping
from nnstudio.ui.canvas.groups.naming import Naming
from nnstudio.ui.canvas.menu import context_menu
from nnstudio.ui.canvas.properties.panel import Properties
from nnstudio.ui.canvas.status import StatusLine
from nnstudio.ui.canvas.trial import why_not
from nnstudio.ui.canvas.view import CanvasView
from nnstudio.ui.controls import EmptyState, bind, rule

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session


PALETTE_UNITS = 20
PROPERTIES_UNITS = 31
"""Widths of the side columns in grid units: at 1024 pixels the canvas keeps 616."""


class BuildPanel(QWidget):
    """What the shell gets.

    ``copy cut paste duplicate delete select_all zoom_in zoom_out zoom_fit auto_layout``, and ``group ungroup fold_group
    repeat add_note save_block``, do what the menus say, and ``can`` tells which of them would. Their keys work here too
    where no menu takes them first. ``show_analysis``, ``show_problems`` and ``show_outline`` open the drawer.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.blocks = MyBlocks(session, self)
        self.palette_column = Palette(self.blocks)
        self.canvas = CanvasView(session)
        self.actions_of_canvas = CanvasActions(self.canvas)
        self.status = StatusLine(session, self.canvas, self.actions_of_canvas)
        self.properties = Properties(session)
        self.drawer = Drawer(session)
        self.drawn_anew = DrawnAnew(session, self)
        self.quick_add = QuickAdd(self.canvas)
        self.bubble = Bubble(self.canvas)
        self.groups = GroupCommands(self.canvas)
        self.naming = Naming(self.canvas)
        self.keeping = Keeping(self, self.canvas, self.groups, self.blocks)
        self.empty = EmptyState(
            msg("Drag a layer here, or press Space to search"),
            msg("A network leads from an input through layers that learn to an output."),
            msg("Search layers"),
            icon_name="network",
            # Over the viewport, so that what is dropped or clicked beside the button reaches the canvas.
            parent=self.canvas.viewport(),
        )
        bind(self.setAccessibleName, msg("Build"))
        self._arrange()
        self._connect()
        self._show_empty()

    copy = property(lambda self: self.actions_of_canvas.copy)
    cut = property(lambda self: self.actions_of_canvas.cut)
    paste = property(lambda self: self.actions_of_canvas.paste)
    duplicate = property(lambda self: self.actions_of_canvas.duplicate)
    delete = property(lambda self: self.actions_of_canvas.delete)
    select_all = property(lambda self: self.actions_of_canvas.select_all)
    zoom_in = property(lambda self: self.actions_of_canvas.zoom_in)
    zoom_out = property(lambda self: self.actions_of_canvas.zoom_out)
    zoom_fit = property(lambda self: self.actions_of_canvas.fit)
    fit = zoom_fit
    zoom_actual = property(lambda self: self.actions_of_canvas.actual_size)
    auto_layout = property(lambda self: self.actions_of_canvas.auto_layout)
    group = property(lambda self: self.groups.group)
    ungroup = property(lambda self: self.groups.ungroup)
    fold_group = property(lambda self: self.groups.fold_group)
    repeat = property(lambda self: self.groups.repeat)
    add_note = property(lambda self: self.groups.add_note)
    save_block = property(lambda self: self.keeping.save_block)

    def _arrange(self) -> None:
        tokens = theme.tokens()
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.canvas, 1)
        middle.addWidget(self.drawer)
        middle.addWidget(rule())
        middle.addWidget(self.status)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.palette_column)
        row.addWidget(rule(vertical=True))
        row.addLayout(middle, 1)
        row.addWidget(rule(vertical=True))
        row.addWidget(self.properties)
        self.palette_column.setFixedWidth(tokens.space(PALETTE_UNITS))
        self.properties.setFixedWidth(tokens.space(PROPERTIES_UNITS))
        for column in (self.palette_column, self.properties):
            column.setProperty("role", "panel")
            column.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def _connect(self) -> None:
        canvas = self.canvas
        self.palette_column.chosen.connect(self._on_palette_chosen)
        self.palette_column.list.rename_wanted.connect(self.keeping.rename)
        self.palette_column.list.drop_wanted.connect(self.keeping.drop)
        self.blocks.refused.connect(self._on_refused)
        canvas.quick_add_wanted.connect(self._on_quick_add_wanted)
        canvas.bubble_wanted.connect(self.show_problem)
        canvas.fold_wanted.connect(self.groups.fold_group)
        canvas.note_wanted.connect(self.groups.add_note)
        canvas.properties_wanted.connect(self.properties.enter)
        canvas.moved.connect(self._on_canvas_moved)
        self.properties.left.connect(lambda: canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        self.quick_add.chosen.connect(self._on_quick_add_chosen)
        self.quick_add.closed.connect(lambda: canvas.setFocus(Qt.FocusReason.PopupFocusReason))
        self.bubble.fixed.connect(lambda edit: self.session.edit(edit))
        self.empty.acted.connect(lambda: self._on_quick_add_wanted(canvas.centre(), ""))
        self._connect_drawer()
        self.session.document_changed.connect(lambda _change: self._show_empty())
        self.session.edit_refused.connect(self._on_refused)

    def _connect_drawer(self) -> None:
        drawer, canvas = self.drawer, self.canvas
        drawer.node_wanted.connect(self.go_to_node)
        drawer.entered_node.connect(lambda node: self.go_to_node(node, enter=True))
        drawer.fixed.connect(lambda edit: self.session.edit(edit))
        drawer.said.connect(self.status.say)
        self.drawn_anew.said.connect(self.status.say)
        drawer.closed.connect(lambda: canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        self.status.buttons["analysis"].clicked.connect(lambda: self._toggle_drawer("table"))
        self.status.buttons["problems"].clicked.connect(lambda: self._toggle_drawer("problems"))
        self.status.buttons["outline"].clicked.connect(lambda: self._toggle_drawer("outline"))

    def show_analysis(self) -> None:
        """Open the table of what each layer costs and sees."""
        self.drawer.open_page("table")

    def show_problems(self) -> None:
        """Open the list of problems and advice."""
        self.drawer.open_page("problems")

    def show_outline(self) -> None:
        """Open the network as text."""
        self.drawer.open_page("outline")

    def go_to_node(self, node: str, *, enter: bool = False) -> None:
        """Select a layer and bring it into sight; with ``enter`` the canvas has the keyboard then."""
        if node in self.canvas.stage.nodes:
            pressing.reveal(self.canvas, node)
            self.canvas.select((node,))
            self.canvas.show_node(node)
            if enter:
                self.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _toggle_drawer(self, page: Page) -> None:
        if self.drawer.isVisible() and self.drawer.page == page:
            self.drawer.close_drawer()
        else:
            self.drawer.open_page(page)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with what is under the mouse, or selected."""
        context_menu(self).popup(event.globalPos())
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard on. No focus proxy: with one, Tab would leave out what stands before it."""
        self.canvas.setFocus(event.reason())

    def can(self, command: str) -> bool:
        """Whether a command of the menus would do anything now."""
        if command in ("copy", "cut", "duplicate"):
            return bool(self.session.selection)
        if command == "delete":
            return bool(self.session.selection or self.canvas.wire or self.canvas.note)
        return self.groups.can(command) if command in GROUPING else True

    def show_problem(self, node: str) -> None:
        """Open the bubble with a node's problems and their fixes."""
        pressing.reveal(self.canvas, node)
        item = self.canvas.stage.nodes[node]
        corner = self.canvas.mapFromScene(item.pos() + item.rect.bottomLeft())
        self.canvas.select((node,))
        self.bubble.open_at(corner + QPoint(0, theme.tokens().unit), self.session.analysis.problems_of(node))

    def _on_palette_chosen(self, kind: str) -> None:
        if kind in self.blocks.blocks:
            self.keeping.place(kind)
            return
        canvas, centre = self.canvas, self.canvas.centre()
        self.canvas.add(edits.add_after(canvas.snapshot, kind, self.session.selection, (centre.x(), centre.y())))

    def _on_quick_add_wanted(self, point: QPointF, source: str) -> None:
        only = frozenset(kind for kind in engine.layers if edits.takes_input(kind)) if source else None
        preferred = "dense" if self.canvas.snapshot.nodes else "input"
        self.quick_add.open_at(self.canvas.mapFromScene(point), point, source, only, preferred)

    def _on_quick_add_chosen(self, kind: str) -> None:
        canvas, point, source = self.canvas, self.quick_add.point, self.quick_add.source
        canvas.add(self._quick_edit(kind, point, source))

    def _quick_edit(self, kind: str, point: QPointF, source: str) -> Edit:
        snapshot = self.canvas.snapshot
        if source:
            return edits.add_wired(snapshot, kind, point.x(), point.y(), source)
        wire = self.canvas.stage.wire_at(point)
        if wire is not None and edits.fits_on_wire(kind):
            return edits.insert_on_wire(snapshot, wire, kind)
        selected = self.session.selection
        if self.canvas.keys.used and (selected or edits.open_end(snapshot)):
            return edits.add_after(snapshot, kind, selected, (point.x(), point.y()))
        return edits.add_at(kind, *edits.free_place(snapshot, point.x(), point.y()))

    def _on_canvas_moved(self) -> None:
        self.empty.setGeometry(self.canvas.viewport().rect())
        self.bubble.hide()

    def _show_empty(self) -> None:
        self.empty.setVisible(not self.session.document.network.nodes)

    def _on_refused(self, error: NnstudioError) -> None:
        self.status.say(why_not(error))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the menus' keys say, where no menu has taken them."""
        standard = QKeySequence.StandardKey
        pairs = (
            (standard.Copy, self.copy),
            (standard.Cut, self.cut),
            (standard.Paste, self.paste),
            (standard.SelectAll, self.select_all),
            (standard.Undo, self.session.undo),
            (standard.Redo, self.session.redo),
        )
        for key, action in pairs:
            if event.matches(key):
                action()
                return
        if not self._control_key(event):
            super().keyPressEvent(event)

    def _control_key(self, event: QKeyEvent) -> bool:
        keys = {
            Qt.Key.Key_D: self.repeat if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else self.duplicate,
            Qt.Key.Key_L: self.auto_layout,
            Qt.Key.Key_G: self.ungroup if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else self.group,
            Qt.Key.Key_0: self.zoom_actual,
            Qt.Key.Key_9: self.fit,
            Qt.Key.Key_Y: self.session.redo,
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
        }
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier or event.key() not in keys:
            return False
        keys[Qt.Key(event.key())]()
        return True
