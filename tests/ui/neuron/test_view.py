"""The neuron page in Inspect: a copy of the run's neuron, which leaves the run as it is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.document import SetTraining, apply, templates
from nnstudio.inspection import Step, operands
from nnstudio.text import set_language
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.neuron import NeuronView
from nnstudio.ui.shell.inspect_views import VIEWS

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session() -> Iterator[Session]:
    """The opening network: circles, 2-6-4-1."""
    set_language("en")
    theme.apply(QApplication.instance(), "light")
    made = Session()
    yield made
    assert made.close()


@pytest.fixture
def view(session: Session, qtbot: QtBot) -> Iterator[NeuronView]:
    """The page, opened by a click on its tab."""
    panel = InspectorPanel(session, VIEWS)
    panel.resize(1008, 640)
    panel.show()
    session.start()
    qtbot.waitUntil(lambda: session.inspection.ready and session.inspection.description is not None)
    QTest.mouseClick(panel.left.tabs.buttons["neuron"], LEFT)
    found = panel.view("neuron")
    assert isinstance(found, NeuronView)
    yield found
    panel.close()


def bias_and_weights(session: Session, layer: str) -> list[float]:
    with session.inspection.hold() as moment:
        assert moment is not None
        site = moment.trace.plan.sites[layer]
        return [*site.parameter("weight").ravel().tolist(), *site.parameter("bias").tolist()]


def test_the_runs_neuron_is_a_copy(session: Session, view: NeuronView, qtbot: QtBot) -> None:
    layer = session.inspection.step.layer
    before = bias_and_weights(session, layer)
    QTest.mouseClick(view.sum.source.buttons["run"], LEFT)
    assert "A copy of Hidden 1 · neuron 1" in view.sum.said.text()
    with session.inspection.hold() as moment:
        z = moment.trace.plan.quantity(layer, "z")[moment.trace.sample, 0]
    assert view.sum.neuron.nets(view.sum.inputs[None, :])[0] == pytest.approx(float(z), abs=1e-6)
    assert view.sum.neuron.activation == "tanh"
    QTest.keyClick(view.sum.knobs[0].slider, Qt.Key.Key_PageUp)
    assert view.sum.neuron.weights[0] != pytest.approx(before[0])
    assert bias_and_weights(session, layer) == before
    assert session.inspection.go_to(Step("forward", layer, "z", (1,)))
    assert "A copy of Hidden 1 · neuron 2" in view.sum.said.text()


def test_the_neuron_of_a_run_that_went_astray(session: Session, view: NeuronView, qtbot: QtBot) -> None:
    """What raised here also kept the card beside it from the run's numbers."""
    session.new(apply(templates["plane"]().document(), SetTraining((("learning_rate", 50.0), ("optimizer", "sgd")))))
    qtbot.waitUntil(lambda: len(view.sum.knobs) == 5 and session.status is Status.PAUSED)
    QTest.mouseClick(view.sum.source.buttons["run"], LEFT)
    session.run()
    qtbot.waitUntil(lambda: session.status is Status.FAILED)
    layer = session.inspection.step.layer
    qtbot.waitUntil(lambda: abs(view.sum.knobs[0].value()) > 1e15)
    weights = bias_and_weights(session, layer)
    assert [view.sum.knobs[place].value() for place in (0, 2, 4)] == weights
    assert any(part.value == weights[0] for part in operands(session.inspection.description.lines[0].expression))


def test_a_neuron_of_more_inputs(session: Session, view: NeuronView) -> None:
    QTest.mouseClick(view.sum.source.buttons["run"], LEFT)
    with session.inspection.hold() as moment:
        second = [name for name in moment.trace.graph.order if moment.trace.is_link(name, "weight")][1]
    assert session.inspection.go_to(Step("forward", second, "a", (2,)))
    assert len(view.sum.knobs) == 13
    assert view.sum.expression.text().count("×") == 6
    assert view.sum.plane.line is None or np.isfinite(view.sum.plane.line).all()


def test_a_step_of_no_neuron_says_so(session: Session, view: NeuronView) -> None:
    QTest.mouseClick(view.sum.source.buttons["run"], LEFT)
    with session.inspection.hold() as moment:
        sink = moment.trace.graph.sinks[0]
    assert session.inspection.go_to(Step("loss", sink, "loss", ()))
    assert "choose one in the network's picture" in view.sum.said.text()


def test_links_are_cut_in_a_copy(session: Session, view: NeuronView) -> None:
    QTest.mouseClick(view.tabs.buttons["links"], LEFT)
    page = view.links
    assert not page.shuffle.isEnabled()
    layer = session.inspection.step.layer
    before = bias_and_weights(session, layer)
    QTest.mouseClick(page.copy, LEFT)
    assert page.silence.text() == "Silence Hidden 1 · neuron 1"
    for button in (page.silence, page.shuffle, page.zero):
        QTest.mouseClick(button, LEFT)
    done = [page.table.item(row, 0).text() for row in range(page.table.rowCount())]
    assert done == [
        "As in the run",
        "Hidden 1 · neuron 1 silenced",
        "Weights of Hidden 1 shuffled",
        "Weights of Hidden 1 set to 0",
    ]
    assert page.table.item(3, 1).text().endswith("%")
    QTest.mouseClick(page.undo, LEFT)
    assert page.table.rowCount() == 3
    assert bias_and_weights(session, layer) == before


@pytest.mark.parametrize("page", ["sum", "truth", "stack", "links", "cell"])
def test_pages_by_clicks(view: NeuronView, page: str) -> None:
    QTest.mouseClick(view.tabs.buttons[page], LEFT)
    assert view.pages.currentWidget() is {
        "sum": view.sum, "truth": view.truth, "stack": view.stack, "links": view.links, "cell": view.cell,
    }[page]  # fmt: skip


def test_the_links_page_says_what_to_do_first(view: NeuronView) -> None:
    QTest.mouseClick(view.tabs.buttons["links"], LEFT)
    page = view.links
    assert "Copy the network first" in page.said.text()
    assert not page.table.isVisible()
    assert not page.layer.isEnabled()
    QTest.mouseClick(page.copy, LEFT)
    assert page.table.isVisible()
    assert page.layer.isEnabled()
    assert "A copy" in page.said.text()
