"""Inspect is left, another project is opened, and Inspect is shown again, in a window of another size."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.document import templates
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell.inspect_workspace import InspectWorkspace

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
