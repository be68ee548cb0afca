"""The lab's experiments, driven by sliders, mouse and keys; the numbers that they say are the engine's."""

from __future__ import annotations

import numpy as np
import pytest
from hovering import hover
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio import engine
from nnstudio.document import Document, SetParameters
from nnstudio.inspection.functions.loss_curves import behind_softmax, curve_keys
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.functions import FunctionsPanel
from nnstudio.ui.functions.depth_page import DepthPage
from nnstudio.ui.functions.dying_page import DyingPage
from nnstudio.ui.functions.gates_page import GatesPage
from nnstudio.ui.functions.identities_page import IdentitiesPage
from nnstudio.ui.functions.losses_page import LossesPage
from nnstudio.ui.functions.network_page import NetworkPage
from nnstudio.ui.functions.softmax_page import SoftmaxPage
from nnstudio.ui.functions.zigzag_page import ZigzagPage
from nnstudio.ui.theme.tokens import ThemeName


def test_ten_logistic_layers_pass_a_quarter_to_the_tenth(lab: FunctionsPanel) -> None:
    lab.lab.focus("logistic")
    page = lab.show_page("depth")
    assert isinstance(page, DepthPage)
    found = page.chains["logistic"]
    assert found.bound[-1] == pytest.approx(0.25**10)
    assert theme.number(float(found.factor[-1]), 3) in page.said.text()
    page.count.slider.setFocus()
    QTest.keyClick(page.count.slider, Qt.Key.Key_Home)
    assert page.count.value() == 1
    assert len(page.chains["logistic"].factor) == 1


def test_what_has_no_bound_is_not_said_to_have_one(lab: FunctionsPanel) -> None:
    lab.lab.set_value("formula", "expression", "z^2")
    lab.lab.focus("formula")
    page = lab.show_page("depth")
    assert isinstance(page, DepthPage)
    said = page.said.text().splitlines()
    assert said[0].startswith("z^2: after 10 layers")
    assert said[0].endswith("has no upper bound.")
    assert "no x leaves more than 9.54×10⁻⁷" in next(line for line in said if line.startswith("Logistic"))
    assert not any("bound" in line.name for line in page.factor.lines)


@pytest.mark.parametrize(("depth", "step"), [(10, 1), (30, 3)])
def test_layers_are_counted_in_whole_numbers(lab: FunctionsPanel, depth: int, step: int) -> None:
    page = lab.show_page("depth")
    assert isinstance(page, DepthPage)
    page.count.slider.setValue(depth)
    axis = page.factor.plot.getPlotItem().getAxis("bottom")
    ticks = {value for _, values in axis.tickValues(0, depth, 1000) for value in values}
    assert ticks == set(range(0, depth + 1, step))


def test_the_cursor_is_the_chains_input(lab: FunctionsPanel) -> None:
    page = lab.show_page("depth")
    assert isinstance(page, DepthPage)
    page.output.setFocus()
    QTest.keyClick(page.output, Qt.Key.Key_Home)
    QTest.keyClick(page.output, Qt.Key.Key_Right)
    assert page.form.rows["x"].value() == pytest.approx(0.1)
    assert page.chains["tanh"].z[0] == pytest.approx(0.1)


def test_the_functions_checked_under_curves_are_compared(lab: FunctionsPanel) -> None:
    page = lab.show_page("depth")
    assert isinstance(page, DepthPage)
    assert set(page.chains) == {"tanh", "logistic", "relu"}
    lab.lab.overlay("selu", True)
    assert "selu" in page.chains


def test_a_sharp_gate_is_a_relu(lab: FunctionsPanel) -> None:
    page = lab.show_page("gates")
    assert isinstance(page, GatesPage)
    slider = page.form.rows["beta"].slider
    assert slider is not None
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert dict(page.chosen().values)["beta"] == 100
    curve, line, ramp = page.curve.lines
    assert np.abs(curve.y - ramp.y).max() < 0.003
    QTest.keyClick(slider, Qt.Key.Key_Home)
    curve, line, ramp = page.curve.lines
    assert np.abs(curve.y - line.y).max() < 0.07


