"""Steps and epochs are written one way, whatever draws their axis."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.charts.runs.figures import RunLine
from nnstudio.ui.charts.runs.run_plot import RunPlot
from nnstudio.ui.charts.step_axis import StepAxis
from nnstudio.ui.charts.trends.spread_picture import SpreadPicture


def spreads(last: int) -> QWidget:
    picture = SpreadPicture()
    steps = np.linspace(0, last, 30)
    picture.show_spreads(steps, np.full((30, 8), 0.125), (-1.0, 1.0), ("step", "w"))
    return picture


def runs(last: int) -> QWidget:
    plot = RunPlot()
    x = np.linspace(0, last, 30)
    plot.show_lines((RunLine(x, np.ones(30), theme.tokens().line),))
    return plot


def texts(widget: QWidget, path: Path) -> list[str]:
    """Return what is written in the picture of a widget."""
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(QSize(widget.width(), widget.height()))
    widget.render(generator)
    return re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("make", [spreads, runs])
@pytest.mark.parametrize(("last", "tick"), [(120_000, 100_000), (60_000, 40_000), (400, 200)])
def test_steps_are_written_as_on_the_axes_of_curves(
    qtbot: QtBot, tmp_path: Path, make: object, last: int, tick: int
) -> None:
    assert callable(make)
    widget = make(last)
    qtbot.addWidget(widget)
    widget.resize(420, 260)
    wanted = StepAxis("bottom", msg("step")).tickStrings([float(tick)], 1.0, float(tick))[0]
    found = [text.strip() for text in texts(widget, tmp_path / "axis.svg")]
    assert wanted in found
    assert not [text for text in found if "×" in text]
