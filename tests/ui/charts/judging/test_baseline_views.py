"""The network beside simple rules, and a linear network beside least squares."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.document import Document, SetParameters, SetTraining, apply, templates
from nnstudio.inspection.baselines import judge, solve
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.judging import BaselineView, LeastSquaresView

Shown = tuple[Session, QWidget]
TIME = 60_000


@pytest.fixture
def opened(show_view: Callable[..., Shown]) -> Callable[..., Shown]:
    def open_(make: Any, name: str, size: tuple[int, int] = (377, 290)) -> Shown:
        return show_view(make, name, size)

    return open_


def test_every_rule_stands_beside_the_network(opened: Any, qtbot: QtBot, tmp_path: Path) -> None:
    session, view = opened(BaselineView, "iris")
    qtbot.waitUntil(lambda: len(view.picture.entries) == 4, timeout=TIME)
    wanted = judge(session.prepared)
    assert [entry.scores for entry in view.picture.entries[1:]] == list(wanted.values())
    # The network is measured when the trainer comes to it, and shown at the next look.
    qtbot.waitUntil(lambda: not math.isnan(view.picture.entries[0].scores.validation), timeout=TIME)
    own = view.picture.entries[0]
    with session.display.hold() as frame:
        assert own.scores.validation == frame.measurement.validation_metric
    assert theme.percent(own.scores.validation, 1) in view.picture.texts(own)[1]
    assert theme.percent(wanted["linear"].validation, 1) in view.picture.accessibleDescription()
    # A difference of shares is no share: 96 % lies three points above 93 %, not 3 %.
    gap = 100.0 * abs(own.scores.validation - max(each.validation for each in wanted.values()))
    assert gap > 0
    assert f"{theme.number(gap, 3)} percentage points" in view.reading.text()
    assert view.export_button.write(tmp_path / "rules.csv")
    rows = list(csv.DictReader((tmp_path / "rules.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert float(rows[2]["validation"]) == pytest.approx(wanted["linear"].validation)


def test_where_all_targets_are_the_same_no_run_would_bring_a_score(opened: Any, qtbot: QtBot) -> None:
    """It asked to run, after a run, too."""
    session, view = opened(BaselineView, "plane")
    prepared = session.prepared
    same = replace(prepared.validation, y=np.full_like(prepared.validation.y, 5.5))
    session.control.prepared = replace(prepared, validation=same)
    session.display.refresh(view)
    qtbot.waitUntil(lambda: view.reading.text() == "Where all targets are the same, there is no R².", timeout=TIME)


def test_a_text_s_network_is_held_against_letters_and_pairs_of_letters(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(BaselineView, "characters")
    qtbot.waitUntil(lambda: len(view.picture.entries) == 3, timeout=TIME)
    wanted = judge(session.prepared)
    assert [entry.scores for entry in view.picture.entries[1:]] == [wanted["same"], wanted["pair"]]
    assert wanted["pair"].loss is not None
    assert theme.number(wanted["pair"].loss, 3) in view.picture.entries[2].title
    qtbot.waitUntil(lambda: not math.isnan(view.picture.entries[0].scores.validation), timeout=TIME)
    with session.display.hold() as frame:
        assert view.picture.entries[0].scores.loss == frame.measurement.validation_loss


def test_at_rest_a_score_of_an_earlier_step_says_of_which(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(BaselineView, "iris")
    session.step_run("batch", 40)
    qtbot.waitUntil(lambda: session.travel.step == 40)
    settle(qtbot, session)
    assert view.picture.entries[0].when == ""
    # The sets are measured every twenty steps.
    session.step_run("batch", 7)
    qtbot.waitUntil(lambda: session.travel.step == 47)
    settle(qtbot, session)
    own, *others = view.picture.entries
    assert own.when == "step 40"
    assert not any(each.when for each in others)
    assert "step 40, Training" in view.picture.accessibleDescription()
    before = view.picture.grab().toImage()
    view.picture.show_entries((replace(own, when=""), *others), True)
    assert view.picture.grab().toImage() != before
    set_language("zh_TW")
    qtbot.waitUntil(lambda: view.picture.entries[0].when == "第 40 步")


def several() -> Document:
    """Three classes, each asked for on its own: the loss is no cross-entropy of the three."""
    document = templates["iris"]().document()
    last = document.network.of_kind("dense")[-1].id
    document = apply(document, SetParameters(last, (("activation", "logistic"),)))
    return apply(document, SetTraining((("loss", "binary_cross_entropy"),)))


def weighted() -> Document:
    return apply(templates["iris"]().document(), SetTraining((("loss_parameters", (("class_weights", "5,1,1"),)),)))


@pytest.mark.parametrize("make", [several, weighted])
def test_another_number_than_a_rule_s_is_not_held_against_it(
    opened: Any, qtbot: QtBot, make: Callable[[], Document]
) -> None:
    _, view = opened(BaselineView, make())
    qtbot.waitUntil(lambda: len(view.picture.entries) == 4, timeout=TIME)
    qtbot.waitUntil(lambda: not math.isnan(view.picture.entries[0].scores.validation), timeout=TIME)
    own, same, *_ = view.picture.entries
    assert "cross-entropy" in same.title
    assert "cross-entropy" not in own.title


def test_the_weights_stand_beside_those_of_least_squares(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(LeastSquaresView, "plane")
    found = solve(session.prepared)
    qtbot.waitUntil(lambda: view.rows.rowCount() == 3, timeout=TIME)
    assert [view.rows.item(row, 0).text() for row in range(3)] == ["x₁", "x₂", "b"]
    assert view.rows.item(0, 2).text() == theme.number(float(found.weight[0, 0]), 5)
    with session.display.hold() as frame:
        weight, bias = frame.parameter("n2", "weight"), frame.parameter("n2", "bias").ravel()
        np.testing.assert_allclose(view.own, [*weight.ravel(), *bias], rtol=1e-6)
        assert theme.number(found.error_of(weight.astype(float), bias.astype(float)), 5) in view.reading.text()
    assert theme.number(found.error, 5) in view.reading.text()


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
@pytest.mark.parametrize(("make", "name"), [(BaselineView, "iris"), (LeastSquaresView, "plane")])
def test_nothing_is_clipped_at_the_smallest_window(opened: Any, make: Any, name: str, language: str) -> None:
    set_language(language)
    _, view = opened(make, name)
    assert view.rect().contains(view.export_button.geometry())
    assert view.minimumSizeHint().width() <= 377
    assert view.minimumSizeHint().height() <= 290
    if isinstance(view, LeastSquaresView):
        header = view.rows.horizontalHeader()
        headings = range(1, header.count())
        assert all(header.sectionSizeFromContents(each).width() <= header.sectionSize(each) + 2 for each in headings)
