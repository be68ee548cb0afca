"""The note of a template: shown when it is opened, closed, found again, and followed to where it points."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.document import SetTraining, template_of, templates
from nnstudio.training.frame import Status
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.guide import place_of
from nnstudio.ui.shell.inspect_views import VIEWS
from nnstudio.ui.shell.places import PLACES

LEFT = Qt.MouseButton.LeftButton
LOOKS = {
    (look.place, look.view): (name, number)
    for name, made in templates.items()
    for number, look in enumerate(made.looks)
}
"""One for each place and view that any look points to."""


def test_every_look_points_to_a_place_that_there_is() -> None:
    known = {view.id for view in VIEWS} | {""}
    places = {place.id for place in PLACES}
    looks = [look for made in templates.values() for look in made.looks]
    assert {look.view for look in looks} <= known
    assert {look.place for look in looks} <= places
    assert all(str(place_of(look)) for look in looks)


def test_it_is_turned_closed_and_found_again(window: MainWindow, session: Session) -> None:
    guide, look = window.header.guide, window.menus.actions["look"]
    window.files.open_template(templates["resnet"]())
    looks = templates["resnet"].looks
    assert guide.isVisible()
    assert guide.text.text() == str(looks[0].text)
    QTest.mouseClick(guide.next_button, LEFT)
    assert guide.text.text() == str(looks[1].text)
    QTest.mouseClick(guide.back_button, LEFT)
    QTest.mouseClick(guide.back_button, LEFT)
    assert guide.text.text() == str(looks[-1].text)
    QTest.mouseClick(guide.close_button, LEFT)
    assert not guide.isVisible()
    assert session.edit(SetTraining((("batch_size", 7),)))
    look.trigger()
    assert guide.isVisible()
    QTest.keyClick(guide, Qt.Key.Key_Escape)
    assert not guide.isVisible()


@pytest.mark.parametrize("place", ["build", "train"])
def test_closed_by_a_key_it_leaves_the_keyboard_with_the_workspace(window: MainWindow, place: str) -> None:
    window.files.open_template(templates["resnet"]())
    window.show_place(place)
    there, guide = QApplication.focusWidget(), window.header.guide
    for button, key in ((guide.close_button, Qt.Key.Key_Space), (guide.next_button, Qt.Key.Key_Escape)):
        window.guiding.show()
        button.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(button, key)
        assert not guide.isVisible()
        assert QApplication.focusWidget() is there


def test_it_goes_with_its_network(window: MainWindow, session: Session) -> None:
    window.files.open_template(templates["xor"]())
    assert window.menus.actions["look"].isEnabled()
    window.files.new()
    assert not window.header.guide.isVisible()
    assert not window.menus.actions["look"].isEnabled()
    assert template_of(session.document) is None


def test_it_follows_the_language(window: MainWindow) -> None:
    window.files.open_template(templates["lstm"]())
    english = window.header.guide.text.text()
    window.set_language("zh_TW")
    shown = window.header.guide.text.text()
    assert shown != english
    assert shown == str(templates["lstm"].looks[0].text)
    window.set_language("en")


@pytest.mark.parametrize(("name", "number"), LOOKS.values(), ids=["-".join(key) for key in LOOKS])
def test_it_takes_one_to_where_it_points(
    window: MainWindow, session: Session, qtbot: QtBot, name: str, number: int
) -> None:
    look = templates[name].looks[number]
    window.files.open_template(templates[name]())
    qtbot.waitUntil(lambda: session.status is Status.PAUSED)
    guide = window.header.guide
    for _ in range(number):
        guide.turn(1)
    QTest.mouseClick(guide.go_button, LEFT)
    assert window.workspaces.current == look.place
    if look.place == "inspect":
        panel: Any = window.workspaces.panel()
        qtbot.waitUntil(lambda: on_top(panel, look.view))
        kinds = {node.id: node.kind for node in session.document.network.nodes}
        assert session.inspection.step is not None
        assert not look.layer or kinds[session.inspection.step.layer] == look.layer


def on_top(panel: Any, view: str) -> bool:
    """Whether a view is the one that its half of Inspect shows."""
    widget = panel.view(view)
    return widget is not None and widget.isVisible()


def test_it_pauses_a_run_to_look_inside(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    window.files.open_template(templates["rnn"]())
    qtbot.waitUntil(lambda: session.status is Status.PAUSED)
    session.run()
    qtbot.waitUntil(lambda: session.status is Status.RUNNING)
    look = next(look for look in templates["rnn"].looks if look.view)
    window.guiding.go(look)
    panel: Any = window.workspaces.panel()
    qtbot.waitUntil(lambda: on_top(panel, look.view))
    assert session.status is Status.PAUSED
