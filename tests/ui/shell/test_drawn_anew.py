"""A change of the network in the midst of a run says which layers lost what they had learned."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.document import MoveLayers, RemoveLayers, SetParameters
from nnstudio.training.events import RunReset
from nnstudio.training.frame import Frame, Status
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell import MainWindow


def weights(session: Session, layer: str) -> np.ndarray:
    with session.display.hold() as frame:
        assert frame is not None
        return frame.program.parameter(layer, "weight").copy()


def trained(session: Session, window: MainWindow, qtbot: QtBot) -> None:
    window.show_place("build")
    steps: list[int] = []
    session.ticked.connect(lambda frame: steps.append(frame.step) if isinstance(frame, Frame) else None)
    session.step_batch()
    qtbot.waitUntil(lambda: bool(steps) and steps[-1] > 0)
    qtbot.waitUntil(lambda: session.status is Status.PAUSED)


def test_the_layers_drawn_anew_are_named_and_the_others_go_on(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    trained(session, window, qtbot)
    hidden, inner, last = (node for node in session.document.network.nodes if node.kind == "dense")
    before = weights(session, hidden.id)
    remark = window.workspaces.panel().status.remark
    with qtbot.waitSignal(session.problem_loaded):
        assert session.edit(SetParameters(inner.id, (("units", 5),)))
    qtbot.waitUntil(lambda: last.name in remark.text())
    assert inner.name in remark.text()
    assert hidden.name not in remark.text()
    assert np.array_equal(weights(session, hidden.id), before)


def test_an_undo_says_that_the_weights_are_back(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    trained(session, window, qtbot)
    _hidden, inner, last = (node for node in session.document.network.nodes if node.kind == "dense")
    before = weights(session, last.id)
    remark = window.workspaces.panel().status.remark
    assert session.edit(SetParameters(inner.id, (("units", 5),)))
    qtbot.waitUntil(lambda: last.name in remark.text())
    session.undo()
    qtbot.waitUntil(lambda: remark.text() == "All layers keep their weights.")
    assert np.array_equal(weights(session, last.id), before)


def test_a_layer_taken_out_again_after_an_undo_says_again_what_is_drawn_anew(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    trained(session, window, qtbot)
    _hidden, inner, last = (node for node in session.document.network.nodes if node.kind == "dense")
    remark = window.workspaces.panel().status.remark
    for _ in range(2):
        before = weights(session, inner.id), weights(session, last.id)
        assert session.edit(RemoveLayers((inner.id,)))
        qtbot.waitUntil(lambda: last.name in remark.text())
        trained(session, window, qtbot)
        session.undo()
        qtbot.waitUntil(lambda: remark.text() == "All layers keep their weights.")
        assert np.array_equal(weights(session, inner.id), before[0])
        assert np.array_equal(weights(session, last.id), before[1])
        trained(session, window, qtbot)


def test_a_drag_that_comes_back_brings_back_the_weights(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    trained(session, window, qtbot)
    _hidden, inner, last = (node for node in session.document.network.nodes if node.kind == "dense")
    before = weights(session, inner.id), weights(session, last.id)
    remark = window.workspaces.panel().status.remark
    units = len(before[1])
    for count in (units + 1, units + 2, units):
        assert session.edit(SetParameters(inner.id, (("units", count),)), merge=True)
        settle(qtbot, session)
    assert remark.text() == "All layers keep their weights."
    assert np.array_equal(weights(session, inner.id), before[0])
    assert np.array_equal(weights(session, last.id), before[1])


def test_after_a_reset_nothing_is_lost(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    trained(session, window, qtbot)
    hidden = next(node for node in session.document.network.nodes if node.kind == "dense")
    with qtbot.waitSignal(session.events, check_params_cb=lambda news: any(isinstance(e, RunReset) for e in news)):
        session.reset()
    with qtbot.waitSignal(session.problem_loaded):
        assert session.edit(SetParameters(hidden.id, (("units", 3),)))
    assert window.workspaces.panel().status.remark.text() == ""


def test_moving_a_layer_says_nothing_and_loads_nothing(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    trained(session, window, qtbot)
    first = session.document.network.nodes[0]
    with qtbot.assertNotEmitted(session.problem_loaded, wait=200):
        assert session.edit(MoveLayers(((first.id, first.x, first.y + 80),)))
    assert window.workspaces.panel().status.remark.text() == ""


def test_before_the_first_step_nothing_is_lost(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    window.show_place("build")
    hidden = next(node for node in session.document.network.nodes if node.kind == "dense")
    with qtbot.waitSignal(session.problem_loaded):
        assert session.edit(SetParameters(hidden.id, (("units", 3),)))
    assert window.workspaces.panel().status.remark.text() == ""
