"""A hand that clicks and types, and small documents for it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hovering import hover
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from resting import lay_out, settle

from nnstudio.data.samples import DataShape, Prepared, Samples, Subset, Task
from nnstudio.document import AddLayer, Document, TrainingSettings, apply
from nnstudio.inspection import Step, Steps
from nnstudio.training.by_hand import WriteWeights
from nnstudio.training.commands import Write
from nnstudio.ui.bridge.inspection import Inspection
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.inspector.card import StepCard
from nnstudio.ui.inspector.picture.network_picture import NetworkPicture
from nnstudio.ui.inspector.picture.view import NetworkView

LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Clicks and types, and reads what the widgets show."""

    def __init__(self, panel: InspectorPanel, qtbot: QtBot) -> None:
        self.panel, self.session, self._bot = panel, panel.session, qtbot

    @property
    def inspection(self) -> Inspection:
        return self.session.inspection

    @property
    def line(self) -> Steps:
        assert self.inspection.line is not None
        return self.inspection.line

    @property
    def place(self) -> int:
        return self.inspection.cursor.place

    @property
    def step(self) -> Step:
        assert self.inspection.step is not None
        return self.inspection.step

    @property
    def card(self) -> StepCard:
        found = self.panel.view("card")
        assert isinstance(found, StepCard)
        return found

    @property
    def map(self) -> NetworkPicture:
        found = self.panel.view("network")
        assert isinstance(found, NetworkView)
        return found.picture

    @property
    def result(self) -> str:
        return self.card.result.text()

    @property
    def calculation(self) -> str:
        return self.card.expression.text()

    def click(self, widget: QWidget, point: QPoint | None = None) -> None:
        hover(widget, point or widget.rect().center())
        QTest.mouseClick(widget, LEFT, pos=point or widget.rect().center())
        QApplication.processEvents()

    def hover(self, widget: QWidget, point: QPoint) -> None:
        hover(widget, QPoint(1, 1))
        hover(widget, point)
        lay_out()

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.panel, key)

    def digits(self, count: int) -> None:
        field = self.panel.toolbar.digits
        field.selectAll()
        QTest.keyClicks(field, str(count))
        QTest.keyClick(field, Qt.Key.Key_Return)

    def grain(self, name: str) -> None:
        """Choose a grain by its name, with the keys."""
        box = self.panel.stepper.grain
        box.setFocus()
        while box.currentText() != name:
            before = box.currentIndex()
            QTest.keyClick(box, Qt.Key.Key_Down if before < box.findText(name) else Qt.Key.Key_Up)
            assert box.currentIndex() != before

    def neuron(self, layer: str, flat: int) -> None:
        self.click(self.map, self.map.places.points[layer, flat].toPoint())

    def operand(self, symbol: str) -> QPoint:
        pieces = self.card.expression.pieces
        return next(piece.box.center().toPoint() for piece in pieces if piece.symbol == symbol)

    def link(self, source: tuple[str, int], target: tuple[str, int], share: float = 0.35) -> None:
        points = self.map.places.points
        where = points[source] + (points[target] - points[source]) * share
        self.click(self.map, QPointF(where).toPoint())

    def until(self, condition: Callable[[], bool]) -> None:
        self._bot.waitUntil(condition)

    def settle(self) -> None:
        """Wait until nothing more is to come."""
        settle(self._bot, self.session)


def chain(units: tuple[int, ...], activation: str, **training: object) -> Document:
    """Return input n1, dense n2 … , output."""
    made = apply(Document(training=TrainingSettings(**training)), AddLayer("input", 0, 0))
    for number, width in enumerate(units, start=1):
        parameters = (("activation", activation), ("units", width))
        made = apply(made, AddLayer("dense", number * 160, 0, parameters, connect_from=f"n{number}"))
    return apply(made, AddLayer("output", 800, 0, connect_from=f"n{len(units) + 1}"))


def one_sample(x: list[float], y: list[float]) -> Prepared:
    """Return data of one sample, neither scaled nor split."""
    values, targets, rows = np.array([x]), np.array([y]), np.array([0])
    subset = Subset(values, targets, rows)
    names = tuple(f"x{number + 1}" for number in range(len(x)))
    raw = Samples(values, targets, Task.REGRESSION, names, target_names=("o1", "o2"))
    shape = DataShape((len(x),), (len(y),), Task.REGRESSION)
    return Prepared(shape, subset, subset, subset, raw, np.zeros(len(x)), np.ones(len(x)))


WORKED = {
    ("n2", "weight"): [[0.15, 0.25], [0.20, 0.30]],
    ("n3", "weight"): [[0.40, 0.50], [0.45, 0.55]],
    ("n2", "bias"): [0.35, 0.35],
    ("n3", "bias"): [0.60, 0.60],
}


def set_weights(session: Session, names: tuple[str, ...] = ("weight", "bias")) -> None:
    """Write the worked example's weights (or biases alone) into the run."""
    writes = [
        Write(layer, name, tuple(int(part) for part in index), float(value))
        for (layer, name), values in WORKED.items()
        if name in names
        for index, value in np.ndenumerate(np.array(values))
    ]
    session.trainer.submit(WriteWeights(tuple(writes)))
    session.display.wake()
