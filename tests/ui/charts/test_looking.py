"""All charts of the run share one cursor, one pin and one part of the steps."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hovering import hover
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts import TrainCharts
from nnstudio.ui.charts.trends import GRADIENT_NORM, NumbersView, TrendView


class Three(QWidget):
    """Losses, gradient norms and weights side by side."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        self.losses, self.norms = TrainCharts(session), TrendView(session, GRADIENT_NORM)
        self.weights = NumbersView(session)
        for view in (self.losses, self.norms, self.weights):
            row.addWidget(view)
        session.display.add(self, lambda _: None)
        self.plots = (self.losses.loss_plot, self.losses.metric_plot, self.norms.plot, self.weights.plot)


def zoom(plot: Any) -> None:
    """Turn the wheel over the middle of a plot."""
    viewport = plot.plot.viewport()
    middle = QPointF(viewport.rect().center())
    event = QWheelEvent(
        middle,
        viewport.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


@pytest.fixture
def three(opened: Any, qtbot: QtBot) -> Three:
    session, view = opened(Three, "circles", (1200, 360))
    session.step_run("batch", 60)
    settle(qtbot, session)
    return view


def test_a_cursor_in_one_chart_is_read_in_all(three: Three) -> None:
    viewport = three.norms.plot.plot.viewport()
    hover(viewport, viewport.rect().center())
    step = three.norms.link.looking.pointed
    assert 0 < step <= 60
    assert [plot.lines.cursor.value() for plot in three.plots] == [step] * 4
    for reading in (three.losses.loss_reading, three.norms.reading):
        assert reading.text().startswith(f"step {round(step)}")
    # No line is chosen there: the mouse is at no height of that chart.
    assert three.weights._line < 0
    hover(three.weights.plot.plot.viewport(), three.weights.plot.plot.viewport().rect().center())
    assert three.weights._line >= 0


def test_a_pin_stands_in_all_and_in_one_made_later(three: Three, qtbot: QtBot) -> None:
    qtbot.keyClick(three.losses.loss_plot, Qt.Key.Key_Left)
    qtbot.keyClick(three.losses.loss_plot, Qt.Key.Key_Return)
    step = three.losses.link.looking.pinned
    later = TrendView(three.losses._session, GRADIENT_NORM)
    qtbot.addWidget(later)
    assert [plot.lines.pin.value() for plot in (*three.plots, later.plot)] == [step] * 5
    qtbot.keyClick(three.weights.plot, Qt.Key.Key_Escape)
    assert all(math.isnan(plot.lines.pin.value()) for plot in three.plots)


def test_the_wheel_turns_all_to_the_same_steps_and_the_whole_run_comes_back(three: Three, qtbot: QtBot) -> None:
    before = three.norms.plot.steps_in_sight()
    zoom(three.norms.plot)
    first, last = three.norms.plot.steps_in_sight()
    assert last - first < before[1] - before[0]
    assert [plot.steps_in_sight() for plot in three.plots] == [pytest.approx((first, last))] * 4
    session = three.losses._session
    session.step_run("batch", 5)
    settle(qtbot, session)
    assert [plot.steps_in_sight() for plot in three.plots] == [pytest.approx((first, last))] * 4
    qtbot.mouseClick(three.losses.reset_button, Qt.MouseButton.LeftButton)
    assert all(plot.following for plot in three.plots)
    assert all(plot.steps_in_sight()[1] >= 65 for plot in three.plots)


def test_a_run_taken_back_is_marked_where_it_stands_and_its_numbers_there_are_read(three: Three, qtbot: QtBot) -> None:
    session = three.losses._session
    at_the_end = three.losses.loss_reading.text()
    assert all(math.isnan(plot.lines.here.value()) for plot in three.plots)
    session.travel.seek(20)
    settle(qtbot, session)
    assert [plot.lines.here.value() for plot in three.plots] == [20] * 4
    assert three.losses.loss_reading.text().startswith("step 20 ")
    assert three.norms.reading.text().startswith("step 20 ")
    # The cursor is what one looks at, wherever the run stands.
    qtbot.keyClick(three.losses.loss_plot, Qt.Key.Key_Left)
    pointed = three.losses.link.looking.pointed
    assert pointed != 20
    assert three.losses.loss_reading.text().startswith(f"step {round(pointed)} ")
    qtbot.keyClick(three.losses.loss_plot, Qt.Key.Key_Escape)
    later = TrendView(session, GRADIENT_NORM)
    qtbot.addWidget(later)
    assert later.plot.lines.here.value() == 20
    session.travel.to_head()
    settle(qtbot, session)
    assert all(math.isnan(plot.lines.here.value()) for plot in three.plots)
    assert three.losses.loss_reading.text() == at_the_end
