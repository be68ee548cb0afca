"""Find a layer, a group or a note of the network by a few letters, and go there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem

from nnstudio import engine
from nnstudio.text import finding, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.groups import pressing
from nnstudio.ui.canvas.groups.walking import go_to, stops
from nnstudio.ui.canvas.speaking.tree import tell_focus
from nnstudio.ui.canvas.wording import layer_name, two_parameters
from nnstudio.ui.controls import bind, label
from nnstudio.ui.controls.search_card import LeadingField, SearchCard
from nnstudio.ui.controls.search_rows import HOME, KEYS, NamedRows

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView

THING = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Found:
    """Something on the canvas: its id, its name, what it is, its shape, and what a search finds it by."""

    id: str
    name: str
    kind: str
    shape: str
    names: tuple[str, ...]


class Finder(SearchCard):
    """A card at the top of the canvas with all that is on it, in the order in which Tab goes."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view, LeadingField(msg("Find by name, kind or setting")), NamedRows())
        self._view = view
        self._things: list[Found] = []
        bind(self.setAccessibleName, msg("Find in the network"))
        bind(self.list.setAccessibleName, msg("Found in the network"))
        self.nothing = label(msg("Nothing on the canvas has this name."), "soft", wrap=True)
        self.stack(self.field, self.nothing, self.list)
        self.field.textChanged.connect(lambda _text: self._fill())
        self.taken.connect(lambda item: self._go_to(item.data(THING)))

    def open(self) -> None:
        """Open over the canvas with what is on it now."""
        view, space = self._view, theme.tokens().space
        self._things = list(things(view))
        width = min(space(56), view.width() - space(4))
        self.setFixedWidth(width)
        self.move((view.width() - width) // 2, space(2))
        self.field.clear()
        self._fill()
        self.open_card(view)

    def _fill(self) -> None:
        typed = self.field.text()
        self.list.clear()
        # What is called so itself comes before what is only also called so.
        ranked = [
            ((finding.score(each.names, typed), finding.score((each.name,), typed)), each) for each in self._things
        ]
        found = sorted((pair for pair in ranked if pair[0][0]), key=lambda pair: pair[0], reverse=True)
        for _rank, thing in found:
            item = QListWidgetItem(thing.name, self.list)
            item.setData(THING, thing.id)
            item.setData(HOME, thing.kind)
            item.setData(KEYS, thing.shape)
            spoken = ", ".join(part for part in (thing.kind, thing.shape) if part)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, spoken)
        self.nothing.setVisible(not self.list.count())
        space = theme.tokens().space
        self.fit(min(space(44), self._view.height() - space(4)))
        self.go_to(0)

    def _go_to(self, thing: str) -> None:
        view = self._view
        view.keys.used = True
        if thing in view.snapshot.nodes:
            pressing.reveal(view, thing)
        if thing in view.snapshot.nodes or thing in stops(view):
            go_to(view, thing)
            tell_focus(view)


def things(view: CanvasView) -> Iterator[Found]:
    """Yield all that is on the canvas; layers in folded groups, too."""
    nodes, groups = view.snapshot.nodes, view.stage.groups
    order = stops(view)
    for thing in [*order, *(node for node in view.snapshot.reading_order() if node not in set(order))]:
        if thing in nodes:
            yield _layer(view, thing)
        elif thing in groups.notes:
            text = groups.notes[thing].note.text
            yield Found(thing, text.partition("\n")[0] or tr("Note"), tr("Note"), "", (text, tr("Note")))
        else:
            face = groups.faces[thing]
            yield Found(thing, face.name, tr("Group"), face.size, (face.name, tr("Group")))


def _layer(view: CanvasView, node_id: str) -> Found:
    node, face = view.snapshot.nodes[node_id], view.stage.nodes[node_id].face
    kind, settings = layer_name(node.kind), two_parameters(node)
    known: list[str] = []
    if node.kind in engine.layers:
        declaration = engine.layers[node.kind].declaration
        known = [*finding.in_every_language(declaration.name), *declaration.aliases]
    what = kind if not settings else f"{kind} · {settings}"
    return Found(node_id, node.name, what, face.shape, (node.name, kind, settings, face.shape, *known))
