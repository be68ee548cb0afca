"""The network view: the picture with its switches and the legends of its colours."""

from __future__ import annotations

from typing import Any, TypeGuard, cast

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.text import msg
from nnstudio.training.frame import Frame, Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.change import Change
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ColorScaleLegend, EmptyState, Segmented, bind, on_retranslate
from nnstudio.ui.controls.scale import Scale, nice_limit
from nnstudio.ui.network import maps
from nnstudio.ui.network.arrangement import Floats
from nnstudio.ui.network.painting.card import Card
from nnstudio.ui.network.picture import NetworkPicture, Scene
from nnstudio.ui.network.reading import Mode, Scope, link_numbers, neuron_numbers, read
from nnstudio.ui.network.structure import structure_of
from nnstudio.ui.network.target import Link, Neuron, Target
from nnstudio.ui.network.weight_editor import WeightEditor
from nnstudio.ui.network.wording import link_card, link_title, names_of, neuron_card, neuron_title

_MAPS = "network_maps"
_MAPS_EVERY = 3
"""Maps are read at each third painting while a run goes on: they cost the most."""


class NetworkView(QWidget):
    """Every neuron and link: weights, activations or gradients, of the batch or of one sample.

    Signals
    -------
    inspect_requested(node, index) : Enter or a double-click on a neuron. workspace_wanted(name).
    """

    inspect_requested = Signal(str, object)
    workspace_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._key: Any = None
        self._grid: Floats | None = None
        self._turn = 0
        self._neuron_scale, self._link_scale = Scale(), Scale()
        self.picture = NetworkPicture()
        self.modes = Segmented(
            (("weights", msg("Weights")), ("activations", msg("Activations")), ("gradients", msg("Gradients")))
        )
        self.scopes = Segmented((("batch", msg("Batch")), ("sample", msg("Sample"))))
        self.maps_button = QToolButton()
        self.neuron_legend = ColorScaleLegend(self._neuron_title)
        self.link_legend = ColorScaleLegend(self._link_title)
        self.editor = WeightEditor(self.picture)
        self.empty = EmptyState(
            msg("No network to show yet"),
            msg("It appears here as soon as the layers fit together and there are data to train on."),
            msg("Go to Build"),
            icon_name="network",
        )
        self._arrange()
        self._connect()

    @property
    def mode(self) -> Mode:
        """What is coloured."""
        return cast(Mode, self.modes.value())

    @property
    def scope(self) -> Scope:
        """Whose numbers: the batch's or the sample's."""
        return cast(Scope, self.scopes.value())

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.modes)
        top.addStretch(1)
        top.addWidget(self.maps_button)
        bottom.setSpacing(space(1.5))
        for legend in (self.link_legend, self.neuron_legend):
            legend.setMaximumWidth(space(30))
            bottom.addWidget(legend, 4)
        bottom.addStretch(1)
        bottom.addWidget(self.scopes)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(space(1), space(1), space(1), space(1))
        column.setSpacing(space(0.5))
        column.addLayout(top)
        column.addWidget(self.picture, 1)
        column.addLayout(bottom)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(whole)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.stack)
        self._name_switches()

    def _name_switches(self) -> None:
        self.maps_button.setCheckable(True)
        self.maps_button.setChecked(self._session.settings is not None and self._session.settings.flag(_MAPS))
        self.maps_button.setProperty("role", "switch")
        self.maps_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        bind(self.maps_button.setText, msg("Maps"))
        bind(self.maps_button.setToolTip, msg("Draw in each neuron its activation over the plane of the two inputs"))
        bind(self.modes.setAccessibleName, msg("What is coloured"))
        bind(self.scopes.setAccessibleName, msg("Of the whole batch or of one sample"))
        bind(
            self.scopes.buttons["batch"].setToolTip,
            msg("Activations: the batch's mean. Gradients: the sum over the batch"),
        )
        bind(
            self.scopes.buttons["sample"].setToolTip, msg("The sample at the cursor; its gradient is not divided by N")
        )
        bind(self.picture.setAccessibleName, msg("Picture of the network; arrows go from neuron to neuron"))

    def _connect(self) -> None:
        session = self._session
        self.modes.chosen.connect(self._on_mode)
        self.scopes.chosen.connect(self._on_mode)
        self.maps_button.toggled.connect(self._on_maps)
        self.picture.rearranged.connect(self._read_now)
        self.picture.pointed_changed.connect(self._on_pointed)
        self.picture.chosen_changed.connect(self._on_chosen)
        self.picture.opened.connect(self._on_opened)
        self.picture.edited.connect(self._on_edit_wanted)
        self.editor.committed.connect(self._on_committed)
        self.empty.acted.connect(lambda: self.workspace_wanted.emit("build"))
        session.run_changed.connect(self._on_run_changed)
        session.problem_loaded.connect(self._on_problem_loaded)
        session.document_changed.connect(self._on_document)
        session.selection_changed.connect(self._follow_selection)
        session.display.add(self, self.paint)
        on_retranslate(self, self._forget_names)

    # -- painting

    def paint(self, frame: Frame) -> None:
        """Show the moment's numbers; everything is copied."""
        self.stack.setCurrentIndex(1)
        key = frame.program.graph, self._session.prepared
        if self._key is None or any(a is not b for a, b in zip(key, self._key, strict=True)):
            self._take_structure(frame)
            self._key = key
        self._turn += 1
        self._show(frame)

    def _take_structure(self, frame: Frame) -> None:
        structure = structure_of(frame.program.graph, frame.program.shapes)
        prepared = self._session.prepared
        names = names_of(self._session.document, prepared, structure)
        mappable = maps.can_map(prepared, structure)
        self.maps_button.setVisible(mappable)
        self._grid = maps.grid_of(prepared) if mappable and prepared is not None else None
        # Its signal would ask for the frame that is being painted.
        self.picture.blockSignals(True)
        self.picture.set_structure(structure, names)
        self.picture.blockSignals(False)
        self._tell_pointed()
        self._follow_selection()

    def _show(self, frame: Frame) -> None:
        arrangement = self.picture.arrangement
        if arrangement is None:
            return
        reading = read(frame, arrangement, self.mode, self.scope)
        both = max(reading.neuron_peak(), reading.link_peak())
        shared = self.mode != "activations"
        link_limit = self._link_scale.follow(both if shared else reading.link_peak())
        neuron_limit = link_limit if shared else self._neuron_scale.follow(reading.neuron_peak())
        scene = Scene(reading, neuron_limit, link_limit, live=frame.running)
        self._add_maps(frame, scene)
        self._show_legends(scene)
        self.picture.show_scene(scene, self._card(frame))

    def _add_maps(self, frame: Frame, scene: Scene) -> None:
        if self._grid is None or not self.maps_button.isChecked() or self.mode == "gradients":
            return
        old = self.picture.scene
        if frame.running and old is not None and old.maps and self._turn % _MAPS_EVERY:
            scene.maps, scene.map_limit = old.maps, old.map_limit
            return
        scene.maps = maps.read_maps(frame, self.picture.structure, self._grid)
        inner = [array for node, array in scene.maps.items() if self.picture.structure.by_node[node].kind != "input"]
        scene.map_limit = nice_limit(max((float(np.abs(array).max()) for array in inner), default=1.0))

    def _show_legends(self, scene: Scene) -> None:
        mapped = bool(scene.maps)
        self.neuron_legend.setVisible(self.mode == "activations" or mapped)
        self.neuron_legend.set_limit(scene.map_limit if mapped else scene.neuron_limit)
        self.link_legend.set_limit(scene.link_limit)

    def _card(self, frame: Frame) -> Card | None:
        target, structure, names = self.picture.target(), self.picture.structure, self.picture.names
        if isinstance(target, Neuron):
            numbers = neuron_numbers(frame, structure.by_node[target.node], target.flat, self.scope)
            return neuron_card(neuron_title(names, structure, target), numbers, self.scope)
        if isinstance(target, Link):
            found = link_numbers(frame, structure, target.bundle, target.source, target.target, self.scope)
            return link_card(link_title(names, structure, target), found, self.scope)
        return None

    def _read_now(self) -> None:
        with self._session.display.hold() as frame:
            if frame is not None and self._key is not None and frame.program.graph is self._key[0]:
                self._show(frame)

    def _refresh(self) -> None:
        self._session.display.refresh(self)

    # -- following the session

    def _on_mode(self) -> None:
        self._neuron_scale.forget()
        self._link_scale.forget()
        self.neuron_legend.set_title(self._neuron_title)
        self.link_legend.set_title(self._link_title)
        self._refresh()

    def _on_maps(self, on: bool) -> None:
        if self._session.settings is not None:
            self._session.settings.set_flag(_MAPS, on)
        self._on_mode()

    def _on_problem_loaded(self) -> None:
        self._neuron_scale.forget()
        self._link_scale.forget()
        self._key = None

    def _on_run_changed(self, status: Status) -> None:
        if status is Status.EMPTY:
            self.stack.setCurrentIndex(0)

    def _on_document(self, change: Change) -> None:
        # A learning rate turned by hand leaves every place and name as it is.
        if change.network or change.data:
            self._forget_names()

    def _forget_names(self) -> None:
        self._key = None
        self._refresh()

    def _follow_selection(self) -> None:
        neuron = self._session.selected_neuron
        column = self.picture.structure.by_node.get(neuron[0]) if neuron is not None else None
        if column is None or neuron is None or len(neuron[1]) != len(column.shape):
            if neuron is None and isinstance(self.picture.chosen, Neuron):
                self.picture.choose(None)
            return
        if all(0 <= part < length for part, length in zip(neuron[1], column.shape, strict=True)):
            self.picture.choose(Neuron(column.node, column.flat(neuron[1])))

    # -- what the user does

    def _on_chosen(self) -> None:
        chosen = self.picture.chosen
        if isinstance(chosen, Neuron):
            self._session.select_neuron(chosen.node, self.picture.structure.by_node[chosen.node].index(chosen.flat))
        else:
            self._session.select_neuron(None)
        # A break-point, say, may be about the link that was chosen.
        self._session.inspection.light((self._weight_of(chosen),) if self._has_weight(chosen) else (), "network")
        self._refresh()

    def _on_pointed(self) -> None:
        self._tell_pointed()
        self._read_now()

    def _tell_pointed(self) -> None:
        pointed, structure = self.picture.pointed, self.picture.structure
        if isinstance(pointed, Neuron):
            self._session.point_at_neuron((pointed.node, structure.by_node[pointed.node].index(pointed.flat)))
        else:
            self._session.point_at_neuron(None)

    def _on_opened(self, neuron: Neuron) -> None:
        self.inspect_requested.emit(neuron.node, self.picture.structure.by_node[neuron.node].index(neuron.flat))

    def _on_edit_wanted(self, link: Link) -> None:
        with self._session.display.hold() as frame:
            if frame is None:
                return
            structure = self.picture.structure
            weight = link_numbers(frame, structure, link.bundle, link.source, link.target, "batch").weight
        self.editor.open(link, weight, self.picture.anchor(link))

    def _on_committed(self, link: Link, value: float) -> None:
        self._session.what_if.set(self._weight_of(link), value)
        self.picture.setFocus()

    def _has_weight(self, target: Target | None) -> TypeGuard[Link]:
        """Whether it is a link with a weight of its own."""
        return isinstance(target, Link) and self.picture.structure.bundles[target.bundle].dense

    def _weight_of(self, link: Link) -> Place:
        bundle = self.picture.structure.bundles[link.bundle]
        return Place(bundle.target, "weight", (int((bundle.places == link.source).argmax()), link.target))

    def _neuron_title(self) -> str:
        """Return what the neurons' own scale shows, where they have one."""
        return "a"

    def _link_title(self) -> str:
        """Return what the links' colours mean; where they share the scale, the neurons' too."""
        if self.mode == "gradients":
            symbol = "L" if self.scope == "batch" else "ℓ"
            return f"∂{symbol}/∂z · ∂{symbol}/∂w"
        return "w · b" if self.mode == "weights" and not self.maps_button.isChecked() else "w"
