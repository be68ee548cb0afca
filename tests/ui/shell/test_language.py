"""The language changes at once, everywhere, and nothing is clipped in any of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.document.edits import SetTraining
from nnstudio.text import LANGUAGES, language
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ElidedLabel, FormulaLabel
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.places import PLACES
from nnstudio.ui.shell.readout import Readout
from nnstudio.ui.shell.train_workspace import TrainWorkspace

# Names that are the same in every language.
NAMES = (
    r"nnstudio|Adam|RMSProp|SGD|Xavier|He|Glorot|\w*ReLU|ReLU|PReLU|ELU|GELU|SiLU|Swish|[Tt]anh|Logistic|Softmax|Softplus|"
    r"Sigmoid|MSE|MAE|BCE|CE|XOR|AND|OR|NAND|Ctrl|Shift|Alt|Del|CSV|Dropout|L1|L2|R²|Loss|UTF|English|PyTorch|NumPy|Home|dense|dropout"
    r"|float32|float64|LaTeX|Markdown|Windows|Enter|Huber|Nesterov"
    r"|AdaGrad|AdaDelta|AdamW|AMSGrad|Adamax|Nadam|Lion|Rprop|L-BFGS"
    # Of the scratch pad's Python.
    r"|\(self, other\)|\b(micrograd|Value|data|children|operation|zero_grad|relu|sigmoid|sqrt)\b"
)
WORD = re.compile(r"[A-Za-z]{4,}")
CITATION = r"\S.*\(?(19|20)\d\d\)?.*"


def texts(window: MainWindow) -> Iterator[tuple[QWidget, str]]:
    """Everything that is written in a window, shown or read aloud."""
    for widget in [window, *window.findChildren(QWidget)]:
        if isinstance(widget, FormulaLabel):
            continue  # LaTeX is read aloud as it is
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget, widget.text()
        elif isinstance(widget, QComboBox):
            yield from ((widget, widget.itemText(i)) for i in range(widget.count()))
        elif isinstance(widget, QLineEdit):
            yield widget, widget.placeholderText()
        elif isinstance(widget, QMenu):
            yield from ((widget, action.text()) for action in widget.actions())
            yield widget, widget.title()
        elif isinstance(widget, Readout):
            yield widget, widget.caption
        yield widget, widget.toolTip()
        yield widget, widget.accessibleName()


def visible_trouble(window: MainWindow) -> list[str]:
    """What does not get the room that it asks for."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not window or isinstance(widget, ElidedLabel):
            continue
        if isinstance(widget, QLabel) and widget.text() and not _fits_label(widget):
            found.append(f"label {widget.text()!r}: {widget.size().toTuple()} < {widget.sizeHint().toTuple()}")
        if isinstance(widget, QPushButton | QToolButton | QCheckBox):
            hint, size = _needed(widget), widget.size()
            if isinstance(widget.parent(), QLineEdit) or widget.objectName().startswith("qt_"):
                continue  # Qt's own: a field's clear button, a menu bar's overflow
            if not _is_whole(widget):
                found.append(f"button {widget.text() or widget.accessibleName()!r} is cut off by what holds it")
            if size.width() < hint.width() or size.height() < hint.height():
                found.append(
                    f"button {widget.text() or widget.accessibleName()!r}: {size.toTuple()} < {hint.toTuple()}"
                )
        if isinstance(widget, Readout) and widget.width() < widget.sizeHint().width():
            found.append(f"readout {widget.caption}")
    return found


def _needed(button: QAbstractButton) -> QSize:
    """The room that a button cannot do without; a tool button's own hint adds some more for looks."""
    hint = button.sizeHint()
    if isinstance(button, QToolButton):
        words = button.fontMetrics().horizontalAdvance(button.text()) if button.text() else button.iconSize().width()
        return hint.boundedTo(QSize(words + 14, 32))
    return hint


def _is_whole(widget: QWidget) -> bool:
    """Whether all of a widget can be seen, or scrolled to."""
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return widget.visibleRegion().boundingRect().size() == widget.size()


def _fits_label(label: QLabel) -> bool:
    if label.wordWrap():
        return label.height() >= label.heightForWidth(label.width()) and _longest_word(label) <= label.width()
    return label.width() >= label.minimumSizeHint().width() and label.height() >= label.minimumSizeHint().height()


def _longest_word(label: QLabel) -> int:
    metrics = QFontMetrics(label.font())
    return max((metrics.horizontalAdvance(word) for word in re.findall(r"[\w-]+", label.text(), re.ASCII)), default=0)


@pytest.mark.parametrize("place", [place.id for place in PLACES])
@pytest.mark.parametrize("code", list(LANGUAGES))
def test_nothing_is_clipped_on_a_small_screen(
    window: MainWindow, session: Session, qtbot: QtBot, code: str, place: str
) -> None:
    window.show_place(place)
    window.set_language(code)
    for width, height in ((1024, 768), (960, 600)):
        window.resize(width, height)
        # What the run's moment brings along (legends, tables) is laid out once the trainer has given it.
        settle(qtbot, session)
        qtbot.waitUntil(lambda: not list(visible_trouble(window)))
        assert (window.width(), window.height()) == (width, height)


@pytest.mark.parametrize("place", [place.id for place in PLACES])
@pytest.mark.parametrize("code", ["zh_CN", "zh_TW"])
def test_no_english_remains(window: MainWindow, session: Session, qtbot: QtBot, code: str, place: str) -> None:
    session.edit(SetTraining((("batch_size", 7),)))
    window.show_place(place)
    settle(qtbot, session)
    # What is built while nobody takes a step is there sooner on one machine than on another.
    qtbot.waitUntil(lambda: place != "inspect" or (session.inspection.ready and not session.inspection.ahead.running))
    window.set_language(code)
    settle(qtbot, session)
    # What the student named, such as layers, keeps its name.
    own = [node.name for node in session.document.network.nodes] + [session.document.title]
    known = re.compile("|".join([CITATION, NAMES, *(re.escape(name) for name in own if name)]))
    left = {text for _, text in texts(window) if WORD.search(known.sub("", text))}
    assert "\n".join(sorted(left)) == ""


def test_qt_speaks_the_language_too(window: MainWindow, qtbot: QtBot) -> None:
    window.set_language("zh_CN")
    box = QMessageBox(window)
    box.setStandardButtons(QMessageBox.StandardButton.Cancel)
    assert "取消" in box.button(QMessageBox.StandardButton.Cancel).text()
    window.set_language("en")
    box = QMessageBox(window)
    box.setStandardButtons(QMessageBox.StandardButton.Cancel)
    assert "Cancel" in box.button(QMessageBox.StandardButton.Cancel).text()


def test_language_is_chosen_in_the_menu_and_kept(window: MainWindow, session: Session) -> None:
    window.menus.actions["language_zh_TW"].trigger()
    assert language() == "zh_TW"
    assert window.menus.actions["language_zh_TW"].isChecked()
    assert session.settings is not None
    assert session.settings.language == "zh_TW"
    assert QApplication.font().families()
    window.menus.actions["language_en"].trigger()
    assert language() == "en"


def test_the_folded_column_is_whole(window: MainWindow, qtbot: QtBot) -> None:
    window.show_place("train")
    workspace = window.workspaces.panel()
    assert isinstance(workspace, TrainWorkspace)
    wide = workspace.columns.width()
    QTest.mouseClick(workspace.fold, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: workspace.columns.width() > wide)
    assert workspace.is_folded()
    assert _is_whole(workspace.fold)
    QTest.mouseClick(workspace.fold, Qt.MouseButton.LeftButton)
    assert not workspace.is_folded()
