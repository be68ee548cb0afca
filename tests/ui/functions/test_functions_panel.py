"""The function lab driven as a person would: check boxes, sliders, the mouse over the plot, arrow keys."""

from __future__ import annotations

import numpy as np
import pytest
from hovering import hover
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnstudio import engine
from nnstudio.inspection.functions.sampled import SATURATED, Chosen, Sampled
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.functions import FunctionsPanel
from nnstudio.ui.functions.curves_page import CurvesPage
from nnstudio.ui.functions.naming import name_places


@pytest.fixture
def panel(lab: FunctionsPanel) -> CurvesPage:
    page = lab.pages["curves"]
    assert isinstance(page, CurvesPage)
    return page


def shown_values(panel: CurvesPage, key: str) -> tuple[str, str]:
    value, slope, _ = panel.reading.values[key]
    return value.text(), slope.text()


def check(panel: CurvesPage, key: str) -> None:
    """Click the check box of a function."""
    rectangle = panel.list.tree.visualItemRect(panel.list.items[key])
    panel.list.tree.scrollToItem(panel.list.items[key])
    rectangle = panel.list.tree.visualItemRect(panel.list.items[key])
    place = QPoint(rectangle.left() + 16, rectangle.center().y())
    QTest.mouseClick(panel.list.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_every_function_is_listed_and_found_by_its_chinese_name(panel: CurvesPage) -> None:
    assert set(panel.list.items) == set(engine.activations)
    panel.list.search.setText("归一化指数")
    assert [key for key, item in panel.list.items.items() if not item.isHidden()] == ["softmax"]


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_no_functions_name_is_cut(panel: CurvesPage, language: str) -> None:
    set_language(language)
    tree = panel.list.tree
    assert tree.sizeHintForColumn(0) <= tree.viewport().width()
    assert panel.plot.width() > panel.list.width()


def test_hovering_reads_the_engines_own_values(panel: CurvesPage) -> None:
    view = panel.plot.plot.getPlotItem().getViewBox()
    place = panel.plot.plot.mapFromScene(view.mapViewToScene(view.viewRect().center()))
    hover(panel.plot.plot.viewport(), place + QPoint(60, 0))
    x = panel.plot.position
    assert x == pytest.approx(panel.x_field.value(), abs=1e-4)
    value, slope = engine.plot(engine.activations.make("tanh"), np.array([x]))
    assert shown_values(panel, "tanh") == (theme.rounded(float(value[0]), 5), theme.rounded(float(slope[0]), 5))


def test_arrow_keys_move_the_cursor_by_a_fiftieth(panel: CurvesPage) -> None:
    panel.plot.setFocus()
    QTest.keyClick(panel.plot, Qt.Key.Key_Home)
    QTest.keyClick(panel.plot, Qt.Key.Key_Right)
    assert panel.plot.position == pytest.approx(0.1)
    assert shown_values(panel, "tanh")[1] == theme.rounded(1 - np.tanh(0.1) ** 2, 5)


def test_checking_a_function_overlays_it_and_unchecking_takes_it_away(panel: CurvesPage) -> None:
    check(panel, "elu")
    assert "elu" in panel.lab.overlaid
    assert "elu" in panel.plot.sampled
    check(panel, "relu")
    assert "relu" not in panel.lab.overlaid
    assert len(set(panel.lab.overlaid.values())) == len(panel.lab.overlaid)


def test_a_slider_changes_the_curve(panel: CurvesPage) -> None:
    panel.list.focus("leaky_relu")
    slider = panel.details.form.rows["gamma"].slider
    assert slider is not None
    slider.setValue(slider.maximum() // 2)
    gamma = panel.lab.values["leaky_relu"]["gamma"]
    sampled = panel.plot.sampled["leaky_relu"]
    assert gamma != 0.01
    assert sampled.value[0] == pytest.approx(float(gamma) * sampled.x[0])


def test_softmax_shows_probabilities_and_their_jacobian(panel: CurvesPage) -> None:
    panel.list.focus("softmax")
    assert panel.stack.currentWidget() is panel.vector
    z = panel.vector.z()
    expected = np.exp(z) / np.exp(z).sum()
    np.testing.assert_allclose(panel.vector.bars.values, expected, rtol=1e-12)
    np.testing.assert_allclose(
        panel.vector.jacobian.values, np.diag(expected) - np.outer(expected, expected), rtol=1e-10, atol=1e-15
    )


def test_a_layers_net_inputs_are_drawn_under_the_curves(qtbot: QtBot, panel: CurvesPage, session: Session) -> None:
    panel.layer.setCurrentIndex(1)
    qtbot.waitUntil(lambda: panel.plot._z is not None)
    with session.display.hold() as frame:
        assert frame is not None
        np.testing.assert_array_equal(panel.plot._z, frame.quantity(panel.layer.currentData(), "z").ravel())


def test_saturated_stretches_have_small_slopes() -> None:
    sampled = Sampled.over(Chosen("tanh"), 5.0)
    first, last = sampled.saturated()
    assert first[0] == -5.0
    assert last[1] == 5.0
    assert 1 - np.tanh(first[1]) ** 2 < SATURATED
    assert Sampled.over(Chosen("identity"), 5.0).saturated() == []


def test_names_stand_on_their_curves_apart_from_each_other() -> None:
    curves = [Sampled.over(Chosen(key), 5.0) for key in ("tanh", "logistic", "relu", "elu")]
    places = name_places(curves, (-1.0, 3.0))
    for curve, (x, y) in zip(curves, places, strict=True):
        assert np.interp(x, curve.x, curve.value) == pytest.approx(y)
    assert len({(round(x), round(y, 1)) for x, y in places}) == len(places)


def test_no_english_is_left_after_a_change_of_language(panel: CurvesPage) -> None:
    try:
        set_language("zh_CN")
        assert panel.list.items["step"].text(0) == "阶跃函数"
        assert "导数" in panel.derivatives.toolTip()
    finally:
        set_language("en")


def test_a_formula_is_typed_and_drawn_with_its_derivative(panel: CurvesPage, qtbot: QtBot) -> None:
    panel.list.focus("formula")
    field = panel.details.form.rows["expression"].editor
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "max(0, z)^2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    sampled = panel.plot.sampled["formula"]
    np.testing.assert_allclose(sampled.value, np.maximum(0, sampled.x) ** 2)
    np.testing.assert_allclose(sampled.slope, 2 * np.maximum(0, sampled.x))
    assert panel.details.formula.latex() == engine.activations["formula"](expression="max(0, z)^2").formula
    assert "max(0, z)^2" in panel.lab.shown()[0].name


def test_a_mistyped_formula_leaves_the_curve_alone(panel: CurvesPage) -> None:
    panel.list.focus("formula")
    before = panel.plot.sampled["formula"].value.copy()
    field = panel.details.form.rows["expression"].editor
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "sin(z")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert panel.details.form.rows["expression"].problem.isVisible()
    np.testing.assert_array_equal(panel.plot.sampled["formula"].value, before)


@pytest.mark.parametrize("text", ["log(z)", "sqrt(z) - 5", "0 * log(-1 - abs(z))", "1e30 * z", "1/z"])
def test_formulas_with_holes_are_drawn(panel: CurvesPage, text: str) -> None:
    panel.list.focus("formula")
    panel.details.edited.emit("expression", text)
    panel.plot.point(-2.0)
    panel.grab()
    low, high = panel.plot.plot.getPlotItem().viewRange()[1]
    assert np.isfinite([low, high]).all()


def test_log_probabilities_are_shown_with_their_jacobian(panel: CurvesPage) -> None:
    panel.list.focus("log_softmax")
    assert panel.stack.currentWidget() is panel.vector
    assert panel.vector.bars.values.max() <= 0
    assert panel.vector.sum_label.text().startswith("Σ eᵃ")
    np.testing.assert_allclose(panel.vector.jacobian.values.sum(axis=1), 0, atol=1e-12)
    panel.grab()
