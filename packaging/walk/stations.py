"""The stations of the journey: from an empty canvas to a network that was trained, looked into, saved and reopened."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QComboBox, QWidget

from nnstudio.engine.typing import Array
from nnstudio.training.frame import Status
from nnstudio.ui.canvas.scene import OUTPUT, Port
from nnstudio.ui.shell import MainWindow
from walk.hand import Hand, JourneyError

KINDS = ("input", "dense", "dense", "output")
ENOUGH = 0.95
"""The training accuracy at which the network has learned."""
MARGIN = 72
"""Pixels between the canvas's edge and the middle of the first and of the last layer."""


class Journey:
    """Walks through ``window`` with ``hand``; ``look(name)`` is called at each station (to take a picture).

    ``reached`` is the best training accuracy so far.
    """

    def __init__(self, window: MainWindow, hand: Hand, look: Callable[[str], None]) -> None:
        self.window, self.hand, self.look = window, hand, look
        self.session = window.session
        self.reached = 0.0

    def walk(self, file: Path) -> None:
        """Go the whole way; the project is saved as ``file``."""
        self.empty()
        self.choose_data()
        self.place_layers()
        self.connect_layers()
        self.set_layers()
        self.set_training()
        self.train()
        self.see_gradients()
        self.inspect()
        weights = self.save(file)
        self.reopen(file, weights)

    # -- where things are

    @property
    def panel(self) -> QWidget:
        """The panel on top."""
        panel = self.window.workspaces.panel()
        if panel is None:
            raise JourneyError("there is no workspace")
        return panel

    def go(self, place: str) -> None:
        """Click a workspace in the header."""
        self.hand.click(self.window.header.switch.buttons[place])
        self.hand.wait(f"the workspace {place}", lambda: self.window.workspaces.current == place)
        self.hand.wait(f"{place} to be shown", self.panel.isVisible)

    def _at(self, number: int) -> QPoint:
        view = self.panel.canvas.viewport()
        pitch = (view.width() - 2 * MARGIN) / (len(KINDS) - 1)
        return QPoint(round(MARGIN + number * pitch), view.height() // 2)

    def _port(self, node: str, number: int) -> QPoint:
        canvas = self.panel.canvas
        return canvas.mapFromScene(canvas.stage.port_point(Port(node, number)))

    # -- stations

    def empty(self) -> None:
        """File, New: nothing on the canvas."""
        self.hand.menu(self.window.header.menu_bar, "File", "New")
        self.hand.wait("an empty canvas", lambda: not self.session.document.network.nodes)
        self.look("empty")

    def choose_data(self) -> None:
        """Find iris in Data and take it."""
        self.go("data")
        gallery = self.panel.gallery
        self.hand.click(gallery.search)
        self.hand.write("iris")
        self.hand.wait("the data set to be found", lambda: gallery.index_of("iris").isValid())
        self.hand.click(gallery.list.viewport(), gallery.list.visualRect(gallery.index_of("iris")).center())
        self.hand.wait("the data set to be taken", lambda: self.session.document.data.dataset == "iris")
        self.hand.pause(0.3)
        self.look("data")

    def place_layers(self) -> None:
        """Drag four layers from the palette onto the canvas."""
        self.go("build")
        palette, canvas = self.panel.palette_column.list, self.panel.canvas
        for number, kind in enumerate(KINDS):
            row = next(palette.item(i) for i in range(palette.count()) if palette.item(i).text() == _name(kind))
            self.hand.carry(palette, palette.visualItemRect(row).center(), canvas.viewport(), self._at(number))
            wanted = number + 1
            self.hand.wait(f"the layer {kind}", lambda n=wanted: len(self.session.document.network.nodes) == n)
        self.look("layers")

    def connect_layers(self) -> None:
        """Drag from port to port."""
        ids = [node.id for node in self.session.document.network.nodes]
        for source, target in itertools.pairwise(ids):
            count = len(self.session.document.network.wires)
            viewport = self.panel.canvas.viewport()
            self.hand.drag(viewport, self._port(source, OUTPUT), self._port(target, 0))
            self.hand.wait("the wire", lambda n=count: len(self.session.document.network.wires) == n + 1)
        self.look("wires")

    def set_layers(self) -> None:
        """Type units and choose activations in the properties: 16 tanh, 3 softmax."""
        _input, hidden, last, _output = (node.id for node in self.session.document.network.nodes)
        self._set_layer(hidden, 16, "tanh")
        self.look("hidden_layer")
        self._set_layer(last, 3, "softmax")

    def _set_layer(self, node: str, units: int, activation: str) -> None:
        canvas, properties = self.panel.canvas, self.panel.properties
        self.hand.click(canvas.viewport(), canvas.mapFromScene(canvas.stage.nodes[node].pos()))
        self.hand.wait("the layer's properties", lambda: properties.node.node == node)
        self.hand.fill(properties.node.form.rows["units"].editor, str(units))
        self._choose(properties.node.form.rows["activation"].editor, activation)
        self.hand.wait(
            "units and activation",
            lambda: self._set_values(node) == (units, activation),
        )

    def _set_values(self, node: str) -> tuple[object, object]:
        found = self.session.document.network.by_id[node]
        return found.value("units"), found.value("activation")

    def _choose(self, box: QWidget, key: str) -> None:
        if not isinstance(box, QComboBox):
            raise JourneyError("expected a combo box")
        if box.currentData() != key:
            self.hand.choose(box, key)

    def set_training(self) -> None:
        """Choose the loss; the network is complete."""
        self.go("train")
        self._choose(self.panel.settings.loss.rows["loss"].editor, "cross_entropy")
        self.hand.wait("the loss", lambda: self.session.document.training.loss == "cross_entropy")
        self.hand.wait("a network that can be trained", lambda: self.session.status is Status.PAUSED)
        self.look("ready")

    def accuracy(self) -> float:
        """Return the training accuracy measured last."""
        return self.session.curves.measured["train_metric"].last_value

    def _has_learned(self) -> bool:
        # Kept: with batches of ten it goes up and down a little afterwards.
        self.reached = max(self.reached, self.accuracy())
        return self.reached > ENOUGH

    def train(self) -> None:
        """Run until the network has learned, and pause."""
        transport = self.window.header.transport
        self.hand.click(transport.run)
        self.hand.wait("the run", lambda: self.session.status is Status.RUNNING)
        self.hand.wait(f"a training accuracy above {ENOUGH:.0%}", self._has_learned)
        self.look("running")
        self.hand.click(transport.run)
        self.hand.wait("the pause", lambda: self.session.status is Status.PAUSED)
        self.look("trained")

    def see_gradients(self) -> None:
        """Colour the picture by gradients, and take a batch's step."""
        self.hand.click(self.panel.network.modes.buttons["gradients"])
        self.hand.wait("gradients", lambda: self.panel.network.mode == "gradients")
        self.hand.click(self.window.header.transport.step_batch)
        self.hand.pause(0.3)
        self.look("gradients")

    def inspect(self) -> None:
        """Look into a sample, and at the next one."""
        self.go("inspect")
        self.hand.pause(0.3)
        self.look("inspect")
        before = self.session.sample
        self.hand.click(self.window.header.transport.step_sample)
        self.hand.wait("the next sample", lambda: self.session.sample == before + 1)
        self.hand.pause(0.3)
        self.look("next_sample")

    def save(self, file: Path) -> dict[tuple[str, str], Array]:
        """Save by keys; return the weights."""
        self.hand.answer(str(file))
        self.hand.key("Ctrl+S")
        self.hand.wait("the file", lambda: file.exists() and not self.session.file.dirty)
        self.look("saved")
        return self._weights()

    def reopen(self, file: Path, weights: dict[tuple[str, str], Array]) -> None:
        """Begin anew, open the file, see that every weight is back, and go on."""
        step = self.session.trainer.step
        self.hand.key("Ctrl+N")
        self.hand.wait("an empty canvas", lambda: not self.session.document.network.nodes)
        self.hand.answer(str(file))
        self.hand.key("Ctrl+O")
        self.hand.wait("the project", lambda: len(self.session.document.network.nodes) == len(KINDS))
        trainer = self.session.trainer
        self.hand.wait("its run", lambda: not trainer.pending and trainer.step == step)
        found = self._weights()
        if not all(np.array_equal(found[key], weights[key]) for key in weights):
            raise JourneyError("the weights are not those that were saved")
        self.go("train")
        self.hand.pause(0.5)
        self.look("reopened")
        self.hand.click(self.window.header.transport.run)
        # The button pauses once the window has heard of the run, of which many steps may have been made by then.
        self.hand.wait("the run", lambda: self.session.status is Status.RUNNING)
        self.hand.wait("the run to go on", lambda: self.session.trainer.step > step + 50)
        self.hand.click(self.window.header.transport.run)
        self.hand.wait("the pause", lambda: self.session.status is Status.PAUSED)
        self.look("went_on")

    def _weights(self) -> dict[tuple[str, str], Array]:
        with self.session.display.hold() as frame:
            if frame is None:
                return {}
            keys = [(key.layer, key.name) for key in frame.program.parameters()]
            return {key: np.array(frame.parameter(*key)) for key in keys}


def _name(kind: str) -> str:
    from nnstudio.ui.canvas.wording import layer_name

    return layer_name(kind)
