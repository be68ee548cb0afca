"""Forms made from declarations."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox
from pytestqt.qtbot import QtBot

from nnstudio.engine import activations
from nnstudio.engine.declaration import Choice, Kind, Parameter, Value
from nnstudio.text import Message
from nnstudio.ui.controls import ChoiceBox, NumberField, ParameterForm
from nnstudio.ui.controls.parameter_row import slider_share, slider_value


def parameter(key: str, kind: Kind, default: Value, **more: Any) -> Parameter:
    return Parameter(key, Message(key.title()), kind, default, Message("Help."), **more)


UNITS = parameter("units", Kind.INTEGER, 6, minimum=1, maximum=64)
RATE = parameter("rate", Kind.REAL, 0.5, minimum=0, maximum=1)
BIAS = parameter("bias", Kind.BOOLEAN, True)
MODE = parameter("mode", Kind.CHOICE, "a", choices=(Choice("a", Message("First")), Choice("b", Message("Second"))))
FUNCTION = parameter("function", Kind.CHOICE, "tanh", registry="activations")
ALPHA = parameter("alpha", Kind.REAL, 0.01, minimum=0, maximum=10, open_minimum=True, logarithmic=True)


@pytest.fixture
def form(qtbot: QtBot) -> ParameterForm:
    made = ParameterForm((UNITS, RATE, BIAS, MODE, FUNCTION, ALPHA))
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_kind_has_its_editor(form: ParameterForm) -> None:
    editors = {name: type(row.editor) for name, row in form.rows.items()}
    assert editors["units"] is editors["rate"] is editors["alpha"] is NumberField
    assert editors["bias"] is QCheckBox
    assert editors["mode"] is editors["function"] is ChoiceBox
    assert form.rows["rate"].slider is not None
    assert form.rows["units"].slider is None


def test_a_registry_gives_its_members(form: ParameterForm) -> None:
    box = form.rows["function"].editor
    assert isinstance(box, QComboBox)
    assert [box.itemData(i) for i in range(box.count())] == list(activations)
    assert box.currentData() == "tanh"


def test_edits_are_told_with_their_type(form: ParameterForm, qtbot: QtBot) -> None:
    heard: list[tuple[str, object]] = []
    form.edited.connect(lambda name, value: heard.append((name, value)))
    units = form.rows["units"].editor
    assert isinstance(units, NumberField)
    units.setFocus()
    units.selectAll()
    QTest.keyClicks(units, "8\r")
    box = form.rows["bias"].editor
    assert isinstance(box, QCheckBox)
    QTest.keyClick(box, Qt.Key.Key_Space)
    mode = form.rows["mode"].editor
    QTest.keyClick(mode, Qt.Key.Key_Down)
    assert heard == [("units", 8), ("bias", False), ("mode", "b")]
    assert isinstance(heard[0][1], int)


def test_setting_values_tells_nothing(form: ParameterForm, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.edited):
        form.set_values({"units": 3, "rate": 0.25, "bias": False, "mode": "b", "alpha": 1.0})
    assert form.rows["units"].value() == 3
    assert form.rows["rate"].value() == 0.25
    assert form.rows["bias"].value() is False
    assert form.rows["mode"].value() == "b"


def test_a_slider_drag_says_so(form: ParameterForm, qtbot: QtBot) -> None:
    slider = form.rows["rate"].slider
    assert slider is not None
    heard: list[tuple[object, bool]] = []
    form.edited.connect(lambda name, value: heard.append((value, form.sliding)))
    slider.setSliderDown(True)
    slider.setValue(250)
    with qtbot.waitSignal(form.settled):
        slider.setSliderDown(False)
    assert heard == [(0.25, True)]
    assert not form.sliding
    slider.setValue(500)
    assert heard[-1] == (0.5, False)


def test_parameters_that_stay_keep_their_editor(form: ParameterForm) -> None:
    kept = form.rows["units"]
    form.set_parameters((UNITS, BIAS), {"units": 9})
    assert form.rows["units"] is kept
    assert list(form.rows) == ["units", "bias"]
    assert kept.value() == 9


def test_a_problem_is_shown_under_its_field(form: ParameterForm) -> None:
    field = form.rows["units"].editor
    assert isinstance(field, NumberField)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0")
    field.commit()
    row = form.rows["units"]
    assert row.problem.isVisible()
    assert row.problem.text() == "Must be from 1 to 64."
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not row.problem.isVisible()


@pytest.mark.parametrize("declared", [RATE, ALPHA])
def test_slider_and_value_agree(declared: Parameter) -> None:
    for share in (0.0, 0.2, 0.5, 1.0):
        value = slider_value(declared, share)
        assert declared.checked(value, "") == value
        assert slider_share(declared, value) == pytest.approx(share, abs=0.01)


def test_everything_has_a_name_for_a_screen_reader(form: ParameterForm) -> None:
    for row in form.rows.values():
        assert row.editor.accessibleName() == str(row.parameter.name)
