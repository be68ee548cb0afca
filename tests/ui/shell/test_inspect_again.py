"""Inspect is left, another project is opened, and Inspect is shown again, in a window of another size."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.document import templates
from nnstudio.engine import Place
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell.inspect_workspace import InspectWorkspace
from nnstudio.ui.what_if.view import WhatIfView

Shows = Callable[[Session, type[InspectWorkspace]], InspectWorkspace]


def go_to(session: Session, qtbot: QtBot, layer: str) -> None:
    """Go to the first step of a layer."""
    qtbot.waitUntil(lambda: session.inspection.ready)
    with session.inspection.hold() as moment:
        assert moment is not None
        step = next(each for each in moment.line if each.layer == layer)
    qtbot.waitUntil(lambda: session.inspection.go_to(step))


@pytest.mark.parametrize(
    ("first", "second", "layer"),
    [
        ("lenet5", "circles", "n2"),
        ("mlp", "lenet5", "n3"),
        ("resnet", "spirals", "n4"),
        ("transformer", "autoencoder", "n5"),
        ("lstm", "circles", "n2"),
        ("lstm", "transformer", "n2"),
        ("gru", "vgg", "n2"),
    ],
)
def test_a_view_of_another_projects_layer_is_not_filled(
    open_inspect: Shows, qtbot: QtBot, first: str, second: str, layer: str
) -> None:
    session = Session(templates[first]().document())
    panel = open_inspect(session, InspectWorkspace)
    go_to(session, qtbot, layer)
    panel.left.show_group("layer")
    settle(qtbot, session)
    panel.hide()
    with qtbot.waitSignal(session.problem_loaded):
        session.new(templates[second]().document())
    settle(qtbot, session)
    go_to(session, qtbot, layer)
    panel.resize(1300, 900)
    panel.show()
    QApplication.processEvents()
    settle(qtbot, session)
    assert session.inspection.step.layer == layer


def test_what_is_lit_elsewhere_is_not_looked_for_on_another_projects_card(open_inspect: Shows, qtbot: QtBot) -> None:
    session = Session(templates["digits"]().document())
    panel = open_inspect(session, InspectWorkspace)
    go_to(session, qtbot, "n4")
    settle(qtbot, session)
    panel.hide()
    with qtbot.waitSignal(session.problem_loaded):
        session.new(templates["perceptron"]().document())
    settle(qtbot, session)
    qtbot.waitUntil(lambda: session.inspection.ready)
    session.inspection.light((Place("n2", "a", (0,), 0),), "network")
    panel.show()
    settle(qtbot, session)
    assert session.inspection.line is not None
    assert session.inspection.line[session.inspection.cursor.place] == session.inspection.step


def test_a_number_to_be_turned_that_another_project_does_not_have_is_not_kept(
    open_inspect: Shows, qtbot: QtBot
) -> None:
    session = Session(templates["mlp"]().document())
    panel = open_inspect(session, InspectWorkspace)
    panel.right.show_group("what_if")
    view = panel.view(panel.right.shown)
    assert isinstance(view, WhatIfView)
    session.inspection.to_turn = Place("n3", "weight", (0, 0))
    go_to(session, qtbot, "n3")
    settle(qtbot, session)
    assert view._place() == Place("n3", "weight", (0, 0))
    panel.hide()
    with qtbot.waitSignal(session.problem_loaded):
        session.new(templates["vgg"]().document())
    settle(qtbot, session)
    # A pooling's number is made of none that could be turned.
    go_to(session, qtbot, "n4")
    panel.show()
    settle(qtbot, session)
    assert view._place() != Place("n3", "weight", (0, 0))
