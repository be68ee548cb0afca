"""What a hand chooses in a view of Inspect stays while the same step is shown again, as every frame may show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QSlider, QWidget
from pytestqt.qtbot import QtBot
from resting import lay_out, settle

from nnstudio.document import opening_document
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.views import View
from nnstudio.ui.controls import Segmented
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.shell.inspect_views import VIEWS

Control = Segmented | QComboBox | QSlider | QAbstractButton
_MOST = 3


def controls(view: QWidget) -> list[Control]:
    """Return what offers a choice: rows of segments, lists, sliders, and buttons that stay down."""
    found = [each for each in view.findChildren(QWidget) if each.isVisible() and each.isEnabled()]
    choices = [each for each in found if isinstance(each, Segmented | QComboBox | QSlider)]
    buttons = [each for each in found if isinstance(each, QAbstractButton) and each.isCheckable()]
    return [*choices, *(each for each in buttons if not isinstance(each.parentWidget(), Segmented))]


def chosen(control: Control) -> object:
    """Return what is in force."""
    if isinstance(control, Segmented):
        return control.value()
    if isinstance(control, QSlider):
        return control.value()
    return control.currentIndex() if isinstance(control, QComboBox) else control.isChecked()


def choose(control: Control) -> Iterator[None]:
    """Choose one value after the other by hand."""
    if isinstance(control, Segmented):
        for key in [key for key, each in control.buttons.items() if each.isEnabled() and key != control.value()]:
            QTest.mouseClick(control.buttons[key], Qt.MouseButton.LeftButton)
            yield
    elif isinstance(control, QComboBox):
        key = Qt.Key.Key_Down if control.currentIndex() < control.count() - 1 else Qt.Key.Key_Up
        for _ in range(min(_MOST, control.count() - 1)):
            QTest.keyClick(control, key)
            yield
    elif isinstance(control, QSlider):
        for key in (Qt.Key.Key_Home, Qt.Key.Key_PageUp, Qt.Key.Key_Right):
            QTest.keyClick(control, key)
            yield
    else:
        for _ in range(2):
            QTest.mouseClick(control, Qt.MouseButton.LeftButton)
            yield


@pytest.mark.parametrize(
    "view", [view for view in VIEWS if view.group in ("layer", "graph", "neuron")], ids=lambda view: view.id
)
def test_a_choice_by_hand_stays(view: View, open_inspect: Callable[..., InspectorPanel], qtbot: QtBot) -> None:
    session = Session(view.example() if view.example is not None else opening_document())
    panel = open_inspect(session, lambda shown: InspectorPanel(shown, VIEWS))
    inspection, lost, seen = session.inspection, [], set()
    assert inspection.line is not None
    # One step of each phase, where the view is offered.
    for start in [start for start in inspection.line.starts if start < len(inspection.line)]:
        phase = inspection.line[start].phase
        if phase in seen:
            continue
        inspection.go(start)
        settle(qtbot, session)
        with inspection.hold() as moment:
            if moment is None or not view.fits(moment):
                continue
        seen.add(phase)
        panel.show_view(view)
        settle(qtbot, session)
        widget = panel.view(view.id)
        assert widget is not None
        for control in controls(widget):
            # Another choice may have put it away.
            for _ in choose(control) if control.isVisible() else ():
                settle(qtbot, session)
                step, before = inspection.step, chosen(control)
                inspection.refresh()
                lay_out()
                if inspection.step == step and chosen(control) != before:
                    lost.append(f"{step}: {control.accessibleName()}, {before} became {chosen(control)}")
    assert seen
    assert not lost, "\n".join(lost)
