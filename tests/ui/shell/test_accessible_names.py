"""Whatever takes the focus says what it is, in the language in force; what is clicked is large enough to hit."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ChoiceBox, NumberField, SearchField
from nnstudio.ui.controls.parameter_row import ParameterRow
from nnstudio.ui.controls.pixel_pad import PixelPad
from nnstudio.ui.functions import FunctionsPanel
from nnstudio.ui.functions.board import Board
from nnstudio.ui.functions.curves_page import CurvesPage
from nnstudio.ui.functions.dying_page import DyingPage
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.places import PLACES
from nnstudio.ui.shell.train_workspace import TrainWorkspace

TARGET = 24
"""Pixels that a target measures at least (WCAG 2.2, 2.5.8)."""

WORD = re.compile(r"(?!nnstudio|Adam|MSE)[A-Za-z]{3}")
"""A word of English; names, numbers and symbols read the same in every language."""


def focusable(window: MainWindow) -> Iterator[QWidget]:
    """Yield what is seen and takes the focus. A viewport gives it on to its view, which is what is spoken."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.focusPolicy() is Qt.FocusPolicy.NoFocus:
            continue
        heir = widget
        while heir.focusProxy() is not None and not isinstance(widget, QLineEdit):
            heir = heir.focusProxy()
        if heir.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            yield heir


def spoken(widget: QWidget, window: MainWindow) -> str:
    """Return what a screen reader says of a widget: its own name, its text, or the label that is its buddy."""
    own = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    buddies = [label.text() for label in window.findChildren(QLabel) if label.buddy() is widget]
    return next((text for text in (widget.accessibleName(), own, *buddies) if text.strip()), "")


def told(widget: QWidget) -> str:
    """Return where a widget is, for the message of a test."""
    chain = [widget]
    while (parent := chain[-1].parentWidget()) is not None:
        chain.append(parent)
    return "/".join(type(each).__name__ for each in chain[4::-1])


def show(window: MainWindow, workspace: str, qtbot: QtBot) -> None:
    """Bring a workspace to the top and give its views their first frame."""
    window.show_place(workspace)
    settle(qtbot, window.session)


@pytest.mark.parametrize("workspace", [place.id for place in PLACES])
def test_whatever_takes_the_focus_has_a_name_in_each_language(
    window: MainWindow, session: Session, qtbot: QtBot, workspace: str
) -> None:
    show(window, workspace, qtbot)
    english = {widget: spoken(widget, window) for widget in focusable(window)}
    assert len(english) > 10
    nameless = [told(widget) for widget, name in english.items() if not name]
    assert not nameless, "\n".join(nameless)
    session.set_language("zh_CN")
    settle(qtbot, session)
    chinese = {widget: spoken(widget, window) for widget in focusable(window)}
    nameless = [told(widget) for widget, name in chinese.items() if not name]
    assert not nameless, "\n".join(nameless)
    stuck = [f"{told(widget)}: {name}" for widget, name in chinese.items() if english.get(widget) == name]
    stuck = [line for line in stuck if WORD.search(line.split(": ", 1)[1])]
    assert not stuck, "\n".join(stuck)


@pytest.mark.parametrize("workspace", [place.id for place in PLACES])
def test_what_is_clicked_is_large_enough_to_hit(window: MainWindow, qtbot: QtBot, workspace: str) -> None:
    show(window, workspace, qtbot)
    for field in window.findChildren(SearchField):
        field.setText("a")  # Now it can be cleared.
    settle(qtbot, window.session)
    ignored = Qt.WidgetAttribute.WA_TransparentForMouseEvents
    buttons = [
        each
        for kind in (QAbstractButton, NumberField, QAbstractSpinBox, QComboBox, QSlider)
        for each in window.findChildren(kind)
        if each.isVisible() and not each.testAttribute(ignored)
    ]
    small = [f"{told(each)} {each.size().toTuple()}" for each in buttons if min(each.size().toTuple()) < TARGET]
    assert not small, "\n".join(small)


def hear(plot: QWidget, key: Qt.Key = Qt.Key.Key_Right) -> str:
    """Press an arrow on a picture, and return what a screen reader is told of where that led: it is something new."""
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    before = plot.accessibleDescription()
    QTest.keyClick(plot, key)
    assert plot.accessibleDescription() != before
    return plot.accessibleDescription()


def test_what_a_cursor_reads_in_the_lab_is_spoken(window: MainWindow, qtbot: QtBot) -> None:
    window.show_place("functions")
    panel = window.workspaces.panel()
    assert isinstance(panel, FunctionsPanel)
    curves = panel.show_page("curves")
    assert isinstance(curves, CurvesPage)
    said = hear(curves.plot)
    assert all(cell.text() in said for cells in curves.reading.values.values() for cell in cells)
    assert curves.reading.accessibleDescription() == said
    panel.show_page("losses")
    settle(qtbot, window.session)
    board = next(each for each in panel.findChildren(Board) if each.isVisible())
    value = theme.number(float(board.lines[0].y[np.abs(board.lines[0].x - board.position - 0.05).argmin()]))
    assert f"{board.lines[0].name} = {value}" in hear(board)
    dying = panel.show_page("dying")
    assert isinstance(dying, DyingPage)
    qtbot.waitUntil(lambda: dying.map.run is not None)
    said = hear(dying.map)
    assert dying.map.words() in said
    assert "%" in dying.map.words()


def test_what_the_cursor_reads_in_train_is_spoken(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    window.show_place("train")
    panel = window.workspaces.panel()
    assert isinstance(panel, TrainWorkspace)
    session.step_run("epoch", 4)
    qtbot.waitUntil(lambda: not session.trainer.pending and session.travel.step > 0)
    for view, key in (("curves", "loss_plot"), ("gradient_norm", "plot"), ("numbers", "plot")):
        shown = panel.show_view(view)
        settle(qtbot, session)
        hear(getattr(shown, key), Qt.Key.Key_Left if view != "numbers" else Qt.Key.Key_Up)


def test_where_the_pen_and_the_window_are_is_spoken(qtbot: QtBot) -> None:
    pad = PixelPad(0.0, 1.0)
    qtbot.addWidget(pad)
    pad.show_values(np.eye(4))
    pad.show()
    assert pad.accessibleDescription() == "[1, 1] 1"
    assert hear(pad) == "[1, 2] 0"


@pytest.mark.skipif(sys.platform == "win32", reason="there a choice's name is its name")
@pytest.mark.parametrize("workspace", [place.id for place in PLACES])
def test_a_choice_says_what_is_chosen_and_a_slider_its_number(
    window: MainWindow, session: Session, qtbot: QtBot, workspace: str
) -> None:
    show(window, workspace, qtbot)
    session.set_language("zh_TW")
    settle(qtbot, session)
    boxes = [box for box in window.findChildren(ChoiceBox) if box.isVisible()]
    for box in boxes:
        spoken_of = QAccessible.queryAccessibleInterface(box)
        assert box.accessibleName()
        assert box.accessibleName() in spoken_of.text(QAccessible.Text.Description)
    rows = [row for row in window.findChildren(ParameterRow) if row.isVisible() and row.slider is not None]
    for row in rows:
        assert isinstance(row.editor, NumberField)
        assert row.slider is not None
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Home):
            QTest.keyClick(row.slider, key)
            assert row.slider.accessibleDescription() == (row.editor.text() or row.editor.placeholderText())
    speed = window.header.transport.speed
    QTest.keyClick(speed.slider, Qt.Key.Key_Home)
    assert speed.slider.accessibleDescription() == speed.caption.text()
    assert boxes or rows or workspace == "build"
