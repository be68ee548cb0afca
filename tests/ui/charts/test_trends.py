"""What goes on inside the network: the lines and histograms are the trends of the run, read, hidden, kept, exported."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hovering import hover
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.document.templates import templates
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts import TrainCharts
from nnstudio.ui.charts.series import Series, SeriesToggle
from nnstudio.ui.charts.trends import (
    GRADIENT_NORM,
    LEARNING_RATE,
    UPDATE_RATIO,
    NumbersView,
    ScoresView,
    SpreadView,
    TrendView,
)


def norms(session: Session) -> TrendView:
    return TrendView(session, GRADIENT_NORM)


def ratios(session: Session) -> TrendView:
    return TrendView(session, UPDATE_RATIO)


def rate(session: Session) -> TrendView:
    return TrendView(session, LEARNING_RATE)


def train(session: Session, qtbot: QtBot, steps: int = 60) -> None:
    session.step_run("batch", steps - session.trainer.step)
    settle(qtbot, session)
    assert session.trainer.step == steps


@pytest.mark.parametrize("make", [norms, ratios])
def test_each_layer_that_learns_has_its_line(opened: Any, qtbot: QtBot, make: Any) -> None:
    session, view = opened(make)
    train(session, qtbot)
    with session.display.hold() as frame:
        learning = list(dict.fromkeys(key.layer for key in frame.program.parameters()))
    assert list(view.plot.lines.lines) == learning
    names = [node.name for node in session.document.network.nodes if node.id in learning]
    assert [str(entry.name) for entry in view.plot.series] == names
    for layer, line in view.plot.lines.lines.items():
        steps, _, mean, _ = session.curves.trends.curves[view.kind.quantity, layer].points()
        np.testing.assert_array_equal(line.x, steps)
        np.testing.assert_allclose(10**line.y, mean)
    # The first look is at the first weights, before any update.
    assert line.x[0] == 0


def test_the_learning_rate_is_the_one_in_force(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(rate)
    before = session.document.training.learning_rate
    train(session, qtbot, 20)
    session.set_learning_rate(0.002)
    session.step_run("batch", 20)
    settle(qtbot, session)
    (curve,) = view.curves().values()
    assert curve.at(0) == before != 0.002
    assert curve.last_value == 0.002
    assert theme.number(0.002) in view.reading.text()


def test_hovering_reads_all_lines_and_a_click_pins(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(norms)
    train(session, qtbot)
    viewport = view.plot.plot.viewport()
    middle = viewport.rect().center()
    hover(viewport, middle)
    step = view.link.looking.pointed
    assert 0 < step <= 60
    for layer, curve in view.curves().items():
        name = session.document.network.by_id[layer].name
        assert f"{name} {theme.number(curve.at(step))}" in view.reading.accessibleName()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=middle)
    assert view.plot.lines.pin.value() == step
    hover(viewport, QPoint(viewport.width() // 4, middle.y()))
    other = view.link.looking.pointed
    assert other < step
    curve = next(iter(view.curves().values()))
    assert f"{theme.number(curve.at(round(step)))} → {theme.number(curve.at(round(other)))}" in view.reading.text()
    hover(viewport, middle)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=middle)
    assert not view.plot.lines.pin.isVisible()


def test_enter_pins_and_escape_takes_the_pin_away(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts)
    train(session, qtbot)
    qtbot.keyClick(charts.loss_plot, Qt.Key.Key_Left)
    qtbot.keyClick(charts.loss_plot, Qt.Key.Key_Return)
    assert charts.metric_plot.lines.pin.value() == charts.loss_plot.lines.cursor.value()
    qtbot.keyClick(charts.loss_plot, Qt.Key.Key_Escape)
    assert math.isnan(charts.loss_plot.lines.pin.value())


def test_a_key_hides_its_line(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(norms)
    train(session, qtbot)
    layer, toggle = next(iter(view.key.toggles.items()))
    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert layer not in view.plot.lines.lines
    assert len(view.plot.lines.lines) == len(view.key.toggles) - 1


def test_log_and_smooth_are_remembered(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(norms)
    assert view.switches.logarithmic.isChecked()
    qtbot.mouseClick(view.switches.logarithmic, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.switches.smooth, Qt.MouseButton.LeftButton)
    again = norms(session)
    qtbot.addWidget(again)
    assert not again.plot.logarithmic
    assert again.plot.smooth
    assert ratios(session).plot.logarithmic


def test_a_weight_is_followed_from_its_first_value(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(NumbersView)
    with session.display.hold() as frame:
        first = frame.program.parameter(*view.name[1:]).astype(np.float64).ravel()
    train(session, qtbot)
    with session.display.hold() as frame:
        last = frame.program.parameter(*view.name[1:]).astype(np.float64).ravel()
    assert len(view.plot.lines.lines) == len(first)
    for number, value in enumerate(first):
        assert view.plot.lines.lines[str(number)].y[0] == value
    hover(view.plot.plot.viewport(), view.plot.plot.viewport().rect().center())
    assert view._line >= 0
    assert theme.number(float(view.rows.at(view.link.looking.pointed)[view._line])) in view.reading.text()
    chosen = view._line
    qtbot.keyClick(view.plot, Qt.Key.Key_Up)
    qtbot.keyClick(view.plot, Qt.Key.Key_Up)
    assert view._line != chosen
    assert not np.array_equal(first, last)


def test_arrays_are_called_in_the_language_in_force(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(NumbersView)
    train(session, qtbot)
    chosen = view.arrays.currentIndex()
    assert view.arrays.currentText().endswith(" · Weight")
    set_language("zh_CN")
    assert [view.arrays.itemText(place).split(" · ")[1] for place in (0, 1)] == ["权重", "偏置"]
    assert view.arrays.currentIndex() == chosen
    hover(view.plot.plot.viewport(), view.plot.plot.viewport().rect().center())
    qtbot.waitUntil(lambda: "权重 [" in view.reading.text())


def test_another_array_is_chosen_from_the_list(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(NumbersView)
    train(session, qtbot)
    view.arrays.setFocus()
    qtbot.keyClick(view.arrays, Qt.Key.Key_Down)
    view.arrays.activated.emit(view.arrays.currentIndex())
    assert view.name[2] == "bias"
    assert len(view.plot.lines.lines) == view.rows.columns[0]


@pytest.mark.parametrize("quantity", ["weights", "activations", "gradients"])
def test_histograms_are_those_of_the_moment(opened: Any, qtbot: QtBot, quantity: str) -> None:
    session, view = opened(SpreadView, "digits")
    train(session, qtbot, 3)
    view.quantity.setCurrentIndex(view.quantity.findData(quantity))
    view.quantity.activated.emit(view.quantity.currentIndex())
    settle(qtbot, session)
    steps, shares = view.spreads.points()
    assert steps.tolist() == [0, 1, 2]
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    np.testing.assert_array_equal(view.picture.shares, shares)
    axes = view.picture.axes()
    number = int(shares[1].argmax())
    low, high = view.picture.edges(number)
    place = axes.pixels(np.array([[1.5, (low + high) / 2]]))[0]
    hover(view.picture, QPoint(round(place[0]), round(place[1])))
    assert theme.percent(float(shares[1, number])) in view.reading.text()


def test_picture_drawing_and_numbers_are_written(opened: Any, qtbot: QtBot, tmp_path: Path) -> None:
    session, view = opened(norms)
    train(session, qtbot)
    assert all(view.export_button.write(tmp_path / f"norms.{ending}") for ending in ("png", "svg", "csv"))
    image = QImage(str(tmp_path / "norms.png"))
    assert (image.width(), image.height()) == (2 * view.width(), 2 * view.height())
    drawing = (tmp_path / "norms.svg").read_text()
    assert QSvgRenderer(drawing.encode()).isValid()
    # The axes are lines and texts, no picture of pixels.
    assert "<polyline" in drawing
    assert "step 0" in drawing
    rows = list(csv.DictReader((tmp_path / "norms.csv").read_text(encoding="utf-8-sig").splitlines()))
    layer, curve = next(iter(view.curves().items()))
    name = session.document.network.by_id[layer].name
    means = [float(row["mean"]) for row in rows if row["series"] == name]
    assert means == curve.points()[2].tolist()


def test_every_chart_offers_its_numbers(opened: Any, qtbot: QtBot, tmp_path: Path) -> None:
    session, charts = opened(TrainCharts)
    train(session, qtbot)
    assert charts.export_button.write(tmp_path / "run.csv")
    rows = list(csv.DictReader((tmp_path / "run.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {"batch_loss", "validation_metric", "rate"} < {row["series"] for row in rows}
    for make in (NumbersView, SpreadView):
        view = make(session)
        qtbot.addWidget(view)
        with session.display.hold() as frame:
            view.paint(frame)
        assert view.export_button.write(tmp_path / "more.csv")
        assert len((tmp_path / "more.csv").read_text(encoding="utf-8-sig").splitlines()) > 3


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
@pytest.mark.parametrize("make", [norms, NumbersView, SpreadView])
def test_nothing_is_clipped_at_the_smallest_window(opened: Any, make: Any, language: str) -> None:
    set_language(language)
    _, view = opened(make, "circles", (377, 290))
    for tool in view.tools:
        assert view.rect().contains(tool.geometry())
    assert view.minimumSizeHint().width() <= 377
    assert view.minimumSizeHint().height() <= 290


def test_all_metrics_of_all_three_sets_are_there(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(ScoresView, "iris")
    train(session, qtbot)
    keys = [view.choice.itemData(place) for place in range(view.choice.count())]
    assert keys == ["loss", "accuracy", "precision", "recall", "f1", "top_k", "auc"]
    assert view.choice.itemText(keys.index("top_k")) == "Top-2 accuracy"
    for place, key in enumerate(keys):
        view.choice.setFocus()
        view.choice.setCurrentIndex(place)
        view.choice.activated.emit(place)
        settle(qtbot, session)
        assert list(view.plot.lines.lines) == ["training", "validation", "test"]
        for name, line in view.plot.lines.lines.items():
            curve = session.curves.trends.curves["score", key, name]
            np.testing.assert_allclose(line.y, curve.points()[2])
    assert {"Training", "Validation", "Test"} == set(view.named())
    session.new(templates["sine"]().document())
    qtbot.waitUntil(lambda: view.choice.findData("r2") > 0)
    assert [view.choice.itemData(place) for place in range(view.choice.count())] == ["loss", "r2", "mae", "rmse"]


def test_legends_that_are_alike_share_a_drawing_and_others_do_not(qtbot: QtBot) -> None:
    alike, other = (Series("w", "w", "positive", "o", hollow) for hollow in (True, False))
    toggles = [SeriesToggle(each) for each in (alike, alike, other)]
    for toggle in toggles:
        qtbot.addWidget(toggle)
    first, second, third = (toggle.icon().cacheKey() for toggle in toggles)
    assert first == second, "Qt keeps what it scales of each drawing: a legend made anew must not fill that store"
    assert first != third


def test_at_rest_scores_of_an_earlier_step_say_of_which(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(ScoresView)
    train(session, qtbot, 40)
    train(session, qtbot, 47)
    last = {curve.last_step for curve in view.curves().values()}
    assert len(last) == 1
    assert view.reading.text().startswith(f"step {last.pop()}: ")


def test_at_rest_weights_of_an_earlier_step_say_of_which(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(NumbersView)
    train(session, qtbot)
    view._choose(0)
    assert view.rows.last_step < 60
    assert view.reading.text().startswith(f"step {view.rows.last_step}: ")
