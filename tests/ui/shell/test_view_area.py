"""An area of Train offers what fits the problem, remembers what was chosen, and can take the whole room."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from resting import lay_out, settle

from nnstudio.data.samples import Task
from nnstudio.document import templates
from nnstudio.text import msg, tr
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.train_views import TrainView
from nnstudio.ui.charts import BoundaryView
from nnstudio.ui.charts.runs import LabView, QueueView
from nnstudio.ui.controls import WrappingRow
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.train_workspace import TrainWorkspace
from nnstudio.ui.shell.view_area import ViewArea

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


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


def wrapping() -> QWidget:
    """A view whose tools wrap over a picture that must not be low, over a line."""
    view, column = QWidget(), QVBoxLayout()
    view.setLayout(column)
    tools, picture = [QLabel(f"a tool of many {number}") for number in range(6)], QLabel("picture")
    picture.setMinimumHeight(100)
    column.addLayout(WrappingRow(*tools))
    column.addWidget(picture, 1)
    column.addWidget(QLabel("reading"))
    return view


def overlapping(view: QWidget) -> list[tuple[str, str]]:
    """Return the visible children of a view that cover one another, or that it cuts."""
    parts = [child for child in view.findChildren(QWidget, options=DIRECT) if child.isVisible()]
    covered = [(one, other) for one, other in combinations(parts, 2) if one.geometry().intersects(other.geometry())]
    cut = [(part, view) for part in parts if not view.rect().contains(part.geometry())]
    return [(str(one), str(other)) for one, other in (*covered, *cut)]


def test_a_pane_that_is_too_low_for_its_view_scrolls_it_whole(session: Session, qtbot: QtBot) -> None:
    views = (
        TrainView("low", msg("Boundary"), "answers", lambda session: wrapping()),
        TrainView("tall", msg("Confusion"), "answers", lambda session: tall()),
    )

    def tall() -> QWidget:
        made = QLabel("tall")
        made.setMinimumHeight(900)
        return made

    area = area_of(session, qtbot, views)
    bar = area.stack.verticalScrollBar()
    for size, scrolls in (((400, 300), False), ((200, 300), False), ((200, 180), True), ((400, 300), False)):
        area.resize(*size)
        lay_out()
        assert overlapping(area.widgets["low"]) == []
        assert (bar.maximum() > 0) == scrolls, size
    area.choose("tall")
    lay_out()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    # What lies behind the view on top makes nothing scroll.
    area.choose("low")
    lay_out()
    assert (bar.value(), bar.maximum()) == (0, 0)


@pytest.mark.parametrize("code", ["en", "zh_CN", "zh_TW"])
def test_in_the_smallest_window_no_part_of_a_view_covers_another(
    window: MainWindow, session: Session, qtbot: QtBot, code: str
) -> None:
    window.show_place("train")
    window.set_language(code)
    panel = window.workspaces.panel()
    assert isinstance(panel, TrainWorkspace)
    window.resize(960, 600)
    for view in ("surfaces", "space", "compare", "labs", "curves", "boundary"):
        shown = panel.show_view(view)
        settle(qtbot, session)
        assert overlapping(shown) == [], view
        room = panel.areas["answers"].stack if panel.areas["answers"].current == view else panel.areas["curves"].stack
        assert shown.width() <= room.viewport().width()
        assert shown.width() >= shown.minimumSizeHint().width(), view


def test_labs_and_queue_need_not_scroll_on_a_projector(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    window.show_place("train")
    panel = window.workspaces.panel()
    assert isinstance(panel, TrainWorkspace)
    lab = panel.show_view("labs")
    assert isinstance(lab, LabView)
    lab.epochs.set_value(1)
    lab.start.click()
    qtbot.waitUntil(lambda: not lab.work.running)
    settle(qtbot, session)
    bar = panel.areas["curves"].stack.verticalScrollBar()
    assert bar.maximum() == 0
    queue = panel.show_view("queue")
    assert isinstance(queue, QueueView)
    queue.add.click()
    settle(qtbot, session)
    assert bar.maximum() == 0
