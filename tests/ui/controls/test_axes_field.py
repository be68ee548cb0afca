"""A number for both axes or one for each, typed with real keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnstudio.engine import layers
from nnstudio.ui.controls import ParameterForm
from nnstudio.ui.controls.axes_field import AxesField

STRIDE = layers["convolution2d"].declaration.parameter("stride")


@pytest.fixture
def form(qtbot: QtBot) -> ParameterForm:
    made = ParameterForm((STRIDE,))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def field_of(form: ParameterForm) -> AxesField:
    field = form.rows["stride"].editor
    assert isinstance(field, AxesField)
    return field


def typed(field: AxesField, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(("text", "value"), [("3", 3), ("2, 1", "2, 1"), ("2x1", "2, 1"), ("4 4", 4)])
def test_one_number_or_two_are_told_as_the_layer_keeps_them(form: ParameterForm, text: str, value: object) -> None:
    heard: list[tuple[str, object]] = []
    form.edited.connect(lambda name, given: heard.append((name, given)))
    assert field_of(form).text() == "1"
    typed(field_of(form), text)
    assert heard == [("stride", value)]
    assert form.rows["stride"].value() == value


def test_what_cannot_be_read_stays_and_says_why(form: ParameterForm) -> None:
    heard: list[object] = []
    form.edited.connect(lambda name, given: heard.append(given))
    typed(field_of(form), "2, 0")
    assert heard == []
    assert field_of(form).text() == "2, 0"
    assert form.rows["stride"].problem.isVisible()
    assert "[1, 255]" in form.rows["stride"].problem.text()
    QTest.keyClick(field_of(form), Qt.Key.Key_Escape)
    assert field_of(form).text() == "1"
    assert not form.rows["stride"].problem.isVisible()


def test_arrows_step_both_numbers_within_the_range(form: ParameterForm) -> None:
    heard: list[object] = []
    form.edited.connect(lambda name, given: heard.append(given))
    field = field_of(form)
    typed(field, "2, 1")
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_PageUp)
    assert heard == ["2, 1", "3, 2", "13, 12"]
    for _ in range(2):
        QTest.keyClick(field, Qt.Key.Key_PageDown)
    assert heard[-1] == 1
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert len(heard) == 5
    field.setText("x")
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == "x"


def test_a_value_from_elsewhere_is_shown(form: ParameterForm) -> None:
    form.rows["stride"].set_value("1, 4")
    assert field_of(form).text() == "1, 4"
    form.rows["stride"].set_value(2)
    assert (field_of(form).text(), form.rows["stride"].value()) == ("2", 2)
