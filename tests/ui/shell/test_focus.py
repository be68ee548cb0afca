"""The keyboard's way through the window: every control is a stop, in the order of reading, and seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.document import SetTraining
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.canvas.view import CanvasView
from nnstudio.ui.controls import NumberField
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.places import PLACES
from nnstudio.ui.shell.train_workspace import TrainWorkspace

_MOST = 90


def walk(window: MainWindow) -> list[QWidget]:
    """Press Tab from Run round to Run; the canvas, whose layers are stops of their own, counts once."""
    window.header.transport.run.setFocus(Qt.FocusReason.TabFocusReason)
    stops: list[QWidget] = []
    for _ in range(_MOST):
        focused = QApplication.focusWidget()
        assert focused is not None
        if stops and focused is stops[0]:
            return stops
        if focused not in stops:
            stops.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    raise AssertionError("Tab does not come round")


def expected(window: MainWindow) -> set[QWidget]:
    """Everything in sight that Tab should visit."""
    return {
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.window() is window
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    }


def left_of(widget: QWidget, window: MainWindow) -> int:
    return widget.mapTo(window, QPoint()).x()


@pytest.mark.parametrize("place", [place.id for place in PLACES])
def test_tab_visits_everything_and_shows_where_it_is(window: MainWindow, qtbot: QtBot, place: str) -> None:
    window.show_place(place)
    panel = window.workspaces.panel()
    assert panel is not None
    if isinstance(panel, TrainWorkspace):
        panel.make_plots()
    settle(qtbot, window.session)
    stops = walk(window)
    assert expected(window) <= set(stops)
    for stop in stops:
        if isinstance(stop, CanvasView):
            continue
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        seen = stop.grab().toImage()
        stop.clearFocus()
        QApplication.processEvents()
        assert stop.grab().toImage() != seen, stop


def test_train_is_read_from_left_to_right(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    window.show_place("train")
    panel = window.workspaces.panel()
    assert isinstance(panel, TrainWorkspace)
    panel.make_plots()
    # Other rows: made later than everything else, they must not come last.
    session.edit(SetTraining((("optimizer", "momentum"),)))
    session.edit(SetTraining((("optimizer", "adam"),)))
    settle(qtbot, session)
    stops = [stop for stop in walk(window) if panel.isAncestorOf(stop)]
    columns = [0 if panel.network.isAncestorOf(stop) else 2 if panel.side.isAncestorOf(stop) else 1 for stop in stops]
    assert columns == sorted(columns)
    fields = [stop for stop in stops if isinstance(stop, NumberField) and panel.settings.isAncestorOf(stop)]
    names = [field.accessibleName() for field in fields]
    assert names.index("Batch size") < names.index("Memory of the mean") < len(names) - 1, names
    assert names[-1] == "Seed of the weights"


def test_build_begins_with_the_palette_and_opens_on_the_canvas(window: MainWindow, qtbot: QtBot) -> None:
    window.show_place("build")
    assert isinstance(QApplication.focusWidget(), CanvasView)
    panel = window.workspaces.panel()
    assert panel is not None
    inside = [stop for stop in walk(window) if panel.isAncestorOf(stop)]
    assert left_of(inside[0], window) < left_of(next(stop for stop in inside if isinstance(stop, CanvasView)), window)
