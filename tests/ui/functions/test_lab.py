"""The lab as a whole: its pages, what is saved of them, and a function that goes into the network."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from nnstudio import engine
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.functions import FunctionsPanel
from nnstudio.ui.functions.curves_page import CurvesPage
from nnstudio.ui.functions.identities_page import IdentitiesPage
from nnstudio.ui.functions.pages import PAGES
from nnstudio.ui.functions.properties_page import KEYS, PropertiesPage
from nnstudio.ui.functions.property_columns import COLUMNS

COLUMN = {column.id: place for place, column in enumerate(COLUMNS, start=1)}


def curves(lab: FunctionsPanel) -> CurvesPage:
    page = lab.show_page("curves")
    assert isinstance(page, CurvesPage)
    return page


def saved_as(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_every_page_fits_into_the_smallest_window(lab: FunctionsPanel, language: str) -> None:
    set_language(language)
    for page in PAGES:
        QTest.mouseClick(lab.tabs.buttons[page.id], Qt.MouseButton.LeftButton)
        assert lab.stack.currentWidget() is lab.pages[page.id]
        assert lab.minimumSizeHint().width() <= 1008, page.id
        assert lab.minimumSizeHint().height() <= 640, page.id


@pytest.mark.parametrize("page", [page.id for page in PAGES])
def test_every_page_is_saved_as_picture_and_table(
    lab: FunctionsPanel, qtbot: QtBot, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = lab.show_page(page)
    # Some pages train a network first, or wait for a frame of the run.
    qtbot.waitUntil(lambda: shown.table() is not None)
    for suffix in (".png", ".svg", ".csv"):
        saved_as(monkeypatch, tmp_path / f"{page}{suffix}")
        QTest.mouseClick(lab.export, Qt.MouseButton.LeftButton)
    assert QImage(str(tmp_path / f"{page}.png")).width() > 200
    assert "<svg" in (tmp_path / f"{page}.svg").read_text(encoding="utf-8")
    with (tmp_path / f"{page}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) > 5
    assert len({len(row) for row in rows}) == 1
    assert str(tmp_path / f"{page}.csv") in lab.said.text()


def test_the_table_of_curves_is_the_engines(
    lab: FunctionsPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved_as(monkeypatch, tmp_path / "curves.csv")
    lab.export.click()
    with (tmp_path / "curves.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    x = np.array([float(row["x"]) for row in rows])
    value, slope = engine.plot(engine.activations.make("tanh"), x)
    assert [float(row["Tanh: f"]) for row in rows] == value.tolist()
    assert [float(row["Tanh: f′"]) for row in rows] == slope.tolist()
    # A corner has no second derivative.
    assert [row["ReLU: f″"] for row in rows].count("") == 1


def test_second_derivatives_are_drawn_and_read(lab: FunctionsPanel) -> None:
    page = curves(lab)
    before = len(page.plot._drawn)
    QTest.mouseClick(page.bends, Qt.MouseButton.LeftButton, pos=QPoint(8, page.bends.height() // 2))
    assert page.bends.isChecked()
    assert len(page.plot._drawn) == before + 3
    page.x_field.edited.emit(0.5)
    a = float(np.tanh(0.5))
    assert page.reading.values["tanh"][2].text() == theme.rounded(-2 * a * (1 - a * a), 5)
    page.x_field.edited.emit(0.0)
    assert page.reading.values["relu"][2].text() == "—"


def test_a_typed_in_function_becomes_a_layers_activation(lab: FunctionsPanel, session: Session) -> None:
    page = curves(lab)
    page.list.focus("formula")
    field = page.details.form.rows["expression"].editor
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "max(0, z)^2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    page.use.fill()
    labels = [action.text() for action in page.use.layers.actions() if action.text()]
    assert labels[0].startswith("Hidden 1")
    page.use.layers.actions()[0].trigger()
    node = session.document.network.by_id["n2"]
    assert dict(node.parameters)["activation"] == "formula"
    assert dict(node.parameters)["activation.expression"] == "max(0, z)^2"
    session.undo()
    assert dict(session.document.network.by_id["n2"].parameters)["activation"] == "tanh"


def test_all_hidden_layers_at_once_leave_the_answer_alone(lab: FunctionsPanel, session: Session) -> None:
    page = curves(lab)
    page.list.focus("leaky_relu")
    page.details.edited.emit("gamma", 0.25)
    page.use.fill()
    page.use.layers.actions()[-1].trigger()
    nodes = [dict(session.document.network.by_id[key].parameters) for key in ("n2", "n3", "n4")]
    assert [node["activation"] for node in nodes] == ["leaky_relu", "leaky_relu", "logistic"]
    assert nodes[1]["activation.gamma"] == 0.25
    session.undo()
    assert dict(session.document.network.by_id["n3"].parameters)["activation"] == "tanh"


def test_properties_are_worked_out_and_proved(lab: FunctionsPanel, qtbot: QtBot) -> None:
    page = lab.show_page("properties")
    assert isinstance(page, PropertiesPage)
    qtbot.waitUntil(lambda: page.complete)

    def cell(key: str, column: str) -> str:
        return page.grid.item(KEYS.index(key), COLUMN[column]).text()

    assert cell("logistic", "slopes") == "(0, 0.25]"
    assert cell("tanh", "range") == "(−1, 1)"
    assert cell("relu", "differentiable") == "✕ 0"
    assert cell("logistic", "centred") == "✕ 0.50"
    assert cell("swish", "monotonic") == "✕"
    assert float(cell("gelu", "cost")) > 0
    rectangle = page.grid.visualItemRect(page.grid.item(KEYS.index("swish"), COLUMN["monotonic"]))
    QTest.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=rectangle.center())
    assert "Counter-example" in page.said.text()
    assert "−1.278" in page.said.text()


def test_properties_follow_the_sliders_and_the_network(lab: FunctionsPanel, session: Session, qtbot: QtBot) -> None:
    page = lab.show_page("properties")
    assert isinstance(page, PropertiesPage)
    lab.lab.set_value("leaky_relu", "gamma", 0.5)
    qtbot.waitUntil(lambda: page.complete and page.facts["relu"].zeros is not None)
    with session.display.hold() as frame:
        assert frame is not None
        z = np.concatenate([frame.quantity(layer, "z").ravel() for layer in ("n2", "n3", "n4")])
    assert page.facts["relu"].zeros == pytest.approx((z <= 0).mean())
    assert page.grid.item(KEYS.index("leaky_relu"), COLUMN["slopes"]).text() == "[0.5, 1]"
    assert page.facts["tanh"].zeros == pytest.approx((z == 0).mean())


def test_an_identity_breaks_when_gamma_passes_one(lab: FunctionsPanel) -> None:
    page = lab.show_page("identities")
    assert isinstance(page, IdentitiesPage)
    row = next(n for n in range(page.list.count()) if "max(γx" in page.list.item(n).text())
    page.list.setFocus()
    page.list.setCurrentRow(row)
    assert page.verdict.text().startswith("✓")
    slider = page.form.rows["gamma"].slider
    assert slider is not None
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert page.verdict.text().startswith("✕")
    assert page.checked.largest == pytest.approx(10)
    assert page.difference.lines[0].y.max() <= 0


@pytest.mark.parametrize("row", range(10))
def test_identities_are_read_at_the_cursor(lab: FunctionsPanel, row: int) -> None:
    page = lab.show_page("identities")
    assert isinstance(page, IdentitiesPage)
    page.list.setCurrentRow(row)
    page.board.setFocus()
    QTest.keyClick(page.board, Qt.Key.Key_Home)
    QTest.keyClick(page.board, Qt.Key.Key_Right)
    assert page.values.text().startswith("x = 0.2")
