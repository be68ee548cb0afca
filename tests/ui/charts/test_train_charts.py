"""The curves of a run: drawn as kept, read by one cursor, hidden, scaled, marked where the run failed."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hovering import hover
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from pytestqt.qtbot import QtBot
from resting import lay_out, settle

from nnstudio.document.edits import SetTraining
from nnstudio.text import set_language
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts import TrainCharts
from nnstudio.ui.charts.curve_plot import _thinned
from nnstudio.ui.charts.still_axes import StillAxes


def train(session: Session, qtbot: QtBot, steps: int = 60) -> None:
    """Go on until so many updates are made, and no more: of a long run's curve the steps are joined."""
    session.step_run("batch", steps - session.trainer.step)
    settle(qtbot, session)
    assert session.trainer.step == steps


def test_lines_are_the_curves_of_the_session(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    train(session, qtbot)
    for plot, key in ((charts.loss_plot, "train_loss"), (charts.metric_plot, "validation_metric")):
        x, y = plot.lines.lines[key].x, plot.lines.lines[key].y
        step, _, mean, _ = session.curves.all()[key].points()
        np.testing.assert_array_equal(x, step)
        np.testing.assert_array_equal(y, mean)


def test_before_a_run_the_first_measurement_stands_there(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    measured = session.curves.measured["validation_loss"]
    # Measuring goes on in slices, between which the window may have painted already.
    qtbot.waitUntil(lambda: "□" in charts.loss_reading.text())
    loss = measured.last_value
    assert math.isfinite(loss)
    assert f"□ {theme.number(loss)}" in charts.loss_reading.text()
    assert f"Validation {theme.number(loss)}" in charts.loss_reading.accessibleName()


def test_at_rest_the_numbers_of_an_earlier_step_say_of_which(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    train(session, qtbot, 40)
    curves = {key: curve.last_value for key, curve in session.curves.all().items()}
    value = {key: theme.number(last) for key, last in curves.items()}
    measured = f"□ {value['validation_loss']}   ● {value['train_loss']}"
    assert charts.loss_reading.text() == f"{measured}   Batch {value['batch_loss']}"
    before = charts.metric_reading.text()
    # Sets are measured every so many steps; of each batch there is a loss.
    train(session, qtbot, 47)
    batch = theme.number(session.curves.batch_loss.last_value)
    assert charts.loss_reading.text() == f"Batch {batch}   step 40: {measured}"
    assert "   step 40: Validation" in charts.loss_reading.accessibleName()
    assert charts.metric_reading.text() == f"step 40: {before}"
    session.travel.seek(33)
    settle(qtbot, session)
    batch = theme.number(session.curves.batch_loss.at(33))
    assert charts.loss_reading.text().startswith(f"step 33   Batch {batch}   step 20: □ ")
    assert charts.metric_reading.text().startswith("step 20: □ ")


def test_of_joined_steps_the_first_and_the_last_are_said(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    train(session, qtbot, 1030)
    session.travel.seek(1011)
    settle(qtbot, session)
    assert session.curves.measured["train_loss"].width == 2
    assert "step 1000–1001:" in charts.loss_reading.text()


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_at_the_smallest_window_a_step_and_three_losses_are_not_cut(opened: Any, qtbot: QtBot, language: str) -> None:
    set_language(language)
    session, charts = opened(TrainCharts, "circles", (377, 324))
    # In the window they stand in the area's bar.
    for tool in charts.tools:
        tool.hide()
    train(session, qtbot)
    viewport = charts.loss_plot.plot.viewport()
    hover(viewport, viewport.rect().center())
    reading = charts.loss_reading
    assert reading.text().count(".") >= 3
    assert QFontMetrics(theme.font("caption")).horizontalAdvance(reading.text()) <= reading.width()


def test_the_cursor_reads_both_charts(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    train(session, qtbot)
    viewport = charts.loss_plot.plot.viewport()
    hover(viewport, viewport.rect().center())
    step = charts.link.looking.pointed
    assert 0 < step < session.curves.batch_loss.last_step
    assert charts.loss_plot.lines.cursor.isVisible()
    assert charts.metric_plot.lines.cursor.value() == charts.loss_plot.lines.cursor.value() == step
    wanted = session.curves.measured["train_loss"].at(step)
    assert f"● {theme.number(wanted)}" in charts.loss_reading.text()
    assert charts.loss_reading.text().startswith(f"step {round(step)}")


def test_keys_move_the_cursor_and_escape_takes_it_away(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    train(session, qtbot)
    qtbot.keyClick(charts.loss_plot, Qt.Key.Key_Left)
    first = charts.link.looking.pointed
    qtbot.keyClick(charts.loss_plot, Qt.Key.Key_Left)
    assert charts.link.looking.pointed < first
    qtbot.keyClick(charts.loss_plot, Qt.Key.Key_Escape)
    assert math.isnan(charts.link.looking.pointed)
    assert not charts.metric_plot.lines.cursor.isVisible()


def test_a_toggle_hides_its_line_in_both_charts(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    train(session, qtbot)
    qtbot.mouseClick(charts.toggles["train_loss"], Qt.MouseButton.LeftButton)
    assert "train_loss" not in charts.loss_plot.lines.lines
    assert "train_metric" not in charts.metric_plot.lines.lines
    assert "●" not in charts.loss_reading.text()
    qtbot.mouseClick(charts.toggles["train_loss"], Qt.MouseButton.LeftButton)
    assert "train_loss" in charts.loss_plot.lines.lines


def test_log_and_smooth(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    train(session, qtbot)
    qtbot.mouseClick(charts.log_button, Qt.MouseButton.LeftButton)
    y = charts.loss_plot.lines.lines["train_loss"].y
    np.testing.assert_allclose(10**y, session.curves.measured["train_loss"].points()[2])
    qtbot.mouseClick(charts.log_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(charts.smooth_button, Qt.MouseButton.LeftButton)
    smooth = charts.loss_plot.lines.lines["batch_loss"].y
    mean = session.curves.batch_loss.points()[2]
    assert smooth[0] == pytest.approx(mean[0])
    assert np.abs(np.diff(smooth)).mean() < 0.8 * np.abs(np.diff(mean)).mean()


def test_a_failed_run_is_marked_where_it_failed(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts, "plane")
    assert session.edit(SetTraining((("learning_rate", 10.0),)))
    session.run()
    qtbot.waitUntil(lambda: session.status is Status.FAILED)
    qtbot.waitUntil(charts.loss_plot.lines.failure.isVisible)
    assert charts.metric_plot.lines.failure.value() == charts.loss_plot.lines.failure.value() >= 1
    session.reset()
    qtbot.waitUntil(lambda: not charts.loss_plot.lines.failure.isVisible())


def test_regression_is_measured_by_r_squared(opened: Any) -> None:
    _, charts = opened(TrainCharts, "sine")
    assert charts.metric_title.text() == "R²"


def test_steps_and_epochs_are_named_in_the_language(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    axis = charts.metric_plot.plot.getAxis("bottom")
    assert axis.tickStrings([0, 1000.0, 0.5], 1.0, 1000) == ["step 0", "1000", ""]
    session.set_language("zh_CN")
    assert axis.tickStrings([0], 1.0, 1000) == ["步 0"]
    assert charts.log_button.text() == "对数"


@pytest.mark.parametrize("code", ["en", "zh_CN", "zh_TW"])
def test_nothing_is_clipped_where_it_is_narrow(opened: Any, qtbot: QtBot, code: str) -> None:
    session, charts = opened(TrainCharts, size=(340, 300))
    session.set_language(code)
    lay_out()
    for button in (*charts.toggles.values(), charts.log_button, charts.smooth_button, charts.reset_button):
        assert button.width() >= button.sizeHint().width()
        assert charts.rect().contains(button.geometry().translated(button.parentWidget().mapTo(charts, QPoint(0, 0))))


def test_a_hidden_view_is_not_painted(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    charts.hide()
    drawn = session.display.draws[charts]
    train(session, qtbot)
    assert session.display.draws[charts] == drawn
    charts.show()
    qtbot.waitUntil(lambda: session.display.draws[charts] > drawn)


def test_a_zoomed_chart_stays_until_the_whole_run_is_wanted(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    train(session, qtbot)
    view = charts.metric_plot.plot.getPlotItem().getViewBox()
    view.setRange(xRange=(5, 15), padding=0)
    view.sigRangeChangedManually.emit([True, True])
    train(session, qtbot, 200)
    assert view.viewRange()[0] == pytest.approx([5, 15])
    qtbot.mouseClick(charts.reset_button, Qt.MouseButton.LeftButton)
    assert view.viewRange()[0][1] > session.curves.batch_loss.last_step


def test_axes_are_painted_again_only_when_they_change(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    train(session, qtbot)
    plot = charts.loss_plot.plot
    charts.grab()
    first = plot._picture
    charts.loss_plot.redraw()
    charts.grab()
    assert plot._picture is first
    plot.getPlotItem().getViewBox().setRange(xRange=(5, 15), padding=0)
    charts.grab()
    second = plot._picture
    assert second is not first
    charts.resize(charts.width() + 40, charts.height())
    charts.grab()
    assert plot._picture.deviceIndependentSize().toSize() == plot.viewport().size() != second.size()
    # The lines are where the axes say.
    place = plot._to_pixels.map(QPointF(10.0, 0.0))
    assert plot._area.left() < place.x() < plot._area.right()
    assert place.x() == pytest.approx(plot._area.center().x(), abs=1)


def test_no_number_loses_digits_at_the_end_of_the_steps(opened: Any) -> None:
    _, charts = opened(TrainCharts)
    plot = charts.metric_plot.plot
    viewport = QRectF(plot.viewport().rect())
    axis = plot.getAxis("bottom")
    for end in range(1_000_000, 1_400_000, 20_000):
        charts.loss_plot.plot.getPlotItem().getViewBox().setRange(xRange=(0, end), padding=0)
        charts.grab()
        to_viewport = axis.sceneTransform() * plot.viewportTransform()
        boxes = [to_viewport.mapRect(box) for box in boxes_of(axis)]
        assert boxes
        assert all(viewport.contains(box) for box in boxes)


def boxes_of(axis: Any) -> list[QRectF]:
    """Return the boxes of the numbers that an axis draws."""
    boxes: list[QRectF] = []
    paper = QPixmap(400, 300)
    painter = QPainter(paper)

    class Spy:
        """A painter that notes where texts go."""

        def __getattr__(self, name: str) -> Any:
            return getattr(painter, name)

        def drawText(self, box: QRectF, flags: object, text: str) -> None:
            boxes.append(QRectF(box))

    StillAxes().draw(Spy(), axis)
    painter.end()
    return boxes


def numbers_of(axis: Any) -> list[tuple[float, float]]:
    """Return top and bottom of each number that an upward axis draws, the highest first."""
    return sorted((box.top(), box.bottom()) for box in boxes_of(axis))


def test_numbers_of_a_logarithmic_axis_do_not_overlap(opened: Any, qtbot: QtBot) -> None:
    _, charts = opened(TrainCharts)
    qtbot.mouseClick(charts.log_button, Qt.MouseButton.LeftButton)
    plot = charts.loss_plot.plot
    plot.getPlotItem().getViewBox().setRange(yRange=(-2.0, 0.1), padding=0)
    boxes = numbers_of(plot.getAxis("left"))
    assert len(boxes) >= 3
    assert all(above[1] <= below[0] for above, below in pairwise(boxes))


def test_numbers_of_a_low_chart_do_not_overlap(opened: Any, qtbot: QtBot) -> None:
    _, charts = opened(TrainCharts)
    plot = charts.metric_plot.plot
    found = set()
    for height in range(48, 120, 4):
        charts.metric_plot.setFixedHeight(height)
        charts.grab()
        plot.getPlotItem().getViewBox().setRange(yRange=(0.3, 1.05), padding=0)
        boxes = numbers_of(plot.getAxis("left"))
        found.add(len(boxes))
        assert all(above[1] <= below[0] for above, below in pairwise(boxes))
    assert len(found) > 1


def test_the_language_reaches_the_axes(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    charts.grab()
    before = charts.metric_plot.plot._picture
    session.set_language("zh_CN")
    charts.grab()
    assert charts.metric_plot.plot._picture is not before


def test_a_long_curve_is_drawn_no_finer_than_pixels_with_its_extremes() -> None:
    rng = np.random.default_rng(0)
    mean = rng.normal(size=1023)
    step, low, middle, high = _thinned(np.arange(1023.0), mean - 1, mean.copy(), mean + 1)
    assert len(step) == 512
    assert low.min() == mean.min() - 1
    assert high.max() == mean.max() + 1
    assert step[-1] == 1022
    assert middle[0] == pytest.approx(mean[:2].mean())
