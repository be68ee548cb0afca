"""The wire under a layer that is carried about: it lights up, and letting go inserts the layer there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF

from nnstudio.document import Edit
from nnstudio.document.model import Wire
from nnstudio.text import tr
from nnstudio.ui.canvas.geometry import GRID
from nnstudio.ui.canvas.scene import OUTPUT
from nnstudio.ui.canvas.trial import Verdict, try_edit

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView

REACH: Final = 1.5 * GRID


class WireUnder:
    """``wire`` is the one that the layer ``target`` would go into by ``edit_for``; None beside all wires."""

    def __init__(self, view: CanvasView, target: str, edit_for: Callable[[Wire], Edit]) -> None:
        self.view = view
        self.target = target
        self.edit_for = edit_for
        self.wire: Wire | None = None
        self._known: dict[Wire, Verdict] = {}

    def seek(self, point: QPointF, below: QPointF) -> None:
        """Light the wire at a point, and say below the layer what would come of it."""
        stage = self.view.stage
        wire = stage.wire_at(point, REACH)
        if wire != self.wire:
            self._light(False)
            self.wire = wire
            self._light(True)
        if wire is None:
            stage.hint.say("", below)
            return
        if wire not in self._known:
            self._known[wire] = try_edit(self.view.session.document, self.edit_for(wire), self.target)
        verdict = self._known[wire]
        text = tr("insert here: {result}", result=verdict.text) if verdict.sound else verdict.text
        stage.hint.say(text, below, refused=not verdict.possible, doubtful=verdict.doubtful)

    def edit(self) -> Edit | None:
        """Return the edit that inserts the layer; None where there is no wire, or it cannot go into this one."""
        if self.wire is None or not self._known[self.wire].possible:
            return None
        return self.edit_for(self.wire)

    def _light(self, lit: bool) -> None:
        stage, wire = self.view.stage, self.wire
        if wire in stage.wires:
            stage.wires[wire].show_state(lit=lit)
        # A short wire is hidden below the layer: its two ends light up with it, and it is seen through.
        if wire is not None and {wire.source, wire.target} <= stage.nodes.keys():
            stage.nodes[wire.source].show_hover(lit, OUTPUT if lit else None)
            stage.nodes[wire.target].show_hover(lit, wire.port if lit else None)
        if self.target in stage.nodes:
            stage.nodes[self.target].show_carried(lit and wire is not None)

    def clear(self) -> None:
        """Take the light and the words away."""
        self._light(False)
        self.view.stage.hint.say("", QPointF())
