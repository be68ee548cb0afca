"""The keyboard's way through the window: every control is a stop, in the order of reading, and seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from resting import settle
from unasked import unasked

from nnstudio.document import SetTraining
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.train_views import TrainView
from nnstudio.ui.bridge.views import View
from nnstudio.ui.canvas.view import CanvasView
from nnstudio.ui.charts.judging import LeastSquaresView, MistakesView
from nnstudio.ui.charts.runs import QueueView
from nnstudio.ui.charts.runs.run_list import RunList
from nnstudio.ui.charts.runs.settings_table import SettingsTable
from nnstudio.ui.controls import NumberField
from nnstudio.ui.data.classes import ClassesView
from nnstudio.ui.functions import FunctionsPanel
from nnstudio.ui.functions.pages import PAGES
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.inspector.picture.shares_bar import ShareBars
from nnstudio.ui.layer_views.filter_page import FilterPage
from nnstudio.ui.layer_views.response_board import ResponseBoard
from nnstudio.ui.neuron.cell_page import CellPage
from nnstudio.ui.neuron.fields_page import FieldsPage
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.inspect_views import VIEWS
from nnstudio.ui.shell.places import PLACES
from nnstudio.ui.shell.train_views import TRAIN_VIEWS
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


def views(window: MainWindow, place: str, qtbot: QtBot) -> Iterator[str]:
    """Bring every view of a workspace to the top in turn, on the network that it is declared with."""
    window.show_place(place)
    panel, session = window.workspaces.panel(), window.session
    if isinstance(panel, FunctionsPanel):
        for page in PAGES:
            panel.show_page(page.id)
            settle(qtbot, session)
            yield page.id
        return
    for view in TRAIN_VIEWS if isinstance(panel, TrainWorkspace) else VIEWS:
        if view.example is None:
            continue
        with unasked(window):
            session.new(view.example())
        settle(qtbot, session)
        if isinstance(panel, TrainWorkspace) and isinstance(view, TrainView):
            panel.show_view(view.id)
        elif isinstance(panel, InspectorPanel) and isinstance(view, View):
            panel.show_view(view)
        settle(qtbot, session)
        yield view.id


@pytest.mark.parametrize("place", ["functions", "train", "inspect"])
def test_tab_comes_round_in_every_view(window: MainWindow, qtbot: QtBot, place: str) -> None:
    count = 0
    for name in views(window, place, qtbot):
        assert expected(window) <= set(walk(window)), name
        count += 1
    assert count > 10
    # A table without a cell holds no key, but it will have some one day.
    tables = [each for each in window.findChildren(QAbstractItemView) if each.window() is window]
    assert not [each for each in tables if each.tabKeyNavigation()]


def shown_focus(widget: QWidget) -> bool:
    """Whether one sees that a widget has got the keyboard by Tab."""
    widget.clearFocus()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    seen = widget.grab().toImage()
    widget.clearFocus()
    QApplication.processEvents()
    return widget.grab().toImage() != seen


LISTS: dict[str, tuple[Callable[[Session], QWidget], str]] = {
    "mistakes": (MistakesView, "list"),
    "least squares": (LeastSquaresView, "rows"),
    "queue": (QueueView, "list"),
    "runs": (lambda session: RunList(), ""),
    "settings": (lambda session: SettingsTable(), ""),
    "parts": (lambda session: CellPage(), "parts"),
    "fields": (FieldsPage, "fields"),
    "shares": (lambda session: ShareBars(), ""),
    "responses": (lambda session: ResponseBoard(), ""),
    "picture": (lambda session: FilterPage(), "read"),
    "counts": (lambda session: ClassesView(), "area"),
}
"""Makers of views, and what in them takes the keys."""


@pytest.mark.parametrize("name", LISTS)
def test_lists_and_pictures_show_that_they_have_the_keyboard(session: Session, qtbot: QtBot, name: str) -> None:
    make, part = LISTS[name]
    view = make(session)
    widget = getattr(view, part) if part else view
    # By itself: in its view it may stand behind an empty state.
    widget.setParent(None)
    qtbot.addWidget(view)
    qtbot.addWidget(widget)
    widget.resize(200, 200)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    assert shown_focus(widget)


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
@pytest.mark.parametrize("action", ["shortcuts", "about", "new_template"])
def test_every_stop_of_a_dialog_has_a_name_and_is_seen(window: MainWindow, qtbot: QtBot, action: str) -> None:
    window.menus.actions[action].trigger()
    dialog = window.findChild(QDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    stops = [each for each in dialog.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    stops = [each for each in stops if each.isVisible() and each.isEnabled() and each.focusProxy() is None]
    assert stops
    for stop in stops:
        assert stop.accessibleName() or getattr(stop, "text", str)(), stop
        assert shown_focus(stop), stop
    dialog.close()


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
