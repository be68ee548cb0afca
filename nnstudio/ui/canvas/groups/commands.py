"""What the menus and keys do with groups, notes and colours; each is one step of undo at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QInputDialog

from nnstudio.document import AddNote, FoldGroups, Group, GroupLayers, Regroup, RepeatBlock, SetColor, Ungroup
from nnstudio.document.edits.regroup import movable
from nnstudio.document.edits.repeat import MOST_TIMES
from nnstudio.document.grouping import around, outermost
from nnstudio.text import tr
from nnstudio.ui.canvas.geometry import on_grid
from nnstudio.ui.canvas.groups.carrying import at_point

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView

TIMES = 3
GROUPING = ("group", "ungroup", "regroup", "fold_group", "repeat", "add_note", "color", "save_block")
"""The commands that are the groups' business."""


class GroupCommands:
    """Group, ungroup, fold, repeat, colour, add a note: of what is selected on a view."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view

    def groups(self) -> tuple[Group, ...]:
        """Return the groups that are selected whole, of inner and outer ones the outer.

        Where nothing is selected it is the one that has the keyboard: its ring says so.
        """
        network, view = self.view.snapshot.network, self.view
        led = (view.current,) if view.keys.used and not view.session.selection else ()
        tops = led or outermost(network, view.session.selection)
        return tuple(network.groups_by_id[top] for top in tops if top in network.groups_by_id)

    def can(self, command: str) -> bool:
        """Whether a command would do anything now."""
        if command in ("ungroup", "fold_group", "save_block"):
            return bool(self.groups())
        if command == "regroup":
            return bool(self._goals())
        if command == "color":
            return bool(self.view.session.selection or self.view.note)
        return command == "add_note" or bool(self.view.session.selection)

    def group(self) -> None:
        """Make a group of the selected layers, and let it be named."""
        view = self.view
        made = f"g{view.snapshot.network.next_id}"
        if view.session.selection and view.edit(GroupLayers(view.session.selection)):
            view.select_group(made)
            view.announced.emit(view.stage.groups.spoken(made))
            view.rename_wanted.emit(made)

    def ungroup(self) -> None:
        """Dissolve the selected groups; their layers stay selected."""
        if groups := self.groups():
            self.view.edit(Ungroup(tuple(group.id for group in groups)))

    def _goals(self) -> dict[str, str]:
        """Return the groups that what is selected may go into, by their names with those around them, and none."""
        view, network = self.view, self.view.snapshot.network
        ids = (view.note,) if view.note else view.session.selection
        if not ids:
            return {}
        things = movable(view.session.document, ids)
        homes = {next(iter(around(network, thing)), "") for thing in things}
        goals = {tr("No group"): ""} if homes != {""} else {}
        for group in network.groups:
            chain = (group.id, *around(network, group.id))
            if homes != {group.id} and not set(chain).intersection(things):
                goals[" › ".join(network.groups_by_id[each].name for each in reversed(chain))] = group.id
        return goals

    def regroup(self) -> None:
        """Ask into which group the selected layers or note should go, or out of all."""
        view, goals = self.view, self._goals()
        if not goals:
            return
        ids = (view.note,) if view.note else view.session.selection
        dialog = QInputDialog(view)
        dialog.setWindowTitle(tr("Move into a group"))
        dialog.setLabelText(tr("Group:"))
        dialog.setComboBoxItems(list(goals))
        dialog.textValueSelected.connect(lambda name: view.edit(Regroup(ids, goals[name])))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def fold_group(self) -> None:
        """Fold the selected groups, or open them if all are folded."""
        if groups := self.groups():
            folded = not all(group.folded for group in groups)
            self.view.edit(FoldGroups(tuple(group.id for group in groups), folded))
            self.view.announced.emit(self.view.stage.groups.spoken(groups[0].id))

    def color(self, name: str) -> None:
        """Give the selected layers, groups or note a colour; none for an empty name."""
        view = self.view
        tops = (view.note,) if view.note else outermost(view.snapshot.network, view.session.selection)
        if tops:
            view.edit(SetColor(tops, name))

    def repeat(self) -> None:
        """Ask how often, and repeat the selected block."""
        if not self.view.session.selection:
            return
        dialog = QInputDialog(self.view)
        dialog.setWindowTitle(tr("Repeat block"))
        dialog.setLabelText(tr("How many times in a row the block stands in the end:"))
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setIntRange(2, MOST_TIMES)
        dialog.setIntValue(TIMES)
        dialog.intValueSelected.connect(self._repeat)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _repeat(self, times: int) -> None:
        view = self.view
        first = view.snapshot.network.next_id
        selected = view.session.selection
        if view.edit(RepeatBlock(selected, times)):
            copies = tuple(n.id for n in view.snapshot.network.nodes if int(n.id[1:]) >= first)
            view.select((*selected, *copies))
            view.show_node(copies[-1])

    def add_note(self) -> None:
        """Put an empty note at the mouse, or in the middle, and let it be written."""
        view = self.view
        made, place = f"t{view.snapshot.network.next_id}", view.pointer()
        added = AddNote("", on_grid(place.x()), on_grid(place.y()))
        if view.edit(at_point(view, added, made, place)):
            view.select_note(made)
            view.rename_wanted.emit(made)