@pytest.mark.parametrize("number", range(7))
def test_every_gate_is_read_at_the_cursor(lab: FunctionsPanel, number: int) -> None:
    page = lab.show_page("gates")
    assert isinstance(page, GatesPage)
    page.choice.setCurrentIndex(number)
    page.choice.activated.emit(number)
    viewport = page.curve.plot.viewport()
    hover(viewport, viewport.rect().center() + QPoint(40, 0))
    z = page.curve.position
    value = float(engine.plot(page.chosen().function(), np.array([z]))[0][0])
    assert page.open.text().endswith(f"= {theme.number(value, 3)}.")


def turn(page: GatesPage | IdentitiesPage, name: str, text: str) -> None:
    field = page.form.rows[name].editor
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_another_language_leaves_what_was_set(lab: FunctionsPanel) -> None:
    gates, identities = lab.show_page("gates"), lab.show_page("identities")
    assert isinstance(gates, GatesPage)
    assert isinstance(identities, IdentitiesPage)
    identities.list.setCurrentRow(5)
    turn(identities, "gamma", "2")
    assert identities.verdict.text().startswith("✕")
    lab.show_page("gates")
    turn(gates, "beta", "20")
    before = gates.gate.lines[0].y
    set_language("zh_CN")
    assert gates.form.rows["beta"].value() == 20.0
    np.testing.assert_array_equal(gates.gate.lines[0].y, before)
    assert gates.choice.itemText(0) == "Swish 函数"
    assert identities.list.currentRow() == 5
    assert identities.form.rows["gamma"].value() == 2.0
    assert identities.verdict.text() == "✕ 不相等"
    set_language("en")


def test_losses_and_their_slopes_are_the_engines(lab: FunctionsPanel) -> None:
    page = lab.show_page("losses")
    assert isinstance(page, LossesPage)
    assert page.checked() == ("half_mse", "mae", "huber", "binary_cross_entropy")
    half, entropy = page.loss.lines[0], page.loss.lines[3]
    np.testing.assert_allclose(half.y, 0.5 * (half.x - 1) ** 2, atol=1e-12)
    inside = (entropy.x > 0.01) & (entropy.x < 0.99)
    np.testing.assert_allclose(entropy.y[inside], -np.log(entropy.x[inside]), rtol=1e-9)
    assert np.isnan(entropy.y[entropy.x > 1]).all()


@pytest.mark.parametrize(("x", "y"), [(0.0075, 1.0), (0.998, 1.0), (1.002, 1.0), (0.403, 0.4), (-1.2, 0.0)])
def test_what_is_read_at_the_cursor_is_the_loss_at_that_place(lab: FunctionsPanel, x: float, y: float) -> None:
    """Not what lies between two points of the drawn line: a slope leaps, and near 0 a logarithm bends."""
    page = lab.show_page("losses")
    assert isinstance(page, LossesPage)
    page.form.set_values({"y": y})
    page._show()
    page.loss.pointed.emit(x)
    x, held = round(x, 3), float(round(y))
    wanted = {
        "Half squared error": (0.5 * (x - y) ** 2, x - y),
        "Mean absolute error": (abs(x - y), float(np.sign(x - y))),
        "Huber": (0.5 * (x - y) ** 2 if abs(x - y) <= 1 else abs(x - y) - 0.5, float(np.clip(x - y, -1, 1))),
    }
    told = page.read.text().splitlines()
    assert told[0] == f"a = {theme.compact(x)}"
    for name, (loss, slope) in wanted.items():
        assert f"{name}: {theme.number(loss, 3)}, {theme.number(slope, 3)}" in told
    cross = next(line for line in told if line.startswith("Binary cross-entropy"))
    assert (f"(y = {held:g})" in cross) == (held != y)
    if 0 < x < 1:
        loss, slope = -np.log(x if held else 1 - x), (x - held) / (x * (1 - x))
        assert cross.endswith(f": {theme.number(float(loss), 3)}, {theme.number(float(slope), 3)}")
    else:
        assert cross.endswith(": —, —")


@pytest.mark.parametrize("mode", ["output", "classes"])
def test_behind_an_output_the_cursor_reads_what_arrives_there(lab: FunctionsPanel, mode: str) -> None:
    page = lab.show_page("losses")
    assert isinstance(page, LossesPage)
    QTest.mouseClick(page.mode.buttons[mode], Qt.MouseButton.LeftButton)
    page.loss.pointed.emit(-2.3456)
    z = -2.346
    p = 1 / (1 + np.exp(-z)) if mode == "output" else np.exp(z) / (np.exp(z) + 2)
    said = f": {theme.number(float(-np.log(p)), 3)}, {theme.number(float(p - 1), 3)}"
    assert sum(line.endswith(said) for line in page.read.text().splitlines()) == 1


