"""What a screen reader finds on the canvas: every layer, group and note by name, and below it its ports."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from nnstudio.document import AddLayer, AddNote, Connect, FoldGroups, GroupLayers, RemoveLayers, RenameLayer, templates
from nnstudio.text import set_language
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.canvas import BuildPanel, status
from nnstudio.ui.canvas.speaking import tree as speaking

Key, Name, Role = Qt.Key, QAccessible.Text.Name, QAccessible.Role


def tree(hand):
    found = QAccessible.queryAccessibleInterface(hand.canvas)
    assert found is not None
    return found


def parts(interface) -> list:
    return [interface.child(index) for index in range(interface.childCount())]


def names(interface) -> list[str]:
    return [part.text(Name) for part in parts(interface)]


def test_every_layer_has_a_name_a_place_and_a_parent(hand):
    canvas = tree(hand)
    assert canvas.text(Name) == "Network canvas"
    assert canvas.childCount() == 4
    for index, part in enumerate(parts(canvas)):
        item = hand.canvas.stage.nodes[f"n{index + 1}"]
        assert part.isValid()
        assert part.text(Name) == item.face.spoken
        assert part.role() == Role.ListItem
        assert canvas.indexOfChild(part) == index
        assert part.parent().text(Name) == "Network canvas"
        middle = hand.canvas.viewport().mapToGlobal(hand.at(item.face.id))
        assert part.rect().contains(middle)
        assert canvas.childAt(middle.x(), middle.y()).text(Name) == part.text(Name)
    window = QAccessible.queryAccessibleInterface(hand.panel)
    reached = [part for part in parts(window) if part is not None and part.text(Name) == "Network canvas"]
    assert [part.childCount() for part in reached] == [4]


def test_every_port_says_what_it_is_and_where_it_leads(hand):
    hand.session.edit(AddLayer("add", 320, 160))
    hand.session.edit(Connect("n2", "n5"))
    canvas = tree(hand)
    by_name = {part.text(Name).split(",")[0]: part for part in parts(canvas)}
    assert names(by_name["Dense"]) == ["input 1 of Dense, from Input, 2", "output of Dense, 6, to Dense 2, Add"]
    assert names(by_name["Add"])[:2] == ["input 1 of Add, from Dense, 6", "input 2 of Add, not connected"]
    assert names(by_name["Add"])[-1].endswith("not connected")
    assert names(by_name["Output"]) == ["input 1 of Output, from Dense 2, 1"]
    port = by_name["Dense"].child(1)
    assert port.rect().contains(hand.canvas.viewport().mapToGlobal(hand.port("n2")))
    assert by_name["Dense"].indexOfChild(port) == 1
    assert port.parent().text(Name) == by_name["Dense"].text(Name)
    middle = port.rect().center()
    assert by_name["Dense"].childAt(middle.x(), middle.y()).text(Name) == port.text(Name)


@pytest.mark.parametrize("template", ["inception", "transformer"])
def test_no_layer_and_no_port_of_a_template_is_without_a_name(make_hand, template):
    hand = make_hand(templates[template]().document())
    things = parts(tree(hand))
    assert len(things) == len(hand.document.network.nodes)
    for thing in things:
        assert thing.text(Name)
        assert all(names(thing))
        assert thing.childCount() > 0


def test_groups_notes_and_folding(hand):
    hand.session.edit(GroupLayers(("n2", "n3"), "Body"))
    hand.session.edit(AddNote("Look", 700, 0))
    canvas = tree(hand)
    assert [part.role() for part in parts(canvas)].count(Role.Grouping) == 1
    assert names(canvas)[-1] == "note: Look"
    hand.session.edit(FoldGroups(("g5",)))
    assert [text.split(";")[0] for text in names(canvas)[1:2]] == ["folded group Body"]
    assert canvas.childCount() == 4
    assert names(canvas.child(1)) == ["input 1 of Dense, from Input, 2", "output of Dense 2, 1, to Output"]


def test_states_follow_selection_and_keyboard(hand):
    canvas = tree(hand)
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Tab)
    first, second = canvas.child(0), canvas.child(1)
    assert second.state().selected
    assert second.state().focused
    assert second.state().focusable
    assert not first.state().selected
    assert canvas.focusChild().text(Name) == second.text(Name)
    hand.canvas.scroll_by(4000, 0)
    assert second.state().offscreen


def test_tab_tells_of_the_focus_once(hand, monkeypatch):
    told: list[tuple[int, str]] = []

    class Listening:
        """Qt's accessibility with somebody who listens."""

        def __getattr__(self, name: str):
            return getattr(QAccessible, name)

        def isActive(self) -> bool:
            return True

        def updateAccessibility(self, event) -> None:
            told.append((event.type(), event.accessibleInterface().text(Name)))

    monkeypatch.setattr(speaking, "QAccessible", Listening())
    monkeypatch.setattr(status, "QAccessible", Listening())
    hand.key(Key.Key_Tab)
    spoken = hand.canvas.stage.nodes["n1"].face.spoken
    assert told == [(QAccessible.Event.Focus, spoken)]
    assert hand.panel.status.remark.text() == spoken
    told.clear()
    hand.canvas.announced.emit("Something else")
    assert [event for event, _text in told] == [QAccessible.Event.Announcement]


