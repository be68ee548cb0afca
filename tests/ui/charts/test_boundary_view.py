"""Boundary, matrix and comparison in the hands of a user: what is drawn is what the network predicts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hovering import hover
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from resting import lay_out, settle

from nnstudio.document.edits import RemoveLayers, SetData
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.charts import BoundaryView, ConfusionView, TruthView
from nnstudio.ui.charts.surface import class_picture


def pixel(view: BoundaryView, x: float, y: float) -> QPoint:
    return QPointF(*view.picture.axes().pixels(np.array([[x, y]]))[0].tolist()).toPoint()


def test_the_surface_is_what_the_network_predicts(opened: Any) -> None:
    session, view = opened(BoundaryView)
    plane = view._answers.plane
    side = len(view.picture.drawn.colors)
    assert side > 40
    answer = session.predict(plane.grid(side)).reshape(side, side, 1)
    np.testing.assert_array_equal(view.picture.drawn.colors, class_picture(answer, discrete=False))


def test_the_surface_follows_the_run_and_a_hidden_view_does_not(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(BoundaryView)
    before = view.picture.drawn.colors.copy()
    session.step_epoch()
    qtbot.waitUntil(lambda: (view.picture.drawn.colors != before).any())
    view.hide()
    settle(qtbot, session)
    drawn = session.display.draws[view]
    session.step_epoch()
    settle(qtbot, session)
    assert session.display.draws[view] == drawn


def test_hovering_reads_the_answer_under_the_mouse(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(BoundaryView)
    hover(view.picture, pixel(view, 0.3, 0.4))
    x, y = view._at
    assert (x, y) == pytest.approx((0.3, 0.4), abs=0.02)
    chance = float(session.predict(session.prepared.scaled(np.array([[x, y]])))[0, 0])
    shown = max(chance, 1 - chance)
    said = float(view.reading.text().rsplit("→", 1)[1].split()[1]) / 100
    assert said == pytest.approx(shown, abs=0.02)
    hover(view.picture, QPoint(1, 1))
    assert math.isnan(view._at[0])
    assert view.reading.text() == ""


@pytest.mark.parametrize(
    ("values", "said"), [((0.2, 0.8), "1 80.0 %"), ((0.2, 0.9), "1 0.900"), ((0.8,), "1 80.0 %"), ((-0.3,), "0 1.30")]
)
def test_only_shares_are_read_as_percent(opened: Any, values: tuple[float, ...], said: str) -> None:
    """As in Try it: what does not add up to 1 is a score, and one output's first class has the rest of 1."""
    _, view = opened(BoundaryView)
    answers = view._answers
    answers._shown = np.full((4, 4, len(values)), values)
    assert answers.text((0.0, 0.0), None, ("0", "1")).endswith(f"→ {said}")


def test_a_click_on_a_sample_of_the_batch_moves_the_cursor_to_it(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(BoundaryView, size=(800, 700))
    with session.display.hold() as frame:
        row = int(frame.rows[4])
    training = next(points for points in view.picture.backdrop.points if points.name == "training")
    qtbot.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=pixel(view, *training.places[row]))
    picked = view._picked
    assert picked is not None
    number = int(training.rows[picked[1]]) + 1
    hover(view.picture, QPoint(1, 1))
    assert view.reading.text().startswith(f"Row {number}:")
    if picked[1] == row:
        qtbot.waitUntil(lambda: session.sample == 4)
        np.testing.assert_allclose(view.picture.drawn.marked, training.places[row])


def test_sets_can_be_hidden(opened: Any, qtbot: QtBot) -> None:
    _, view = opened(BoundaryView)
    validation = next(points for points in view.picture.backdrop.points if points.name == "validation")
    at = QPointF(pixel(view, *validation.places[0]))
    assert view.picture.sample_at(at) is not None
    for name in ("training", "validation", "test"):
        qtbot.mouseClick(view.toggles[name], Qt.MouseButton.LeftButton)
    assert view.picture.sample_at(at) is None


def test_discretise_leaves_two_colours(opened: Any, qtbot: QtBot) -> None:
    _, view = opened(BoundaryView)
    assert len(np.unique(view.picture.drawn.colors.reshape(-1, 4), axis=0)) > 10
    qtbot.mouseClick(view.discrete, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(np.unique(view.picture.drawn.colors.reshape(-1, 4), axis=0)) <= 2)


