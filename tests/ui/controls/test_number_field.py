"""The number field, driven by keys and the wheel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.controls import NumberField


class Holder(QWidget):
    """A field with a neighbour to which the focus can go."""

    def __init__(self, field: NumberField) -> None:
        super().__init__()
        self.field, self.other = field, QLineEdit()
        column = QVBoxLayout(self)
        column.addWidget(field)
        column.addWidget(self.other)


def shown(qtbot: QtBot, field: NumberField) -> Holder:
    holder = Holder(field)
    qtbot.addWidget(holder)
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is holder)
    field.setFocus(Qt.FocusReason.TabFocusReason)
    return holder


def typed(field: NumberField, text: str) -> None:
    field.selectAll()
    if text.isascii():
        QTest.keyClicks(field, text)
    else:  # QTest has keys for ASCII alone
        QApplication.clipboard().setText(text)
        field.paste()


@pytest.mark.parametrize(
    ("text", "value"), [("0.05", 0.05), ("0,05", 0.05), ("-1e-3", -0.001), ("−2", -2.0), (" 3 ", 3.0), ("０．５", 0.5)]
)
def test_reads_point_and_comma(qtbot: QtBot, text: str, value: float) -> None:
    field = NumberField(1.0)
    _holder = shown(qtbot, field)
    typed(field, text)
    with qtbot.waitSignal(field.edited) as caught:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert caught.args == [pytest.approx(value)]


def test_whole_numbers_are_grouped_as_everywhere_and_read_back(qtbot: QtBot) -> None:
    field = NumberField(12_345_678, integer=True)
    assert field.text() == theme.count(12_345_678) == "12\u202f345\u202f678"
    _holder = shown(qtbot, field)
    typed(field, "12\u202f345")
    with qtbot.waitSignal(field.edited) as caught:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert caught.args == [12_345]
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == theme.count(12_346)


@pytest.mark.parametrize(("text", "value"), [("1,000", 1000), ("12,345,678", 12_345_678), ("−1，000", -1000)])
def test_a_comma_in_a_whole_number_groups_thousands(qtbot: QtBot, text: str, value: int) -> None:
    field = NumberField(5, integer=True)
    _holder = shown(qtbot, field)
    typed(field, text)
    with qtbot.waitSignal(field.edited) as caught:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert caught.args == [value]
    assert field.text() == theme.count(value)


def test_where_a_whole_number_is_needed_no_other_is_suggested(qtbot: QtBot) -> None:
    field = NumberField(5, integer=True)
    _holder = shown(qtbot, field)
    typed(field, "abc")
    assert not field.commit()
    assert str(field.problem()) == "Not a number: write it like 12."


def test_out_of_range_is_said_in_words_and_stays_typed(qtbot: QtBot) -> None:
    field = NumberField(5, minimum=1, maximum=10, integer=True)
    holder = shown(qtbot, field)
    heard: list[float] = []
    field.edited.connect(heard.append)
    typed(field, "99")
    holder.other.setFocus()
    assert field.text() == "99"
    assert field.value() == 5
    assert str(field.problem()) == "Must be from 1 to 10."
    assert heard == []
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "5"
    assert field.problem() is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [("abc", "Not a number"), ("", "Not a number"), ("inf", "finite"), ("1.5", "whole number"), ("0", "above 0")],
)
def test_each_problem_has_its_words(qtbot: QtBot, text: str, problem: str) -> None:
    field = NumberField(5, minimum=0, open_minimum=True, integer=True)
    _holder = shown(qtbot, field)
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)
    assert not field.commit()
    assert problem in str(field.problem())


def test_problem_goes_while_typing_on(qtbot: QtBot) -> None:
    field = NumberField(5, minimum=0, maximum=10)
    _holder = shown(qtbot, field)
    typed(field, "12")
    field.commit()
    assert field.problem() is not None
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert field.problem() is None


def test_arrows_step(qtbot: QtBot) -> None:
    field = NumberField(5, minimum=0, maximum=7, integer=True)
    _holder = shown(qtbot, field)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == 6
    QTest.keyClick(field, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert field.value() == 7
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.value() == 6


def test_logarithmic_steps_go_one_two_five(qtbot: QtBot) -> None:
    field = NumberField(0.01, minimum=0, open_minimum=True, maximum=100, logarithmic=True)
    _holder = shown(qtbot, field)
    seen = []
    for _ in range(4):
        QTest.keyClick(field, Qt.Key.Key_Up)
        seen.append(field.value())
    assert seen == [0.02, 0.05, 0.1, 0.2]
    field.set_value(0.03)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.value() == 0.02
    QTest.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert field.value() == 0.002


def wheel(field: NumberField, notches: int) -> None:
    at = QPointF(field.rect().center())
    event = QWheelEvent(
        at,
        field.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, event)


def test_wheel_steps_only_with_focus(qtbot: QtBot) -> None:
    field = NumberField(5, integer=True)
    holder = shown(qtbot, field)
    wheel(field, 1)
    assert field.value() == 6
    holder.other.setFocus()
    wheel(field, 1)
    assert field.value() == 6


def test_setting_leaves_what_is_being_typed(qtbot: QtBot) -> None:
    field = NumberField(5)
    _holder = shown(qtbot, field)
    typed(field, "12")
    field.set_value(5)
    assert field.text() == "12"


def test_a_problem_speaks_the_language(qtbot: QtBot) -> None:
    field = NumberField(5, maximum=10)
    _holder = shown(qtbot, field)
    typed(field, "50")
    field.commit()
    set_language("zh_CN")
    try:
        assert "10" in str(field.problem())
        assert "Must" not in str(field.problem())
    finally:
        set_language("en")


def test_of_a_number_too_long_for_the_field_the_beginning_is_seen(qtbot: QtBot) -> None:
    field = NumberField()
    qtbot.addWidget(field)
    field.setFixedWidth(60)
    field.show()
    field.set_value(-0.0556850725)
    assert field.text().startswith("-0.05")
    assert field.cursorPosition() == 0


def test_a_narrow_field_shows_fewer_digits_and_keeps_them_all(qtbot: QtBot) -> None:
    field = NumberField(digits=4, step=0.1)
    holder = shown(qtbot, field)
    field.set_value(-0.0556850725)
    assert field.text() == "-0.05569"
    assert field.value() == -0.0556850725
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == -0.0556850725
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert holder.field.value() == pytest.approx(0.04431)