def test_what_is_gone_is_no_longer_valid_and_names_are_those_of_now(hand):
    canvas = tree(hand)
    kept, gone = canvas.child(0), canvas.child(1)
    assert gone.child(0).isValid()
    hand.session.edit(RenameLayer("n1", "Pixels"))
    assert kept.text(Name).startswith("Pixels")
    hand.session.edit(RemoveLayers(("n2",)))
    assert not gone.isValid()
    assert canvas.childCount() == 3
    hand.session.undo()
    assert canvas.childCount() == 4
    assert all(part.isValid() for part in parts(canvas))
    set_language("zh_CN")
    hand.session.language_changed.emit()
    assert "输入" in names(canvas.child(1))[0]


def test_a_canvas_that_is_closed_leaves_nothing_behind(qapp, built):
    numbers = []
    for _ in range(5):
        session = Session(built(AddLayer("input"), AddLayer("dense", 160, connect_from="n1")))
        panel = BuildPanel(session)
        panel.show()
        thing = QAccessible.queryAccessibleInterface(panel.canvas).child(1)
        numbers += [QAccessible.uniqueId(thing), QAccessible.uniqueId(thing.child(0))]
        assert all(QAccessible.accessibleInterface(number) is not None for number in numbers[-2:])
        del thing
        panel.close()
        session.close()
        panel.deleteLater()
        del panel
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
    assert [number for number in numbers if QAccessible.accessibleInterface(number) is not None] == []
    QApplication.processEvents()


def test_what_is_asked_of_a_canvas_that_is_gone_has_a_quiet_answer(qapp, built):
    """Qt asks while it destroys a view that had the keyboard, and a screen reader may keep what it was given."""
    session = Session(built(AddLayer("input"), AddLayer("dense", 160, connect_from="n1")))
    panel = BuildPanel(session)
    panel.show()
    canvas = QAccessible.queryAccessibleInterface(panel.canvas)
    thing = canvas.child(1)
    port = thing.child(0)
    assert (canvas.childCount(), port.parent().thing) == (2, thing.thing)
    panel.close()
    session.close()
    panel.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert (canvas.childCount(), canvas.child(0), canvas.focusChild(), canvas.childAt(9, 9)) == (0, None, None, None)
    assert canvas.indexOfChild(thing) == -1
    for part in (thing, port):
        assert not part.isValid()
        assert (part.parent(), part.window(), part.text(Name), part.childCount()) == (None, None, "", 0)
        assert part.rect().isEmpty()
        assert part.state().invalid