def test_cross_entropy_beats_squared_error_where_the_output_is_saturated(lab: FunctionsPanel) -> None:
    page = lab.show_page("losses")
    assert isinstance(page, LossesPage)
    QTest.mouseClick(page.mode.buttons["output"], Qt.MouseButton.LeftButton)
    names = [line.name for line in page.slope.lines]
    square, entropy = (page.slope.lines[names.index(name)] for name in ("Half squared error", "Binary cross-entropy"))
    assert square.x[0] == -8
    assert abs(square.y[0]) < 4e-4
    assert entropy.y[0] == pytest.approx(-1, abs=1e-3)
    assert "cancels" in page.said.text()


def test_losses_of_classes_are_compared_behind_a_softmax(lab: FunctionsPanel) -> None:
    page = lab.show_page("losses")
    assert isinstance(page, LossesPage)
    QTest.mouseClick(page.mode.buttons["classes"], Qt.MouseButton.LeftButton)
    assert page.checked() == ("half_mse", "mae", "cross_entropy")
    square, _, entropy = page.slope.lines
    assert abs(square.y[0]) < 5e-4
    assert entropy.y[0] == pytest.approx(-1, abs=1e-3)
    rows = [page.list.item(row) for row in range(page.list.count())]
    assert sum(not row.isHidden() for row in rows) == len(behind_softmax())
    assert not page.form.isVisible()
    page.list.setFocus()
    for key in (Qt.Key.Key_End, Qt.Key.Key_Space):
        QTest.keyClick(page.list, key)
    assert page.checked()[-1] == "focal_logits"
    assert page.name.text() == str(engine.losses["focal_logits"].declaration.name)
    QTest.mouseClick(page.mode.buttons["prediction"], Qt.MouseButton.LeftButton)
    assert page.checked() == ("half_mse", "mae", "huber", "binary_cross_entropy")
    assert page.list.currentItem() is rows[curve_keys().index("half_mse")]
    assert page.form.isVisible()


def test_a_loss_is_compared_by_its_check_box(lab: FunctionsPanel) -> None:
    page = lab.show_page("losses")
    assert isinstance(page, LossesPage)
    page.list.setFocus()
    page.list.setCurrentRow(0)
    QTest.keyClick(page.list, Qt.Key.Key_Space)
    assert page.checked()[0] == "mse"
    assert page.loss.lines[0].name == "Mean squared error"
    assert page.formula.latex() == engine.losses.make("mse").formula


def test_the_learning_rate_that_undoes_a_loss_s_factor_is_said(lab: FunctionsPanel) -> None:
    page = lab.show_page("losses")
    assert isinstance(page, LossesPage)
    page.list.setFocus()
    said = {}
    for row, key in enumerate(curve_keys()):
        page.list.setCurrentRow(row)
        said[key] = page.rate.text()
    assert "α / 2" in said["mse"]
    assert "cancels" in said["half_mse"]
    assert "no α" in said["mae"]
    assert "m α" in said["mse"]
    assert not said["binary_cross_entropy"]


def test_temperature_and_a_drag_in_the_triangle(lab: FunctionsPanel) -> None:
    page = lab.show_page("softmax")
    assert isinstance(page, SoftmaxPage)
    z = np.array([2.0, 1.0, -0.5])
    np.testing.assert_allclose(page.bars.values, np.exp(z) / np.exp(z).sum(), rtol=1e-12)
    slider = page.form.rows["temperature"].slider
    assert slider is not None
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert page.bars.values[0] > 0.999
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert page.bars.values.max() < 0.4
    page.form.set_values({"z1": 0.0, "z2": 0.0, "z3": 0.0, "temperature": 1.0})
    target = np.array([0.5, 0.2])
    QTest.mouseClick(page.triangle, Qt.MouseButton.LeftButton, pos=page.triangle.pixel(target).toPoint())
    np.testing.assert_allclose(page.triangle.point, target, atol=0.01)
    assert page.bars.values[0] == pytest.approx(page.bars.values[1], abs=0.02)


