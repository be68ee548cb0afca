"""The curves of one output of several: chosen above them, and hidden where there is but one."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.document import RemoveLayers
from nnstudio.training.curves import of_output
from nnstudio.ui.charts import TrainCharts


def train(session: Any, qtbot: QtBot, steps: int = 40) -> None:
    session.step_run("batch", steps - session.trainer.step)
    settle(qtbot, session)
    assert session.trainer.step == steps


def test_one_output_has_no_choice(opened: Any) -> None:
    _, charts = opened(TrainCharts)
    assert not charts.output.isVisible()


def test_each_outputs_curves_are_shown(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts, "auxiliary")
    first, early = session.document.network.of_kind("output")
    assert [charts.output.itemText(row) for row in range(3)] == ["All outputs", first.name, "Early answer"]
    assert charts.output.isVisible()
    train(session, qtbot)
    for _ in range(2):
        QTest.keyClick(charts.output, Qt.Key.Key_Down)
    assert charts.output.output == early.id
    for plot, key in ((charts.loss_plot, "train_loss"), (charts.metric_plot, "validation_metric")):
        step, _, mean, _ = session.curves.all()[of_output(key, early.id)].points()
        np.testing.assert_array_equal(plot.lines.lines[key].x, step)
        np.testing.assert_array_equal(plot.lines.lines[key].y, mean)
    QTest.keyClick(charts.output, Qt.Key.Key_Home)
    step, _, mean, _ = session.curves.all()["train_loss"].points()
    np.testing.assert_array_equal(charts.loss_plot.lines.lines["train_loss"].y, mean)


def test_an_output_that_goes_is_chosen_no_more(opened: Any, qtbot: QtBot) -> None:
    session, charts = opened(TrainCharts, "auxiliary")
    early = session.document.network.of_kind("output")[1]
    for _ in range(2):
        QTest.keyClick(charts.output, Qt.Key.Key_Down)
    assert charts.output.output == early.id
    session.edit(RemoveLayers((early.id,)))
    assert charts.output.output == ""
    assert not charts.output.isVisible()