def test_the_selected_neuron_fills_the_surface(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(lambda session: BoundaryView(session, neuron=True))
    session.select_neuron("n2", 3)
    qtbot.waitUntil(lambda: view.picture.drawn.scale == ("a", 1.0))
    grid = view._answers.plane.grid(len(view.picture.drawn.colors))
    with session.display.hold() as frame:
        z = grid @ frame.parameter("n2", "weight")[:, 3] + frame.parameter("n2", "bias")[3]
    np.testing.assert_allclose(view._answers._shown[..., 0].ravel(), np.tanh(z), atol=1e-5)


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_without_a_selected_neuron_it_says_whose_answer_is_shown(opened: Any, qtbot: QtBot, language: str) -> None:
    set_language(language)
    size = (377, 324)
    session, view = opened(lambda session: BoundaryView(session, neuron=True), size=size)
    said = [view.notice.text()]
    assert view.picture.drawn.scale is None
    session.select_neuron("n2", 3)
    qtbot.waitUntil(lambda: view.picture.drawn.scale is not None)
    said.append(view.notice.text())
    # The legend says what the colours mean: it has not given way.
    assert view._line.currentWidget() is view.legend
    session.select_neuron("n2", 99)
    qtbot.waitUntil(lambda: view.picture.drawn.scale is None)
    said.append(view.notice.text())
    session.select_neuron(None)
    settle(qtbot, session)
    assert view.notice.text() == said[0]
    assert view.notice.isVisible()
    for text in said:
        assert QFontMetrics(view.notice.font()).horizontalAdvance(text) <= view.notice.width()
    if language == "en":
        assert said == [
            "No neuron selected: the network's answer. Click a neuron.",
            "Activation of neuron 4, Hidden 1",
            "This neuron can't be drawn: the network's answer instead.",
        ]


def test_over_one_input_the_view_of_a_neuron_says_that_it_shows_none(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(lambda session: BoundaryView(session, neuron=True), "sine")
    session.select_neuron("n2", 3)
    settle(qtbot, session)
    assert view.notice.text() == "One input: the network's answer, whatever neuron is selected."


def test_the_boundary_itself_needs_no_notice(opened: Any) -> None:
    _, view = opened(BoundaryView)
    assert not view.notice.isVisible()


def test_a_neuron_under_the_mouse_fills_the_surface_as_long_as_it_is_there(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(BoundaryView)
    answers = view.picture.drawn.colors.copy()
    session.point_at_neuron(("n2", (3,)))
    qtbot.waitUntil(lambda: view.picture.drawn.scale is not None)
    assert "neuron 4" in view.reading.text()
    assert view._line.currentWidget() is view.reading
    session.point_at_neuron(("n2", (99,)))
    qtbot.waitUntil(lambda: view.picture.drawn.scale is None)
    session.point_at_neuron(("n2", (3,)))
    qtbot.waitUntil(lambda: view.picture.drawn.scale is not None)
    session.point_at_neuron(None)
    qtbot.waitUntil(lambda: view.picture.drawn.scale is None)
    assert np.array_equal(view.picture.drawn.colors, answers)
    assert not view.reading.text()


def test_four_features_two_vary_and_others_can_be_chosen(opened: Any, qtbot: QtBot) -> None:
    _, view = opened(BoundaryView, "iris")
    assert view.across.isVisible()
    assert view.across.currentIndex(), view.up.currentIndex() == (2, 3)
    before = view.picture.drawn.colors.copy()
    view.across.setFocus()
    qtbot.keyClick(view.across, Qt.Key.Key_Home)
    assert view._answers.plane.across == 0
    qtbot.waitUntil(lambda: (view.picture.drawn.colors != before).any())
    assert view.picture.backdrop.names[0].startswith("sepal length")


def test_images_get_a_confusion_matrix(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(ConfusionView, "digits")
    validation = session.prepared.validation
    predicted = session.predict(validation.x).argmax(axis=1)
    wanted = np.zeros((10, 10), int)
    np.add.at(wanted, (validation.y, predicted), 1)
    np.testing.assert_array_equal(view.matrix.counts, wanted)
    hover(view.matrix, view.matrix.cell(3, 3).center().toPoint())
    assert view.reading.text() == f"{wanted[3, 3]} of class 3 taken for 3"


def test_two_classes_on_one_output_have_a_matrix_too(opened: Any) -> None:
    session, view = opened(ConfusionView)
    assert len(view.matrix.counts) == 2
    assert view.matrix.counts.sum() == len(session.prepared.validation)


def test_numbers_are_compared_with_the_truth(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(TruthView, "lstm")
    prepared = session.prepared
    rows = np.isin(prepared.validation.rows, view.truth.compared.rows)
    wanted = prepared.unscaled_target(session.predict(prepared.validation.x[rows]))[:, 0]
    np.testing.assert_allclose(view.truth.compared.predicted, wanted, rtol=1e-5, atol=1e-6)
    truth = prepared.unscaled_target(prepared.validation.y[rows].reshape(-1, 1))[:, 0]
    np.testing.assert_allclose(view.truth.compared.truth, truth)
    assert view.reading.text() == view.sentence()
    axes = view.truth.axes()
    place = axes.pixels(np.array([[truth[3], wanted[3]]]))[0]
    assert axes.area.contains(QPointF(*place.tolist()))
    hover(view.truth, QPointF(*place.tolist()).toPoint())
    said = [view.truth.text(number) for number in np.flatnonzero(np.abs(truth - truth[3]) < 0.1).tolist()]
    assert view.reading.text() in said
    before = view.truth.compared.predicted.copy()
    session.step_epoch()
    qtbot.waitUntil(lambda: (view.truth.compared.predicted != before).any())
    assert view.truth.painted > 0


def test_truth_and_prediction_have_the_same_axis(opened: Any) -> None:
    session, view = opened(TruthView, "sine")
    assert len(view.truth.compared.truth) == len(session.prepared.validation)
    low, high = view.truth.axes().low, view.truth.axes().high
    assert low[0] == low[1]
    assert high[0] == high[1]


def test_each_number_of_many_outputs_is_compared(opened: Any) -> None:
    _, view = opened(TruthView, "autoencoder")
    assert len(set(view.truth.compared.rows.tolist())) > 100
    assert len(view.truth.compared.rows) > len(set(view.truth.compared.rows.tolist()))


def test_one_input_gets_a_curve(opened: Any) -> None:
    session, view = opened(BoundaryView, "sine")
    curve = view.picture.drawn.curve
    wanted = session.prepared.unscaled_target(session.predict(session.prepared.scaled(curve[:, :1])))
    np.testing.assert_allclose(curve[:, 1], wanted[:, 0], atol=1e-5)


def test_without_a_network_it_says_so_and_comes_back(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(BoundaryView)
    session.edit(RemoveLayers(("n5",)))
    qtbot.waitUntil(view.empty.isVisible)
    session.undo()
    qtbot.waitUntil(view.picture.isVisible)


def test_language_and_theme(opened: Any, qtbot: QtBot, qapp: QApplication) -> None:
    session, view = opened(BoundaryView, "iris")
    session.set_language("zh_CN")
    qtbot.waitUntil(lambda: view.picture.backdrop.names[0].startswith("花瓣"))
    theme.apply(qapp, "dark")
    lay_out()
    assert view.grab().toImage().pixelColor(2, 2) == theme.tokens().panel


@pytest.mark.parametrize("width", [230, 340])
@pytest.mark.parametrize("code", ["en", "zh_CN", "zh_TW"])
def test_nothing_is_clipped_where_it_is_narrow(opened: Any, qtbot: QtBot, code: str, width: int) -> None:
    session, view = opened(BoundaryView, size=(width, 300))
    session.edit(SetData((("labelled", 0.05),)))
    session.set_language(code)
    qtbot.waitUntil(view.toggles["unlabelled"].isVisible)
    lay_out()
    for button in (*view.toggles.values(), view.discrete):
        assert button.width() >= button.sizeHint().width()
        assert view.rect().contains(button.geometry().translated(button.parentWidget().mapTo(view, QPoint(0, 0))))


def test_samples_without_a_label_are_a_set_of_their_own_until_they_get_one(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(BoundaryView)
    session.edit(SetData((("labelled", 0.05),)))
    qtbot.waitUntil(lambda: any(points.name == "unlabelled" for points in view.picture.backdrop.points))
    found = next(points for points in view.picture.backdrop.points if points.name == "unlabelled")
    assert view.toggles["unlabelled"].isVisible()
    assert len(found.rows) == 228
    assert view._answers.text((math.nan, math.nan), (found, 0), ("0", "1")).endswith("no label")
    session.edit(SetData((("unlabelled", "spread"),)))
    qtbot.waitUntil(lambda: all(points.name != "unlabelled" for points in view.picture.backdrop.points))
    assert not view.toggles["unlabelled"].isVisible()
