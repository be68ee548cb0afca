"""The smaller controls: segments, legend, formula, empty state, labels, icons, search."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.text import Message, msg
from nnstudio.text.places import resource
from nnstudio.ui import theme
from nnstudio.ui.controls import (
    ColorScaleLegend,
    ElidedLabel,
    EmptyState,
    FormulaLabel,
    IconButton,
    NumberLabel,
    SearchField,
    Segmented,
    formula_renderer,
    icon,
)

OPTIONS = (("a", Message("First")), ("b", Message("Second")), ("c", Message("Third")))


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


def ink(widget: QWidget) -> int:
    """How many different colours a widget paints."""
    image = widget.grab().toImage()
    return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())})


def test_segments_by_click_and_by_key(qtbot: QtBot) -> None:
    row = Segmented(OPTIONS)
    qtbot.addWidget(row)
    row.show()
    heard: list[str] = []
    row.chosen.connect(heard.append)
    QTest.mouseClick(row.buttons["b"], Qt.MouseButton.LeftButton)
    QTest.keyClick(row.buttons["b"], Qt.Key.Key_Right)
    assert row.value() == "c"
    QTest.keyClick(row.buttons["c"], Qt.Key.Key_Left)
    QTest.mouseClick(row.buttons["b"], Qt.MouseButton.LeftButton)
    assert heard == ["b", "c", "b"]
    row.set_value("a")
    assert (row.value(), heard) == ("a", ["b", "c", "b"])


def test_tab_enters_segments_once(qtbot: QtBot) -> None:
    row = Segmented(OPTIONS)
    qtbot.addWidget(row)
    row.set_value("b")
    stops = [key for key, button in row.buttons.items() if button.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["b"]


def test_legend_says_its_ends(qtbot: QtBot) -> None:
    legend = ColorScaleLegend(msg("Search"))
    qtbot.addWidget(legend)
    legend.set_limit(2.5)
    assert legend.ends() == ("−2.5", "0", "+2.5")
    assert "−2.5" in legend.accessibleName()
    legend.set_kind("viridis")
    assert legend.ends() == ("0", "", "2.5")
    legend.resize(legend.sizeHint())
    assert ink(legend) > 100


def test_formula_is_drawn_and_cached(qtbot: QtBot) -> None:
    label = FormulaLabel(r"\frac{\partial L}{\partial w} = \delta\,a", spoken="dL by dw is delta times a")
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    assert ink(label) > 3
    assert label.accessibleName() == "dL by dw is delta times a"
    assert formula_renderer("x", 14, "#000000") is formula_renderer("x", 14, "#000000")


def test_formula_that_is_none_is_refused(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="cannot read"):
        formula_renderer(r"\frac{", 14, "#000000")


def test_empty_state_offers_the_next_step(qtbot: QtBot) -> None:
    state = EmptyState(Message("Nothing here"), Message("Do this."), Message("Do it"), icon_name="network")
    qtbot.addWidget(state)
    state.show()
    with qtbot.waitSignal(state.acted):
        QTest.mouseClick(state.button, Qt.MouseButton.LeftButton)
    assert EmptyState(Message("Nothing"), Message("Wait.")).button.isHidden()


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_elided_text_is_whole_in_the_tool_tip(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText("a rather long text that finds no room at all")
    label.resize(60, 20)
    label.show()
    assert label.is_elided()
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), label.mapToGlobal(QPoint(5, 5))))
    assert label.toolTip() == label.text()


def test_a_line_gives_way_to_a_shorter_one_before_it_is_cut(qtbot: QtBot) -> None:
    label, other = ElidedLabel(), ElidedLabel()
    for each in (label, other):
        qtbot.addWidget(each)
        each.resize(60, 20)
        each.show()
    label.setText("a rather long text that finds no room at all", "short")
    other.setText("short")
    assert label.grab().toImage() == other.grab().toImage()
    label.resize(600, 20)
    other.resize(600, 20)
    assert label.grab().toImage() != other.grab().toImage()
    assert label.text() == "a rather long text that finds no room at all"


def test_numbers_do_not_move_their_neighbours(qtbot: QtBot) -> None:
    label = NumberLabel("−0.0000")
    qtbot.addWidget(label)
    wide = label.minimumWidth()
    label.setText("1")
    assert label.minimumWidth() == wide > 0


def test_icon_button_is_large_enough_and_named(qtbot: QtBot) -> None:
    button = IconButton("run", msg("Search"))
    qtbot.addWidget(button)
    button.set_shortcut_hint("Ctrl+R")
    assert button.sizeHint().width() >= 24
    assert button.sizeHint().height() >= 24
    assert button.accessibleName() == "Search"
    assert button.toolTip() == "Search  (Ctrl+R)"


@pytest.mark.parametrize("path", sorted(resource("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_draws(path: Path, qapp: QApplication) -> None:
    if path.stem == "app":
        return
    image = icon(path.stem).pixmap(18, 18).toImage()
    inked = sum(image.pixelColor(x, y).alpha() > 100 for x in range(image.width()) for y in range(image.height()))
    assert 8 <= inked <= 300
    assert "currentColor" in path.read_text(encoding="utf-8")


def test_search_finds_every_word(qtbot: QtBot) -> None:
    field = SearchField()
    qtbot.addWidget(field)
    QTest.keyClicks(field, "relu leaky")
    assert field.matches("LeakyReLU", "slope")
    assert not field.matches("ReLU")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


@pytest.mark.parametrize("size", [(600, 400), (230, 205), (380, 180)])
def test_an_empty_state_in_a_small_place_leaves_the_picture_out_and_no_word(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    advice = "The learning rate in force, and smaller and larger ones. " * 2
    state = EmptyState(Message("No lab yet"), Message(advice), Message("Start"), icon_name="train")
    qtbot.addWidget(state)
    state.resize(*size)
    state.show()

    def is_whole() -> bool:
        words = state.title, state.advice
        return state.button.geometry().bottom() <= state.height() and all(
            each.height() >= each.heightForWidth(each.width()) for each in words
        )

    qtbot.waitUntil(is_whole, timeout=60_000)
    qtbot.waitUntil(lambda: state._picture.isVisible() == (size[1] == 400), timeout=60_000)