def test_the_triangles_point_moves_by_arrows(lab: FunctionsPanel) -> None:
    page = lab.show_page("softmax")
    assert isinstance(page, SoftmaxPage)
    before = page.triangle.point.copy()
    page.triangle.setFocus()
    QTest.keyClick(page.triangle, Qt.Key.Key_Up)
    assert page.triangle.point[1] == pytest.approx(before[1] + 0.02, abs=2e-3)


def test_the_zig_zag_is_walked_update_by_update(lab: FunctionsPanel, qtbot: QtBot) -> None:
    page = lab.show_page("zigzag")
    assert isinstance(page, ZigzagPage)
    qtbot.waitUntil(lambda: page.runs is not None)
    assert page.runs is not None
    page.steps.slider.setFocus()
    for _ in range(3):
        QTest.keyClick(page.steps.slider, Qt.Key.Key_Right)
    assert page.plots[0].steps == 33
    moved = page.runs[0].path[33] - page.runs[0].path[32]
    assert ("↑ ↑" if moved[0] > 0 else "↓ ↓") in page.signs.text()
    assert page.runs[0].together == 1
    first = page.runs
    QTest.mouseClick(page.rival.buttons["tanh"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.runs is not first)
    assert page.plots[1].title.text().startswith("tanh")


def test_dead_neurons_are_counted_and_compared(lab: FunctionsPanel, qtbot: QtBot) -> None:
    page = lab.show_page("dying")
    assert isinstance(page, DyingPage)
    qtbot.waitUntil(lambda: page.complete)
    assert "0 came back" in page.said.text().splitlines()[0]
    assert page.runs["relu"].dead_at("h1", -1) > page.runs["leaky_relu"].dead_at("h1", -1) == 0
    page.map.setFocus()
    step = page.map.step
    QTest.keyClick(page.map, Qt.Key.Key_Right)
    assert page.map.step == step + 1
    assert theme.number(float(page.runs["relu"].losses[step + 1]), 3) in page.table_said.text()
    QTest.mouseClick(page.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.complete)
    assert page.seed == 7


def test_a_function_that_is_not_trained_yet_shows_no_others_map(lab: FunctionsPanel, qtbot: QtBot) -> None:
    page = lab.show_page("dying")
    assert isinstance(page, DyingPage)
    qtbot.waitUntil(lambda: page.complete)
    page.runs.pop("elu")
    page.choice.setCurrentIndex(page.choice.findData("elu"))
    page.choice.activated.emit(page.choice.currentIndex())
    assert page.said.text() == "Being trained …"
    assert page.table_said.text() == ""
    hover(page.map, page.map.rect().center())
    QTest.keyClick(page.map, Qt.Key.Key_Right)
    assert page.map.run is None
    QTest.mouseClick(page.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.complete)
    assert page.map.run is page.runs["elu"]


def test_the_networks_own_net_inputs(lab: FunctionsPanel, session: Session, qtbot: QtBot) -> None:
    page = lab.show_page("network")
    assert isinstance(page, NetworkPage)
    qtbot.waitUntil(lambda: len(page.cells) == 3)
    with session.display.hold() as frame:
        assert frame is not None
        z = frame.quantity("n2", "z")
        np.testing.assert_array_equal(np.sort(page.found[0].z), np.sort(np.asarray(z, float).ravel()))
    assert page.cells[0].name == "Hidden 1"
    assert theme.fixed(float(z.mean()), 2) in page.cells[0].facts()[0]
    for node in ("n2", "n3"):
        session.edit(SetParameters(node, (("activation", "identity"),)))
    qtbot.waitUntil(lambda: len(page.cells) == 1)
    assert page.cells[0].name == "Output layer"
    session.new(Document())
    qtbot.waitUntil(lambda: not page.cells)
    assert page.stack.currentWidget() is page.empty


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_experiment_is_drawn_in_both_themes(lab: FunctionsPanel, qapp: QApplication, name: ThemeName) -> None:
    pages = ("depth", "gates", "losses", "softmax", "zigzag", "dying", "network")
    for page in pages:
        lab.show_page(page)
    theme.apply(qapp, name)
    set_language("zh_TW")
    for page in pages:
        lab.show_page(page)
        assert not lab.grab().isNull()
    depth = lab.pages["depth"]
    assert isinstance(depth, DepthPage)
    assert "梯度" in depth.said.text()
