"""What the answers' views show is saved as picture, drawing and, where there are numbers behind it, table."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.ui.charts import BoundaryView, ConfusionView, TruthView
from nnstudio.ui.charts.landscape import LandscapeView
from nnstudio.ui.charts.space import SpaceView


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


@pytest.mark.parametrize("make", [BoundaryView, ConfusionView, SpaceView])
def test_the_picture_that_is_shown_is_saved(opened: Any, qtbot: QtBot, tmp_path: Path, make: Any) -> None:
    session, view = opened(make)
    session.step_run("batch", 20)
    settle(qtbot, session)
    assert view.export_button in view.tools
    assert all(view.export_button.write(tmp_path / f"shown.{ending}") for ending in ("png", "svg"))
    assert str(tmp_path) in view.reading.text()
    picture = QImage(str(tmp_path / "shown.png"))
    assert picture.width() > 200
    assert len({picture.pixel(x, picture.height() // 2) for x in range(0, picture.width(), 7)}) > 1
    assert QSvgRenderer((tmp_path / "shown.svg").read_bytes()).isValid()


def test_a_table_of_confusions(opened: Any, qtbot: QtBot, tmp_path: Path) -> None:
    session, view = opened(ConfusionView, "iris")
    settle(qtbot, session)
    assert view.export_button.write(tmp_path / "confusions.csv")
    rows = rows_of(tmp_path / "confusions.csv")
    assert [row["true"] for row in rows] == list(view.matrix.names)
    np.testing.assert_array_equal([[int(row[name]) for name in view.matrix.names] for row in rows], view.matrix.counts)


def test_a_table_of_predictions(opened: Any, qtbot: QtBot, tmp_path: Path) -> None:
    session, view = opened(TruthView, "sine")
    settle(qtbot, session)
    assert view.export_button.write(tmp_path / "predictions.csv")
    rows = rows_of(tmp_path / "predictions.csv")
    compared = view.truth.compared
    assert [float(row["prediction"]) for row in rows] == compared.predicted.tolist()
    assert [int(row["row"]) for row in rows] == (compared.rows + 1).tolist()


def test_a_landscape_has_a_table_once_it_is_surveyed(opened: Any, qtbot: QtBot, tmp_path: Path) -> None:
    session, view = opened(LandscapeView)
    settle(qtbot, session)
    assert view.table() is None
    qtbot.mouseClick(view.kinds.buttons["random"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.table() is not None and not view.aside.running)
    assert all(view.export_button.write(tmp_path / f"landscape.{ending}") for ending in ("png", "svg", "csv"))
    picture = QImage(str(tmp_path / "landscape.png"))
    assert len({picture.pixel(x, picture.height() // 2) for x in range(0, picture.width(), 7)}) > 5
    rows = rows_of(tmp_path / "landscape.csv")
    terrain = view._terrain
    assert len(rows) == terrain.losses.size
    assert [float(row["loss"]) for row in rows[:5]] == terrain.losses.ravel()[:5].tolist()
