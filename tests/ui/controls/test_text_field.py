"""A text that has to make sense, typed with real keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from nnstudio.engine import activations, losses
from nnstudio.ui.controls import ParameterForm, TextField

FORMULA = activations["formula"].declaration.parameters
WEIGHTS = tuple(p for p in losses["cross_entropy"].declaration.parameters if p.id == "class_weights")


@pytest.fixture
def form(qtbot: QtBot) -> ParameterForm:
    made = ParameterForm(FORMULA)
    qtbot.addWidget(made)
    made.resize(280, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def field_of(form: ParameterForm, name: str = "expression") -> TextField:
    field = form.rows[name].editor
    assert isinstance(field, TextField)
    return field


def typed(field: QLineEdit, text: str, key: Qt.Key | None = Qt.Key.Key_Return) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    if key is not None:
        QTest.keyClick(field, key)


def test_enter_commits_a_good_text_once(form: ParameterForm, qtbot: QtBot) -> None:
    heard: list[tuple[str, object]] = []
    form.edited.connect(lambda name, value: heard.append((name, value)))
    field = field_of(form)
    assert field.text() == "z + sin(z)^2"
    typed(field, "tanh(z) * z")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard == [("expression", "tanh(z) * z")]
    assert form.rows["expression"].value() == "tanh(z) * z"


def test_leaving_the_field_commits_too(form: ParameterForm) -> None:
    heard: list[object] = []
    form.edited.connect(lambda name, value: heard.append(value))
    field = field_of(form)
    typed(field, "z^3", None)
    field.clearFocus()
    assert heard == ["z^3"]


def test_a_mistake_is_told_with_its_character_and_the_typing_stays(form: ParameterForm) -> None:
    heard: list[object] = []
    form.edited.connect(lambda name, value: heard.append(value))
    row, field = form.rows["expression"], field_of(form)
    typed(field, "1 + tahn(z)")
    assert heard == []
    assert field.text() == "1 + tahn(z)"
    assert field.selectedText() == "tahn"
    assert row.problem.isVisible()
    assert "5" in row.problem.text()
    assert "tanh" in row.problem.text()
    assert row.excerpt.text() == "1 + tahn(z)\n    ^^^^"
    assert row.value() == "z + sin(z)^2"
    field.clearFocus()
    form.set_values({"expression": "z + sin(z)^2"})
    assert field.text() == "1 + tahn(z)"


def test_the_mistake_goes_as_soon_as_it_is_put_right(form: ParameterForm) -> None:
    row, field = form.rows["expression"], field_of(form)
    typed(field, "2z")
    assert row.problem.isVisible()
    QTest.keyClicks(field, "*z")
    assert field.text() == "2*z"
    assert not row.problem.isVisible()
    assert not row.excerpt.isVisible()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert row.value() == "2*z"


def test_nothing_is_said_while_a_formula_is_half_typed(form: ParameterForm) -> None:
    row, field = form.rows["expression"], field_of(form)
    typed(field, "exp(", None)
    assert not row.problem.isVisible()


def test_escape_brings_the_last_good_text_back(form: ParameterForm) -> None:
    row, field = form.rows["expression"], field_of(form)
    typed(field, "exp(")
    assert row.problem.isVisible()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "z + sin(z)^2"
    assert not row.problem.isVisible()


def test_a_long_formula_shows_the_part_around_the_mistake(form: ParameterForm) -> None:
    row, field = form.rows["expression"], field_of(form)
    typed(field, "z + " * 20 + "foo(z)" + " + z" * 20)
    above, below = row.excerpt.text().split("\n")
    assert len(above) < 34
    assert above[below.index("^") : below.index("^") + 3] == "foo"


def test_another_value_from_outside_replaces_even_a_mistake(form: ParameterForm) -> None:
    field = field_of(form)
    typed(field, "exp(")
    form.set_values({"expression": "z"})
    assert field.text() == "z"
    assert field.problem() is None


def test_class_weights_say_what_is_wrong(qtbot: QtBot) -> None:
    form = ParameterForm(WEIGHTS)
    qtbot.addWidget(form)
    form.show()
    row, field = form.rows["class_weights"], field_of(form, "class_weights")
    typed(field, "1, two")
    assert row.problem.isVisible()
    assert "two" in row.problem.text()
    assert not row.excerpt.isVisible()
    typed(field, "1; 2")
    assert row.value() == "1; 2"
