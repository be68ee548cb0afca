"""An area of Train offers what fits the problem, remembers what was chosen, and can take the whole room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.data.samples import Task
from nnstudio.document import templates
from nnstudio.text import msg, tr
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.train_views import TrainView
from nnstudio.ui.charts import BoundaryView
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.train_workspace import TrainWorkspace
from nnstudio.ui.shell.view_area import ViewArea


class Speaking(QLabel):
    """A view that asks for other places."""

    inspect_requested = Signal(str, object)
    workspace_wanted = Signal(str)


def classes(session: Session) -> bool:
    """Whether the problem has classes."""
    return session.prepared is not None and session.prepared.shape.task is Task.CLASSIFICATION


VIEWS = (
    TrainView("first", msg("Boundary"), "answers", lambda session: QLabel("first")),
    TrainView("second", msg("Confusion"), "answers", lambda session: Speaking("second"), fits=classes),
)


def area_of(session: Session, qtbot: QtBot, views: tuple[TrainView, ...] = VIEWS) -> ViewArea:
    made = ViewArea(session, views, "answers", msg("View"))
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    made.offer()
    return made


def test_the_first_is_shown_and_the_list_offers_all(session: Session, qtbot: QtBot) -> None:
    area = area_of(session, qtbot)
    assert area.current == "first"
    assert set(area.widgets) == {"first"}, "the second was built though nobody looks"
    assert [area.choice.itemText(row) for row in range(area.choice.count())] == [tr("Boundary"), tr("Confusion")]
    assert area.choice.isVisible()


def test_a_choice_by_key_is_shown_and_remembered(session: Session, qtbot: QtBot) -> None:
    area = area_of(session, qtbot)
    area.choice.setFocus()
    QTest.keyClick(area.choice, Qt.Key.Key_Down)
    assert area.current == "second"
    assert area.stack.currentWidget() is area.widgets["second"]
    assert area_of(session, qtbot).current == "second"


def test_a_view_without_anything_to_show_gives_way_and_comes_back(session: Session, qtbot: QtBot) -> None:
    session.start()
    area = area_of(session, qtbot)
    area.choose("second")
    for id_, wanted in (("sine", "first"), ("iris", "second")):
        with qtbot.waitSignal(session.problem_loaded):
            session.new(templates[id_]().document())
        assert area.current == wanted
        assert area.choice.isVisible() is (wanted == "second")


def test_one_view_alone_takes_no_row_for_a_choice(session: Session, qtbot: QtBot) -> None:
    area = area_of(session, qtbot, VIEWS[:1])
    assert not area.choice.isVisible()
    qtbot.waitUntil(lambda: area.widgets["first"].height() == area.height())


def test_what_a_view_asks_for_is_passed_on(session: Session, qtbot: QtBot) -> None:
    area = area_of(session, qtbot)
    area.choose("second")
    with qtbot.waitSignal(area.workspace_wanted) as asked:
        area.widgets["second"].workspace_wanted.emit("build")
    assert asked.args == ["build"]


def test_the_enlarged_area_has_the_room_of_all(window: MainWindow, qtbot: QtBot) -> None:
    window.show_place("train")
    panel = window.workspaces.panel()
    assert isinstance(panel, TrainWorkspace)
    panel.make_plots()
    answers, curves = panel.areas["answers"], panel.areas["curves"]
    others: tuple[QWidget, ...] = (panel.network, answers)
    before = curves.width()
    curves.enlarge.toggle()
    qtbot.waitUntil(lambda: curves.width() > before)
    assert not any(other.isVisible() for other in others)
    curves.enlarge.toggle()
    qtbot.waitUntil(lambda: curves.width() == before)
    assert all(other.isVisible() for other in others)


def test_each_kind_of_problem_is_offered_what_it_has(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    window.show_place("train")
    panel = window.workspaces.panel()
    assert isinstance(panel, TrainWorkspace)
    panel.make_plots()
    area = panel.areas["answers"]
    for name, first, others in (
        ("circles", "boundary", {"neuron", "confusion"}),
        ("digits", "confusion", set()),
        ("lstm", "truth", set()),
        ("sine", "prediction", {"neuron", "truth"}),
    ):
        with qtbot.waitSignal(session.problem_loaded):
            session.new(templates[name]().document())
        offered = [view.id for view in area.views if view.fits(session)]
        assert area.current == first, name
        assert {first, *others, "space", "landscape", "try"} <= set(offered), name
        assert not ({"boundary", "prediction", "neuron", "confusion", "truth"} - {first, *others}) & set(offered), name
        assert area.choice.count() == len(offered)


def test_a_view_s_tools_stand_in_the_bar_while_it_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    window.show_place("train")
    panel = window.workspaces.panel()
    assert isinstance(panel, TrainWorkspace)
    boundary = panel.show_view("boundary")
    assert isinstance(boundary, BoundaryView)
    area = panel.areas["answers"]
    qtbot.waitUntil(boundary.discrete.isVisible)
    assert boundary.discrete.mapTo(area, QPoint()).y() == pytest.approx(area.enlarge.mapTo(area, QPoint()).y(), abs=4)
    panel.show_view("space")
    assert not boundary.discrete.isVisible()
    panel.show_view("boundary")
    assert boundary.discrete.isVisible()


@pytest.mark.parametrize("name", ["circles", "lenet5"])
def test_both_areas_are_as_high_whatever_they_show(
    window: MainWindow, session: Session, qtbot: QtBot, name: str
) -> None:
    with qtbot.waitSignal(session.problem_loaded):
        session.new(templates[name]().document())
    window.show_place("train")
    panel = window.workspaces.panel()
    assert isinstance(panel, TrainWorkspace)
    panel.make_plots()
    column = panel.columns.widget(1)
    assert isinstance(column, QSplitter)
    qtbot.waitUntil(lambda: column.height() > 400)
    upper, lower = column.sizes()
    assert abs(upper - lower) <= 2
