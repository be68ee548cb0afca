"""The Build workspace put together: palette, canvas, properties."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.engine.errors import NnstudioError
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.arranging import ARRANGING
from nnstudio.ui.bridge.seeing import DOWN, INSIDE
from nnstudio.ui.canvas import edits
from nnstudio.ui.canvas.actions import CanvasActions
from nnstudio.ui.canvas.adding.my_blocks import MyBlocks
from nnstudio.ui.canvas.adding.palette import Palette
from nnstudio.ui.canvas.adding.quick_add import QuickAdd
from nnstudio.ui.canvas.aligning import Line
from nnstudio.ui.canvas.analysis.drawer import Drawer, Page
from nnstudio.ui.canvas.bubble import Bubble
from nnstudio.ui.canvas.drawn_anew import DrawnAnew
from nnstudio.ui.canvas.finding import Finder
from nnstudio.ui.canvas.groups import pressing
from nnstudio.ui.canvas.groups.commands import GROUPING, GroupCommands
from nnstudio.ui.canvas.groups.keeping import Keeping
from nnstudio.ui.canvas.groups.naming import Naming
from nnstudio.ui.canvas.items.node import DETAIL_FROM
from nnstudio.ui.canvas.menu import context_menu
from nnstudio.ui.canvas.panel_keys import keys_of
from nnstudio.ui.canvas.properties.panel import Properties
from nnstudio.ui.canvas.quick_adding import QuickAdding
from nnstudio.ui.canvas.status import StatusLine
from nnstudio.ui.canvas.trial import why_not
from nnstudio.ui.canvas.view import CanvasView
from nnstudio.ui.controls import EmptyState, bind, rule

if TYPE_CHECKING:
    from nnstudio.ui.bridge.change import Change
from nnstudio.ui.bridge.session import Session

PALETTE_UNITS = 20
PROPERTIES_UNITS = 31
"""Widths of the side columns in grid units: at 1024 pixels the canvas keeps 616."""


class BuildPanel(QWidget):
    """What the shell gets.

    ``copy cut paste duplicate delete select_all zoom_in zoom_out zoom_fit auto_layout``, and those below them, do what
    the menus say, and ``can`` tells which of them would. Their keys work here too where no menu takes them first.
    ``show_analysis``, ``show_problems`` and ``show_outline`` open the drawer.

    Signals: ``templates_wanted()`` from the empty canvas.
    """

    templates_wanted = Signal()

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
        self.quick_add = QuickAdd(self.canvas, self.blocks)
        self.finder = Finder(self.canvas)
        self.bubble = Bubble(self.canvas)
        self.groups = GroupCommands(self.canvas)
        self.naming = Naming(self.canvas)
        self.keeping = Keeping(self, self.canvas, self.groups, self.blocks)
        self.quick_adding = QuickAdding(self.canvas, self.quick_add, self.keeping)
        self.empty = EmptyState(
            msg("Drag a layer here, or press Space to search"),
            msg("A network leads from an input through layers that learn to an output."),
            msg("Search layers"),
            icon_name="network",
            # Over the viewport, so that what is dropped or clicked beside the button reaches the canvas.
            parent=self.canvas.viewport(),
        )
        self.empty.offer(msg("Begin with a template")).clicked.connect(self.templates_wanted)
        bind(self.setAccessibleName, msg("Build"))
        self._keys = keys_of(self)
        self._arrange()
        self._connect()
        self._show_empty()

    seeing = property(lambda self: self.canvas.seeing)
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
    regroup = property(lambda self: self.groups.regroup)
    fold_group = property(lambda self: self.groups.fold_group)
    repeat = property(lambda self: self.groups.repeat)
    add_note = property(lambda self: self.groups.add_note)
    save_block = property(lambda self: self.keeping.save_block)
    paste_with_inputs = property(lambda self: self.actions_of_canvas.paste_with_inputs)
    find = property(lambda self: self.finder.open)
    add_after = property(lambda self: self.quick_adding.open_after)
    align_left = property(lambda self: partial(self.actions_of_canvas.align, Line.LEFT))
    align_centre = property(lambda self: partial(self.actions_of_canvas.align, Line.CENTRE))
    align_right = property(lambda self: partial(self.actions_of_canvas.align, Line.RIGHT))
    align_top = property(lambda self: partial(self.actions_of_canvas.align, Line.TOP))
    align_middle = property(lambda self: partial(self.actions_of_canvas.align, Line.MIDDLE))
    align_bottom = property(lambda self: partial(self.actions_of_canvas.align, Line.BOTTOM))
    distribute_across = property(lambda self: partial(self.actions_of_canvas.distribute, 0))
    distribute_down = property(lambda self: partial(self.actions_of_canvas.distribute, 1))

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
        canvas.bubble_wanted.connect(self.show_problem)
        canvas.fold_wanted.connect(self.groups.fold_group)
        canvas.note_wanted.connect(self.groups.add_note)
        canvas.properties_wanted.connect(self.properties.enter)
        self.seeing.changed.connect(self._on_seeing_changed)
        canvas.moved.connect(self._on_canvas_moved)
        self.properties.left.connect(lambda: canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        self.bubble.fixed.connect(lambda edit: self.session.edit(edit))
        self.empty.acted.connect(lambda: self.quick_adding.open(canvas.centre()))
        self._connect_drawer()
        self.session.document_changed.connect(self._on_document_changed)
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

    def turn_over(self, name: str) -> None:
        """Show what was not shown, or the other way, such as the neurons in their layers."""
        self.seeing.set(name, not self.seeing[name])

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
        if command in ARRANGING:
            return len(self.session.selection) >= (2 if command.startswith("align_") else 3)
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

    def _on_canvas_moved(self) -> None:
        self.empty.setGeometry(self.canvas.viewport().rect())
        self.bubble.close_bubble()

    def _on_document_changed(self, _change: Change) -> None:
        self._show_empty()

    def _show_empty(self) -> None:
        self.empty.setVisible(not self.session.document.network.nodes)

    def _on_seeing_changed(self, name: str) -> None:
        if name == DOWN and self.seeing[DOWN] != self.session.document.network.down:
            self.auto_layout()
        if name == INSIDE and self.seeing[INSIDE] and self.canvas.zoom < DETAIL_FROM:
            share = f"{round(100 * DETAIL_FROM)} %"
            self.status.say(tr("Seen from {share} on: zoom in, or Ctrl+L", share=share))

    def _on_refused(self, error: NnstudioError) -> None:
        self.status.say(why_not(error))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the menus' keys say, where no menu has taken them."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        pressed = QKeySequence(QKeyCombination(plain, Qt.Key(event.key())))
        for keys, action in self._keys:
            if pressed in keys:
                action()
                return
        super().keyPressEvent(event)
