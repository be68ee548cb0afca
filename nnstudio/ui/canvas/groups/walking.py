"""How the keyboard goes through all that is on the canvas: layers, folded groups, frames and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstudio.ui import theme

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


def stops(view: CanvasView) -> list[str]:
    """Return the ids of what is shown, from left to right, then from top to bottom: how Tab goes.

    A frame comes before the layers in it.
    """
    nodes, groups = view.snapshot.reading_order(), view.stage.groups
    shown = (note for note in groups.notes if note not in groups.hidden)
    others = (*groups.frames, *groups.boxes, *shown)
    if not others:
        return nodes
    places = {node: (view.snapshot.nodes[node].x, view.snapshot.nodes[node].y) for node in nodes}
    places = {node: place for node, place in places.items() if node not in groups.hidden}
    for thing in others:
        box = groups.box_of(thing)
        corner = box.topLeft() if thing in groups.frames else box.center()
        places[thing] = (corner.x(), corner.y())
    return sorted(places, key=lambda thing: (*places[thing], thing))


def go_to(view: CanvasView, thing: str, kept: tuple[str, ...] = ()) -> None:
    """Select what has this id beside the layers that are kept, bring it into sight, and say what it is."""
    groups = view.stage.groups
    if thing in view.snapshot.nodes:
        view.select((*(node for node in kept if node != thing), thing))
        view.show_node(thing)
        view.announced.emit(view.stage.nodes[thing].face.spoken)
        return
    if thing in groups.notes:
        view.select_note(thing)
    else:
        view.select_group(thing, kept)
    view.ensureVisible(groups.box_of(thing), theme.tokens().space(2), theme.tokens().space(2))
    view.moved.emit()
    view.announced.emit(groups.spoken(thing))
