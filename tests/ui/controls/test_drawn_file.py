"""What fails while it is painted into a file fails alone: the program goes on, and says why."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.engine.errors import NnstudioError
from nnstudio.text import msg
from nnstudio.ui.controls import ExportButton
from nnstudio.ui.controls.drawn_file import image_of, svg_of

TROUBLE = NnstudioError("n2", msg("a layer"), msg("none"), msg("Look again."))


class Broken(QWidget):
    """Cannot be drawn."""

    def paintEvent(self, event: QPaintEvent) -> None:
        raise TROUBLE


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_a_picture_that_cannot_be_drawn_is_said(qtbot: QtBot, tmp_path: Path, suffix: str) -> None:
    broken = Broken()
    qtbot.addWidget(broken)
    broken.resize(50, 40)
    button = ExportButton(lambda: broken, lambda: None, lambda: "broken")
    qtbot.addWidget(button)
    said: list[str] = []
    button.said.connect(said.append)
    assert not button.write(tmp_path / f"broken{suffix}")
    assert "n2" in said[0]
    assert not list(tmp_path.iterdir())


def test_the_painter_has_left_before_the_error_goes_on(qtbot: QtBot) -> None:
    painters: list[QPainter] = []

    def paint(painter: QPainter) -> None:
        painters.append(painter)
        raise TROUBLE

    for draw in (lambda: svg_of(QSizeF(20, 10), "", paint), lambda: image_of(QSizeF(20, 10), 2, paint)):
        with pytest.raises(NnstudioError):
            draw()
        assert not painters[-1].isActive()
