"""What the views of truth and answer show is what the network answers at the moment; a mistake leads to Inspect."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hovering import hover
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio import engine
from nnstudio.document import Document, SetData, SetParameters, SetTraining, apply, templates
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.asked import measured_set
from nnstudio.ui.charts.confusion_view import ConfusionView
from nnstudio.ui.charts.judging import MistakesView, ResidualView, RocView
from nnstudio.ui.charts.truth_view import TruthView

Shown = tuple[Session, QWidget]


@pytest.fixture
def opened(show_view: Callable[..., Shown]) -> Callable[..., Shown]:
    def open_(make: Any, name: Document | str, size: tuple[int, int] = (377, 290)) -> Shown:
        return show_view(make, name, size)

    return open_


def test_roc_counts_right_answers(opened: Any, qtbot: QtBot, tmp_path: Path) -> None:
    session, view = opened(RocView, "iris")
    subset = measured_set(session.prepared)
    answers = session.predict(subset.x)
    for roc in view.picture.curves:
        own, others = (answers[(subset.y == roc.number) == side, roc.number] for side in (True, False))
        pairs = (own[:, None] > others).mean() + 0.5 * (own[:, None] == others).mean()
        assert roc.area == pytest.approx(pairs)
    mean = np.mean([roc.area for roc in view.picture.curves])
    assert theme.fixed(float(mean), 3) in view.reading.text()
    point = view.picture.axes().pixels(np.array([[1.0, 1.0]]))[0]
    hover(view.picture, QPoint(round(point[0]), round(point[1])))
    assert theme.percent(1.0) in view.reading.text()
    roc = view.picture.curves[0]
    view.picture.pointed.emit(0, 2)
    # A threshold that is rounded up would leave out the very sample that it stands for.
    assert f"from {theme.rounded(float(roc.points[2, 2]), 4)} on" in view.reading.text()
    assert view.export_button.write(tmp_path / "roc.csv")
    rows = list(csv.DictReader((tmp_path / "roc.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == sum(len(roc.points) for roc in view.picture.curves)


def test_a_residual_is_what_the_prediction_misses(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(ResidualView, "sine")
    prepared = session.prepared
    subset = measured_set(prepared)
    predicted = prepared.unscaled_target(session.predict(subset.x))
    wanted = predicted - prepared.unscaled_target(subset.y.reshape(predicted.shape))
    np.testing.assert_allclose(view.picture.found.values, wanted.ravel(), rtol=1e-6)
    assert theme.number(float(wanted.mean())) in view.reading.text()
    place = view.picture.pixels(view.picture.axes())[3]
    hover(view.picture, QPoint(round(place[0]), round(place[1])))
    assert f"Row {theme.count(int(subset.rows[view._point]) + 1)}" in view.reading.text()


@pytest.mark.parametrize("name", ["iris", "digits"])
def test_a_click_on_a_mistake_puts_it_under_the_inspector(opened: Any, qtbot: QtBot, name: str) -> None:
    session, view = opened(MistakesView, name)
    subset = measured_set(session.prepared)
    wrong = session.predict(subset.x).argmax(axis=1) != subset.y
    rows = view.model.rows
    assert f"{int(wrong[rows].sum())} of {len(rows)}" in view.reading.text()
    mistake = view.model.found[0]
    row = int(rows[mistake.place])
    assert wrong[row]
    with qtbot.waitSignal(view.inspect_requested) as asked:
        place = view.list.visualRect(view.model.index(0)).center()
        qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle(qtbot, session)
    with session.display.hold() as frame:
        source, sink = frame.program.graph.sources[0], frame.program.graph.sinks[0]
        np.testing.assert_allclose(frame.quantity(source, "a")[frame.sample], subset.x[row], rtol=1e-6)
        targets = frame.plan.targets[0][..., frame.sample]
        assert int(targets.argmax()) == mistake.truth == int(subset.y[row])
        assert asked.args == [frame.program.graph[sink].inputs[0], (mistake.predicted,)]


def hinge(name: str) -> Document:
    """Return a sample with a hinge loss behind net inputs."""
    document = templates[name]().document()
    last = document.network.incoming[document.network.of_kind("output")[0].id][0].source
    return apply(apply(document, SetParameters(last, (("activation", "identity"),))), SetTraining((("loss", "hinge"),)))


def test_roc_ranks_by_the_scores_behind_a_hinge_loss(opened: Any, qtbot: QtBot) -> None:
    """As the metric over the run does: the answers only name the class, and make a curve of one corner."""
    session, view = opened(RocView, hinge("circles"))
    subset = measured_set(session.prepared)
    with session.display.hold() as frame:
        scores, area = frame.program.predict(subset.x, ranks=True), engine.metrics.make("auc")
    assert len(np.unique(scores)) > 10
    assert [roc.area for roc in view.picture.curves] == [pytest.approx(float(area.measure(scores, subset.y)))]


@pytest.mark.parametrize("name", ["iris", "circles"])
def test_a_mistake_of_a_hinge_loss_is_told_with_its_score(opened: Any, qtbot: QtBot, name: str) -> None:
    """It is no probability: −33 % were told of one, 100 % of all others."""
    session, view = opened(MistakesView, hinge(name))
    subset = measured_set(session.prepared)
    with session.display.hold() as frame:
        scores = np.asarray(frame.program.predict(subset.x, ranks=True), np.float64)
    if scores.shape[1] == 1:
        scores = np.concatenate([-scores, scores], axis=1)
    shown = [view.model.data(view.model.index(row)) for row in range(view.model.rowCount())]
    told = [scores[view.model.rows[each.place], each.predicted] for each in view.model.found]
    assert len(shown) > 3
    assert told == sorted(told, reverse=True)
    assert all(f"  {theme.number(score)}   " in text for score, text in zip(told, shown, strict=True))
    assert not any("%" in text for text in shown)
    assert view.table().headings[3:] == ("score", "score of truth")


def test_a_mistakes_picture_is_drawn_once_for_each_theme(opened: Any, qtbot: QtBot, qapp: QApplication) -> None:
    _, view = opened(MistakesView, "digits")

    def keys() -> list[int]:
        shown = range(view.model.rowCount())
        return [view.model.data(view.model.index(row), Qt.ItemDataRole.DecorationRole).cacheKey() for row in shown]

    before = keys()
    view.list.viewport().repaint()
    assert before
    assert keys() == before
    theme.apply(qapp, "dark")
    assert not set(keys()) & set(before)


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
@pytest.mark.parametrize(("make", "name"), [(RocView, "iris"), (ResidualView, "sine"), (MistakesView, "digits")])
def test_nothing_is_clipped_at_the_smallest_window(opened: Any, make: Any, name: str, language: str) -> None:
    set_language(language)
    _, view = opened(make, name)
    assert view.rect().contains(view.export_button.geometry())
    assert view.minimumSizeHint().width() <= 377
    assert view.minimumSizeHint().height() <= 290


@pytest.mark.parametrize(
    ("view", "name"),
    [(RocView, "iris"), (MistakesView, "iris"), (ConfusionView, "iris"), (ResidualView, "sine"), (TruthView, "sine")],
)
def test_a_picture_says_of_which_set_it_is(opened: Any, monkeypatch: pytest.MonkeyPatch, view: Any, name: str) -> None:
    session, picture = opened(view, name)
    assert picture.reading.text().startswith("Validation · ")
    monkeypatch.setattr("nnstudio.ui.charts.asked.MOST_ROWS", 7)
    with session.display.hold() as frame:
        picture.paint(frame)
    assert picture.reading.text().startswith(f"Validation, 7 of {len(session.prepared.validation)} · ")


def test_without_a_validation_set_it_is_the_training_set(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(ConfusionView, "iris")
    with qtbot.waitSignal(session.problem_loaded):
        assert session.edit(SetData((("validation", 0.0),)))
    qtbot.waitUntil(lambda: view.reading.text().startswith("Training · "))
    assert view.matrix.accessibleDescription() == view.reading.text()
    assert view.matrix.counts.sum() == len(session.prepared.training)
