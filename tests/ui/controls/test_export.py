"""The button that saves what is shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from nnstudio.exchange.table import Table
from nnstudio.ui.controls import ExportButton
from nnstudio.ui.controls.export import file_name

TABLE = Table(("x", "y"), (np.array([1.0, 2.0]), np.array([0.5, 0.25])))


@pytest.fixture
def shown(qtbot: QtBot) -> QLabel:
    label = QLabel("f(x)")
    qtbot.addWidget(label)
    label.resize(120, 40)
    label.show()
    return label


def button_on(qtbot: QtBot, shown: QLabel, folder: Path, table: Table | None = TABLE) -> ExportButton:
    button = ExportButton(lambda: shown, lambda: table, lambda: "Tanh: f(x)/f′", lambda: folder)
    qtbot.addWidget(button)
    button.show()
    return button


def answer(monkeypatch: pytest.MonkeyPatch, path: Path | str, chosen: str = "") -> list[str]:
    asked: list[str] = []

    def ask(parent: object, title: str, proposed: str, formats: str) -> tuple[str, str]:
        asked.extend((proposed, formats))
        return str(path), chosen

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return asked


def test_a_picture_is_twice_as_sharp(
    qtbot: QtBot, shown: QLabel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    button, said = button_on(qtbot, shown, tmp_path), []
    button.said.connect(said.append)
    asked = answer(monkeypatch, tmp_path / "out.png")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked[0] == str(tmp_path / "Tanh f x f.png")
    assert QImage(str(tmp_path / "out.png")).width() == 240
    assert len(said) == 1
    assert str(tmp_path / "out.png") in said[0]


def test_lines_and_numbers(qtbot: QtBot, shown: QLabel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    button = button_on(qtbot, shown, tmp_path)
    answer(monkeypatch, tmp_path / "out.svg")
    button.click()
    assert (tmp_path / "out.svg").read_text(encoding="utf-8").lstrip().startswith("<?xml")
    answer(monkeypatch, tmp_path / "out.csv")
    button.click()
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig") == "x,y\n1.0,0.5\n2.0,0.25\n"


def test_the_chosen_format_gives_the_ending(
    qtbot: QtBot, shown: QLabel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    button = button_on(qtbot, shown, tmp_path)
    answer(monkeypatch, tmp_path / f"{file_name('Tanh: f(x)/f′')}.png", "Table (*.csv)")
    button.click()
    assert [path.suffix for path in tmp_path.iterdir()] == [".csv"]
    answer(monkeypatch, tmp_path / "mine", "Drawing (*.svg)")
    button.click()
    assert (tmp_path / "mine.svg").is_file()


def test_without_numbers_no_table_is_offered(
    qtbot: QtBot, shown: QLabel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    button = button_on(qtbot, shown, tmp_path, None)
    asked = answer(monkeypatch, "")
    button.click()
    assert "csv" not in asked[1]
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said(
    qtbot: QtBot, shown: QLabel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    button, said = button_on(qtbot, shown, tmp_path), []
    button.said.connect(said.append)
    (tmp_path / "folder.png").mkdir()
    answer(monkeypatch, tmp_path / "folder.png")
    button.click()
    assert len(said) == 1
    assert "folder.png" in said[0]
    assert (tmp_path / "folder.png").is_dir()


def test_a_file_whose_ending_was_left_out_is_not_replaced_unasked(
    qtbot: QtBot, shown: QLabel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "marks.csv"
    kept.write_text("the class's marks")
    button, said, seen = button_on(qtbot, shown, tmp_path), [], []
    button.said.connect(said.append)
    answer(monkeypatch, tmp_path / "marks", "Table (*.csv)")

    def cancel() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.text())
        QTest.keyClick(box, Qt.Key.Key_Escape)

    QTimer.singleShot(50, cancel)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen == ["“marks.csv” exists already."]
    assert (kept.read_text(), said) == ("the class's marks", [])
