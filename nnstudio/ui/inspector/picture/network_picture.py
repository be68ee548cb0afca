"""The network's picture as a view of Inspect: a click leads to a step, pointing lights up the same number elsewhere."""

from __future__ import annotations

from operator import is_

from PySide6.QtWidgets import QWidget

from nnstudio.engine import Place
from nnstudio.inspection import Lit, Moment
from nnstudio.inspection.description import Link
from nnstudio.inspection.lit import lit_in_picture
from nnstudio.inspection.picture import inner_quantity, scene_of
from nnstudio.inspection.picture.inset import Inset, inset_of
from nnstudio.inspection.trace import Neuron
from nnstudio.inspection.working_out import covered
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector.picture.painting import number_of
from nnstudio.ui.inspector.picture.step_map import StepMap

NETWORK = "network"
"""The source of what is pointed at here."""


class NetworkPicture(StepMap):
    """All neurons and links, as far as they are known at the step."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inspection = session.inspection
        self._sample, self._inner = -1, ""
        self._own: Inset | None = None
        self._shown: tuple[object, ...] = (None, None, None)
        self.pointed.connect(lambda found: self.inspection.light(self.places_of(found), NETWORK))
        self.neuron_chosen.connect(self._go_to)
        self.link_chosen.connect(self._go_to)
        self.loss_chosen.connect(self._on_loss_chosen)

    def show_moment(self, moment: Moment) -> None:
        """Show another step, or the same of another moment."""
        place, hidden = moment.cursor.place, covered(moment)
        trace, shown = moment.trace, (moment.description, moment.cursor.grain, moment.options)
        if self.places.scene is not None and all(map(is_, shown, self._shown)):
            # Another operation of the same number: all that moves is what lights up.
            self.inset = self._own
            self.light(frozenset())
            return
        self._shown = shown
        self._sample, self._inner = trace.sample, inner_quantity(trace, moment.step)
        overlay, step = moment.options.overlay, moment.step
        self._own = inset_of(trace, Place(step.layer, step.quantity, step.index)) if step.index is not None else None
        self.inset = self._own
        self.show_scene(scene_of(trace, moment.line, place, moment.description, overlay, hidden))

    def show_lit(self, lit: Lit) -> None:
        """Light up the neurons and links that are pointed at elsewhere."""
        if lit.source == NETWORK:
            return
        with self.inspection.hold() as moment:
            if moment is None:
                return
            found = (inset_of(moment.trace, place) for place in lit.places)
            self.inset = next((each for each in found if each is not None), self._own)
            self.light(lit_in_picture(moment.trace, lit.places))

    def places_of(self, found: Neuron | Link | None) -> tuple[Place, ...]:
        """Return what a neuron, pixel or link of the picture stands for; first of all what it shows just now."""
        scene = self.places.scene
        match found:
            case (str() as layer, index) if scene is not None:
                inner = layer == scene.step.layer and self._inner
                shown = (self._inner,) if inner else ("a", "z", "grad_z")
                return tuple(Place(layer, quantity, index, self._sample) for quantity in shown)
            case ((_, _) as source, (layer, index)) if scene is not None:
                return (Place(layer, "weight", (scene.rows[layer][source], index[0])),)
        return ()

    def words(self, found: Neuron | Link) -> str:
        """Return what is pointed at with its name and the number that is shown."""
        scene = self.places.scene
        with self.inspection.hold() as moment:
            if moment is None or scene is None:
                return ""
            if isinstance(found[0], str):
                value = number_of(scene, scene.by_layer[found[0]], found)[0]
                name = moment.trace.neuron_name(found)
            else:
                value = scene.link_value(found)
                name = moment.trace.words(self.places_of(found)[0])
        return (
            str(name)
            if value is None or value != value
            else tr("{name}: {said}", name=name, said=theme.number(value, 6))
        )

    def _go_to(self, found: Neuron | Link) -> None:
        place = self.places_of(found)[0]
        if not self.inspection.to(place):
            self.inspection.offer(place)

    def _on_loss_chosen(self) -> None:
        if self.places.scene is not None:
            self.inspection.to(Place(self.places.scene.sink, "loss", (), self._sample))
